import { isWordCode, matchAt, type Detector } from '../detector.ts'

const TOKEN =
  /(eyJ[\w-]{8,2048})\.(?:eyJ[\w-]{4,8192}(?:\.[\w-]{0,2048})?|[\w-]{0,2048}\.[\w-]{16,64}\.[\w-]{4,8192}\.[\w-]{8,64})/y

/** Signed and encrypted tokens in compact form, whose header must be a whole JSON object. */
export const jsonWebToken: Detector = {
  name: 'json-web-token',
  type: 'SECRET',
  source: 'https://www.rfc-editor.org/rfc/rfc7515#section-3.1',
  anchors: ['eyj'],
  find(text, start) {
    if (goesOn(text, start)) return undefined
    const found = matchAt(TOKEN, text, start)
    if (found === undefined || !isObject(found[1]!)) return undefined
    return { start, end: start + found[0].length }
  },
  samples: {
    found: [
      '⟦eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl⟧ end',
      'jwt=⟦eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.⟧',
    ],
    left: [
      'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9',
      'eyJAAAAAAAAA.eyJBBBBBB',
      'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ.eyJzdWIiOiIxIn0.c2ln',
    ],
  },
}

/** Whether base64url or a token goes on from before. */
function goesOn(text: string, start: number): boolean {
  const before = text.charCodeAt(start - 1)
  return isWordCode(before) || before === 46 || (before === 45 && text.charCodeAt(start - 2) !== 32)
}

/** Only the ends are decoded: the middle of a header costs time and decides nothing. */
function isObject(base64url: string): boolean {
  if (base64url.length % 4 === 1) return false
  const whole = base64url.replaceAll('-', '+').replaceAll('_', '/')
  const tail = atob(whole.slice(Math.floor((whole.length - 1) / 4) * 4))
  return /^\{\s*"[\w#-]{1,24}"\s*:|^\{\s*"[\w#-]{10}/.test(atob(whole.slice(0, 16))) && tail.endsWith('}')
}
