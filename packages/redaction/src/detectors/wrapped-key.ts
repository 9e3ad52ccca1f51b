import { isWordCode, matchAt, type Detector } from '../detector.ts'

/** What base64 makes of the first characters of a PEM file, a JSON Web Token, a Docker configuration and a key file of a service account. */
const BEGINNINGS = [
  'LS0tLS1CRUdJTi',
  'ZXlK',
  'eyJhdXRocyI6',
  'ewogICJhdXRocyI6',
  'ewoJImF1dGhzIjog',
  'eyJ0eXBlIjoic2VydmljZV9hY2NvdW50',
  'eyJ0eXBlIjogInNlcnZpY2VfYWNjb3Vu',
  'ewogICJ0eXBlIjogInNlcnZpY2VfYWNjb3Vu',
]
const HEAD = /[A-Za-z0-9+/_-]{40}/y
const REST = /[A-Za-z0-9+/_-]{0,16384}={0,2}/y

/** Keys and files of credentials under another layer of base64, as in Secrets of Kubernetes: told by what their first bytes become. */
export const wrappedKey: Detector = {
  name: 'wrapped-key',
  type: 'SECRET',
  source: 'https://kubernetes.io/docs/concepts/configuration/secret/',
  anchors: BEGINNINGS.map((beginning) => beginning.toLowerCase()),
  find(text, start, end) {
    if (isWordCode(text.charCodeAt(start - 1)) || !BEGINNINGS.includes(text.slice(start, end))) return undefined
    const head = matchAt(HEAD, text, start)?.[0]
    if (head === undefined || isCertificate(head)) return undefined
    return { start, end: start + head.length + matchAt(REST, text, start + head.length)![0].length }
  },
  samples: {
    found: [
      'tls.key: ⟦LS0tLS1CRUdJTiBQUklWQVRFIEtFWS0tLS0tCk1JSUVvdz09Cg==⟧',
      '⟦ZXlKaGJHY2lPaUpJVXpJMU5pSjkuZXlKemRXSWlPaUl4SW4w⟧',
      '.dockerconfigjson: ⟦eyJhdXRocyI6eyJyIjp7ImF1dGgiOiJZV1JoT205d1pXND0ifX19⟧',
    ],
    left: ['tls.crt: LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCk1JSUI=', 'zxlk', 'ZXlKaGJH'],
  },
}

function isCertificate(head: string): boolean {
  return /^-----BEGIN (?:TRUSTED )?CERTIFICATE/.test(atob(head.replaceAll('-', '+').replaceAll('_', '/')))
}
