import { characterKinds, entropyOf, hasAtMostCharacters } from './entropy.ts'
import type { NameStrength } from './secret-name.ts'

/** How a value was written, which says what else it could be than a value: a variable, a call, a word of a sentence. */
export type Writing = 'quoted' | 'bare' | 'tight' // tight: bare, and without a space after the sign before it

const UUID = /^[{(]?[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}[)}]?$/i
const REFERENCE =
  /^(?:\$|#\{|\{\{|\{%|<%|%[\w({]|\[%|<[a-z_ -]{1,40}>|@\{|(?:var|local|data|module|self|this|process|os|env|config|settings|options|args|params|props|req|request|secrets?|vault|ssm|arn)[.:[(])/i
const STAND_IN =
  /example|fake|dummy|placeholder|sample|insert|your[-_ ]|my[-_]?(?:secret|password|token|key)|redacted|removed|hidden|masked|filtered|sanitized|omitted|change.?me.?(?:please)?$|not.?(?:real|long|set|valid)|xxxx|\*\*\*|\.\.\.|todo|tbd\b/i
const NOTHING =
  /^(?:null|nil|none|undefined|true|false|yes|no|on|off|empty|unset|default|string|str|text|bool|boolean|int|integer|number|bytes|object|required|optional|invalid|valid|incorrect|correct|missing|expired|failed|failure|success|successful|ok|error|denied|accepted|rejected|changed|reset|prompt|ask|disabled|enabled|unknown|n\/?a|authentication|authenticated|unauthorized|basic|bearer|digest|negotiate|plain|anonymous|password|passwd|secret|token|key|keyboard-interactive|publickey|session|user|admin|root|name|type|value|and|or|is|was|not|for|the|with|from|to|in|by|at|as)$/i
/** A path of names, a call, an element of a list. */
const CODE = /^[A-Za-z_$][\w$]*(?:(?:\.|::|->)[A-Za-z_$][\w$]*)+(?:[([{].*)?$|^[A-Za-z_$][\w$.:]*[([{][\w$.:,*&|=()[\]{}-]*$/
const IDENTIFIER = /^[A-Za-z][a-z]*(?:[A-Z][a-z]*)*$|^[A-Za-z]+(?:[_-][A-Za-z]+)+$|^[A-Z]+(?:_[A-Z\d]+)+$/
const MINIMUM_LENGTH = { password: 4, credential: 8, key: 16 }

/**
 * Whether a value that stands after the name of a secret is one: not empty, no reference to a variable, no stand-in such as
 * `your-token-here`, no word that says something about it (`password: expired`).
 */
export function isSecretValue(
  value: string,
  { strength, writing }: { readonly strength: NameStrength; readonly writing: Writing },
): boolean {
  // In the order of what they cost: a hostile line asks at every word.
  if (value.length < MINIMUM_LENGTH[strength] || !looksLikeOne(value, { strength, writing })) return false
  if (!/[\p{L}\d]/u.test(value) || REFERENCE.test(value) || NOTHING.test(value)) return false
  return (writing === 'quoted' || !CODE.test(value) || isRandom(value)) && !isStandIn(value)
}

function looksLikeOne(
  value: string,
  { strength, writing }: { readonly strength: NameStrength; readonly writing: Writing },
): boolean {
  if (strength === 'password') return isPassword(value, writing)
  if (value.length < 39 && UUID.test(value)) return strength === 'credential'
  if (strength === 'key') return /\d/.test(value) && characterKinds(value) === 3 && isRandom(value)
  return looksMade(value) && !IDENTIFIER.test(value) && !(writing === 'quoted' && /\s/.test(value))
}

/** Whether the value only stands for one: `xxxxxxxx`, `<your key>`, `AKIA…EXAMPLE`. */
export function isStandIn(value: string): boolean {
  return STAND_IN.test(value) || hasAtMostCharacters(value, Math.min(3, Math.ceil(value.length / 4)))
}

/** Whether the characters are as mixed as a generator's: no word, path or plain number. */
export function isRandom(value: string): boolean {
  return value.length >= 16 && /\d/.test(value) && /[A-Za-z]/.test(value) && entropyOf(value) >= 3
}

function isPassword(value: string, writing: Writing): boolean {
  if (writing === 'quoted') return true
  if (writing === 'bare' && !/\d|[^\w.,:;()-]/.test(value)) return false
  return !/^\d{1,3}(?:\.\d+)?$/.test(value)
}

/** Made by a machine: letters and digits together, or longer than words are. */
function looksMade(value: string): boolean {
  return (/\d/.test(value) && /[A-Za-z]/.test(value)) || (value.length >= 20 && entropyOf(value) >= 3.2)
}
