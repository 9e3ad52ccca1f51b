import { isWordCode, matchAt, type Detector } from '../detector.ts'

const WRAPPED = /[A-Za-z0-9+/_-]{40,16384}={0,2}/y

/** A private key or a JSON Web Token under another layer of base64, as in Secrets of Kubernetes: told by what their first bytes become. */
export const wrappedKey: Detector = {
  name: 'wrapped-key',
  type: 'SECRET',
  source: 'https://kubernetes.io/docs/concepts/configuration/secret/',
  anchors: ['ls0tls1crudjti', 'zxlk'],
  find(text, start) {
    if (isWordCode(text.charCodeAt(start - 1))) return undefined
    if (!text.startsWith('LS0tLS1CRUdJTi', start) && !text.startsWith('ZXlK', start)) return undefined
    const wrapped = matchAt(WRAPPED, text, start)?.[0]
    if (wrapped === undefined || isCertificate(wrapped)) return undefined
    return { start, end: start + wrapped.length }
  },
  samples: {
    found: [
      'tls.key: ⟦LS0tLS1CRUdJTiBQUklWQVRFIEtFWS0tLS0tCk1JSUVvdz09Cg==⟧',
      '⟦ZXlKaGJHY2lPaUpJVXpJMU5pSjkuZXlKemRXSWlPaUl4SW4w⟧',
    ],
    left: ['tls.crt: LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCk1JSUI=', 'zxlk', 'ZXlKaGJH'],
  },
}

function isCertificate(wrapped: string): boolean {
  return /^-----BEGIN (?:TRUSTED )?CERTIFICATE/.test(atob(wrapped.slice(0, 40).replaceAll('-', '+').replaceAll('_', '/')))
}
