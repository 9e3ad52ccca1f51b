import { isWordCode, matchAt, type Detector } from '../detector.ts'
import { characterKinds, entropyOf } from '../validation/entropy.ts'
import { isStandIn } from '../validation/secret-value.ts'

const LONGEST_PREFIX = 24
const TAIL = /[A-Za-z0-9]{20,256}={0,2}(?![\w-])/y
/** Keys that are made to be shown, and words that end like a prefix. */
const PUBLIC = /(?:^|[^a-z])(?:pk|pub|public|publishable)[_-]|(?:ta|de|ri|di)sk[_-]/i

/** Tokens of vendors that nobody has listed: letters that say “token”, a joint, and a tail that no word, hash or counter looks like. */
export const tokenShape: Detector = {
  name: 'token-shape',
  type: 'SECRET',
  source: 'https://github.blog/engineering/platform-security/behind-githubs-new-authentication-token-formats/',
  anchors: [
    '_live_',
    '_test_',
    '_prod_',
    '_pat_',
    '_sk_',
    '_api_',
    '_key_',
    '_secret_',
    '_token_',
    '_tok_',
    '-api-',
    '-key-',
    'secret_',
    'tok_',
    'pat_',
    'token_',
    'apikey_',
    'sk-',
    'rk_',
    'whsec_',
  ],
  find(text, at, end) {
    let start = at
    while (start > 0 && at - start < LONGEST_PREFIX && isJoint(text.charCodeAt(start - 1))) start--
    const tail = matchAt(TAIL, text, end)?.[0]
    if (tail === undefined || isJoint(text.charCodeAt(start - 1)) || PUBLIC.test(text.slice(start, end))) return undefined
    if (characterKinds(tail) < 2 || entropyOf(tail) < 3.5 || isStandIn(tail)) return undefined
    // Hexadecimal tails are what hashes look like; only lower-case letters beyond f or both cases tell a token from them.
    if (/^(?:[\da-f]+|[\dA-F]+)$/.test(tail) || !/\d/.test(tail)) return undefined
    return { start, end: end + tail.length }
  },
  samples: {
    found: ['⟦acme_live_Q7w8E9r0T1y2U3i4O5p6⟧', 'using ⟦acme_pat_q7w8z9r0t1y2u3i4o5p6⟧ now'],
    left: [
      'pk_live_Q7w8E9r0T1y2U3i4O5p6',
      'task_test_q7w8z9r0t1y2u3i4o5p6',
      'cache_key_9f8a7b6c5d4e3f2a1b0c9d8e7f6a5b4c',
      'a_test_of_the_thing',
    ],
  },
}

function isJoint(code: number): boolean {
  return isWordCode(code) || code === 45
}
