import { isWordCode, matchAt, type Detector } from '../detector.ts'

const LONGEST_LOCAL_PART = 64
const DOMAIN =
  /(?:[a-z0-9\u00a1-\ud7ff](?:[a-z0-9\u00a1-\ud7ff-]{0,61}[a-z0-9\u00a1-\ud7ff])?\.){1,8}[a-z\u00a1-\ud7ff]{2,24}(?![\w-])/iy
/** `getty@tty1.service` is a unit of systemd, `logo@2x.png` a file. */
const NOT_A_DOMAIN =
  /\.(?:service|socket|timer|target|mount|automount|slice|scope|path|swap|device|png|jpe?g|gif|svg|webp|js|mjs|ts|json|ya?ml)$/i
/** `scheme://user:` and the like: what follows is a password, what comes after the sign a host. */
const IN_USER_INFO = /:\/\/[^\s/@"'<>]{0,256}$/
/** Everyone's account at a code host: `git@github.com:owner/name`. */
const SHARED_LOCAL_PART = /^(?:git|hg|svn)$/i

/** E-mail addresses as people write them: no quoted local parts, no address literals. */
export const email: Detector = {
  name: 'email',
  type: 'EMAIL',
  source: 'https://www.rfc-editor.org/rfc/rfc5321#section-4.1.2',
  anchors: ['@'],
  find(text, at) {
    const domain = matchAt(DOMAIN, text, at + 1)
    if (domain === undefined || NOT_A_DOMAIN.test(domain[0])) return undefined
    let start = at
    while (start > 0 && at - start <= LONGEST_LOCAL_PART && isLocal(text.charCodeAt(start - 1))) start--
    while (start < at && !startsWord(text.charCodeAt(start))) start++
    const length = at - start
    if (IN_USER_INFO.test(text.slice(Math.max(0, start - 256), start))) return undefined
    if (length === 0 || length > LONGEST_LOCAL_PART || SHARED_LOCAL_PART.test(text.slice(start, at))) return undefined
    return { start, end: at + 1 + domain[0].length }
  },
  samples: {
    found: ['mail to ⟦ada.lovelace+logs@mail.example.org⟧.', "from=<⟦o'brien@example.com⟧>, size=1", '⟦zoë@exämple.org⟧'],
    left: [
      'getty@tty1.service: Deactivated',
      'git@code.example.com:team/app.git',
      'pkg@1.2.3',
      'Conn@349] caught',
      'a @ b.org',
      'https://ada:pass@host.example.org/',
    ],
  },
}

function isLocal(code: number): boolean {
  return isWordCode(code) || isLetterBeyondAscii(code) || ".%+-'&/!#$*=?^{|}~".includes(String.fromCharCode(code))
}

/** Punctuation is allowed by the grammar, but before an address it belongs to the text around it. */
function startsWord(code: number): boolean {
  return isWordCode(code) || isLetterBeyondAscii(code)
}

/** Not the private use area, whose characters stand for what was covered. */
function isLetterBeyondAscii(code: number): boolean {
  return code > 160 && (code < 0xe000 || code > 0xf8ff)
}
