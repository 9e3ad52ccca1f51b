import { matchAt, type Detector } from '../detector.ts'
import { isStandIn } from '../validation/secret-value.ts'

const BEARER = /bearer["']?[ \t:]{1,4}["']?(?!token\b)([\w.~+/-]{12,128}={0,2})/iy
const BASIC = /basic[ \t]{1,4}([A-Za-z0-9+/]{6,1024}={0,2})(?![\w-])/iy
const SCHEME =
  /authorization\\?["']?[ \t]{0,4}[:=,][ \t]{0,4}\\?["']?(?:[a-z][\w-]{1,20}[ \t]{1,4})?(?:[a-z]\w{1,16}=)?([\w.~+/:-]{16,128}={0,2})/iy
const COOKIE = /cookie\\?["']?[ \t]{0,4}:[ \t]{0,4}\\?["']?([^\s"'\\=;]{1,64}=[^\r\n"'\\]{4,256})/iy
/** How each goes on, once its beginning is found to be one: a longer look at each of many anchors would cost its square. */
const REST = /[\w.~+/:-]{0,8192}={0,2}/y
const REST_OF_COOKIE = /[^\r\n"'\\]{0,8192}/y

/** What stands behind the scheme of an `Authorization` header, and what a `Cookie` header carries. */
export const authorizationHeader: Detector = {
  name: 'authorization-header',
  type: 'SECRET',
  source: 'https://www.rfc-editor.org/rfc/rfc9110#section-11.6.2',
  anchors: ['bearer', 'basic ', 'authorization', 'cookie'],
  find(text, start) {
    const isCookie = isLetter(text.charCodeAt(start), 'c')
    const found = isCookie ? matchAt(COOKIE, text, start) : schemeAt(text, start)
    const value = found?.[1]
    if (found === undefined || value === undefined || !/\d|=$/.test(value) || isStandIn(value)) return undefined
    const end = start + found[0].length
    return { start: end - value.length, end: end + matchAt(isCookie ? REST_OF_COOKIE : REST, text, end)![0].length }
  },
  samples: {
    found: [
      'Authorization: Bearer ⟦q7w8e9r0t1y2u3i4o5p6⟧',
      '"authorization":"Basic ⟦YWRhOmxvdmVsYWNlMTg0Mw==⟧"',
      "-H 'Authorization: Token ⟦q7w8e9r0t1y2u3i4o5p6⟧'",
      'Cookie: ⟦sid=q7w8e9r0t1; theme=dark⟧',
    ],
    left: [
      'Authorization: Bearer $TOKEN',
      'the bearer token expired',
      'Basic authentication failed',
      'WWW-Authenticate: Basic realm="x"',
    ],
  },
}

function schemeAt(text: string, start: number): RegExpExecArray | undefined {
  if (isLetter(text.charCodeAt(start), 'a')) return matchAt(SCHEME, text, start)
  return matchAt(BEARER, text, start) ?? basicAt(text, start)
}

/** Whether the code unit is the letter, in either case. */
function isLetter(code: number, letter: string): boolean {
  return (code | 32) === letter.charCodeAt(0)
}

/** Credentials of the basic scheme hold a colon once they are decoded; the word `basic` stands in many sentences. */
function basicAt(text: string, start: number): RegExpExecArray | undefined {
  const found = matchAt(BASIC, text, start)
  const encoded = found?.[1]?.replace(/=+$/, '') ?? ''
  return encoded.length > 0 && encoded.length % 4 !== 1 && /^[^:]*:[\s\S]+$/.test(atob(encoded)) ? found : undefined
}
