import { matchAt, isWordCode, type Detector } from '../detector.ts'

const NAME = String.raw`([\w][\w.@\\$+-]{0,62}[\w$]|\w)`
/** `user=NAME`, `"userName": "NAME"`, `USER=NAME`. */
const ASSIGNED = new RegExp(
  String.raw`(?:user(?:[_-]?(?:name|id))?|login|logname|acct|account|principal)\\?["']?(?:[ \t]{0,2}:[ \t]{0,2}|=|[ \t]=[ \t])\\?["']?${NAME}(?![(\w=])`,
  'iy',
)
/** `user "NAME"`, `user 'NAME'@'host'`. */
const QUOTED = new RegExp(String.raw`user(?:[_-]?name)?[ \t]{1,2}\\?["'\x60]${NAME}\\?["'\x60]`, 'iy')
/** `invalid user NAME`, `for user NAME by` and the like: nothing follows, or a word that goes on from a name. */
const NAMED = new RegExp(String.raw`user ${NAME}(?=$|[\r\n,;\[(]| (?:from|by|on|at|port|via|logged|\[|\())`, 'iy')
/** What is tried to log in with, by sshd and PAM. */
const TRIED = new RegExp(
  String.raw`(?:password|publickey|hostbased|keyboard-interactive(?:/pam)?|gssapi-with-mic|none) for (?:(?:invalid|illegal) user )?${NAME} from`,
  'iy',
)
const HOME = /(?:\/home\/|\/users\/|\\users\\)([a-z][\w.-]{1,62})(?=[/\\"'\s:]|$)/iy
/** Accounts that every system has, and words that stand where a name could. */
const NOBODY =
  /^(?:root|admin|administrator|administrateur|test|guest|nobody|system|anonymous|unknown|user|users|daemon|public|shared|default|none|null|nil|true|false|not|is|has|was|and|or|the|with|from|by|to|in|on|id|name|data|agent|request|requests|session|error|authentication|login|service|app|node|runner|ubuntu|centos|hadoop|ec2-user|www-data|postgres|mysql|redis|git|jenkins|local|services?|accounts?|group|password|role|root@localhost|\d+)$/i

/** Account names where a log says that it names an account. Accounts that every system has tell of nobody and stay. */
export const userName: Detector = {
  name: 'user-name',
  type: 'USER',
  source: 'https://www.rfc-editor.org/rfc/rfc3164#section-5.4',
  anchors: [
    'user',
    'login',
    'logname',
    'acct',
    'account',
    'principal',
    'password for',
    'publickey for',
    'none for',
    '/home/',
    '\\users\\',
  ],
  find(text, at) {
    const start = text[at] === '/' || text[at] === '\\' ? at : at > 0 && text[at - 1] === '/' ? at - 1 : at
    if (start === at && isNameStart(text, at)) return undefined
    for (const form of [ASSIGNED, QUOTED, TRIED, NAMED, HOME]) {
      const found = matchAt(form, text, start)
      const name = found?.[1]
      if (found === undefined || name === undefined) continue
      const from = start + found[0].indexOf(name, found[0].length - name.length - trailing(found[0], name))
      if (!NOBODY.test(name) && !name.includes('@')) return { start: from, end: from + name.length }
    }
    return undefined
  },
  samples: {
    found: [
      'Invalid user ⟦eve⟧ from 203.0.113.9',
      'Failed password for ⟦mallory⟧ from 203.0.113.9 port 22',
      'session opened for user ⟦ada⟧ by (uid=0)',
      'rhost=203.0.113.9  user=⟦ada⟧',
      'password authentication failed for user "⟦billing_rw⟧"',
      'open /home/⟦ada⟧/.ssh/config: no such file',
      '"username":"⟦ada.l⟧"',
    ],
    left: [
      'no such pass; user unknown',
      'Failed password for root from 203.0.113.9',
      'user data not found',
      'user-agent: x',
      'logname= uid=0 ruser= rhost=x',
      'superuser=on',
    ],
  },
}

/** How many characters of the match follow the name. */
function trailing(match: string, name: string): number {
  return match.length - match.lastIndexOf(name) - name.length
}

/** Whether the word goes on to the left, as in `superuser`. */
function isNameStart(text: string, at: number): boolean {
  const before = text.charCodeAt(at - 1)
  return (
    isWordCode(before) &&
    before !== 95 &&
    !(before >= 97 && before <= 122 && text.charCodeAt(at) < 97) &&
    text.slice(at - 1, at) !== 'r'
  )
}
