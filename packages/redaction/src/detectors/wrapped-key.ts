import { isWordCode, matchAt, type Detector } from '../detector.ts'

const HEAD = /[A-Za-z0-9+/_-]{40}/y
const REST = /[A-Za-z0-9+/_-]{0,16384}={0,2}/y

/** A private key or a JSON Web Token under another layer of base64, as in Secrets of Kubernetes: told by what their first bytes become. */
export const wrappedKey: Detector = {
  name: 'wrapped-key',
  type: 'SECRET',
  source: 'https://kubernetes.io/docs/concepts/configuration/secret/',
  anchors: ['ls0tls1crudjti', 'zxlk'],
  find(text, start) {
    if (isWordCode(text.charCodeAt(start - 1))) return undefined
    if (!text.startsWith('LS0tLS1CRUdJTi', start) && !text.startsWith('ZXlK', start)) return undefined
    const head = matchAt(HEAD, text, start)?.[0]
    if (head === undefined || isCertificate(head)) return undefined
    return { start, end: start + head.length + matchAt(REST, text, start + head.length)![0].length }
  },
  samples: {
    found: [
      'tls.key: ⟦LS0tLS1CRUdJTiBQUklWQVRFIEtFWS0tLS0tCk1JSUVvdz09Cg==⟧',
      '⟦ZXlKaGJHY2lPaUpJVXpJMU5pSjkuZXlKemRXSWlPaUl4SW4w⟧',
    ],
    left: ['tls.crt: LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCk1JSUI=', 'zxlk', 'ZXlKaGJH'],
  },
}

function isCertificate(head: string): boolean {
  return /^-----BEGIN (?:TRUSTED )?CERTIFICATE/.test(atob(head.replaceAll('-', '+').replaceAll('_', '/')))
}
