/**
 * How much the name of a field says about its value: `password` values are secrets whatever they look like, `credential` values when they
 * look made by a machine, `key` values only when they look random.
 */
export type NameStrength = 'password' | 'credential' | 'key'

const PASSWORD = /^(?:pass(?:word|wd|phrase|code|wort)?s?|pwd|passwrd|contrase(?:n|ñ)a|motdepasse|senha|kennwort|psk)\d*$/
const CREDENTIAL =
  /^(?:secret[es]?|token|credentials?|creds?|auth|authtoken|apikey|apisecret|apitoken|accesstoken|accesskey|secretkey|privatekey|authkey|bearer|jwt)\d*$/
const KEY = /^(?:keys?|signature|sig|salt|session|sid|cookie|nonce)\d*$/
/** Words that make a credential of the word `key` after them. */
const BEFORE_KEY =
  /^(?:api|access|secret|private|auth|encryption|encrypt|signing|sign|account|shared|master|service|admin|license|app|application|deploy|ssh|storage|subscription|write|ingest|integration|live|client|hmac|webhook|server|rest|authorization|functions?)$/
/** Words that make something public or structural of it. */
const BEFORE_HARMLESS =
  /^(?:public|pub|foreign|primary|partition|sort|cache|bucket|index|row|hash|routing|issuer|schema|unique|composite|group|lookup|object|storage|host|map|dict|redis|s3|idempotency|page|continuation|pagination|next|sync|cancellation|csrf|xsrf|authenticity|syntax|unexpected|number|num|max|min|total|completion|prompt|input|output|usage|used|bearer|dedup|search|config|compass|by|bypass|first|second|each|per|two|multi|single|no|non|without)$/
/** Words after it that say the value is about a secret, not the secret. */
const AFTER_HARMLESS =
  /^(?:ids?|names?|count|counts|len|length|size|bytes|bits|type|types|kind|file|files|filename|path|paths|dir|folder|url|urls|uri|endpoint|expiry|expires?|expired|expiration|expiration|ttl|version|policy|policies|vault|store|ring|chain|age|format|field|fields|label|prefix|suffix|index|status|state|error|errors|usage|limit|limits|max|min|source|provider|manager|management|board|word|words|code|codes|pressed|press|event|class|map|set|space|pair|pairs|variable|var|env|reset|required|enabled|disabled|changed|rotation|request|response|refresher|service|server|host|callback|hash|hashes|algorithm|alg|method|mode|validator|validation|generator|factory|handler|helper|util|utils|parser|izer|stream|bucket|usages|exchange|mechanism|scheme|domain|realm|level|group|user|username|module|plugin|attempts?|failures?|failed|success|ok|ref|reference|arn|fingerprint|thumbprint|str|description|comment|hint|prompt|strength|rule|rules|retry|duration|timeout|seconds|ms|time|at|date|up|down|signatures?|meshing|st|table|pem|crt|cert|id\d+|spec|list|info|metadata|number|header)$/

/**
 * Strength of a field's name by its words, in camel, snake, kebab or dotted form; undefined when the name is not one of a secret.
 * The words may stand anywhere (`todo_secret_do_not_commit`), unless one after them says that the value is something else (`secret_name`).
 */
export function secretNameStrength(name: string): NameStrength | undefined {
  const words = wordsOf(name)
  for (let at = words.length - 1; at >= 0; at--) {
    const word = words[at]!
    if (AFTER_HARMLESS.test(word)) return undefined
    const strength = strengthOf(word, words[at - 1] ?? '')
    if (strength !== undefined) return strength
  }
  return undefined
}

function strengthOf(word: string, before: string): NameStrength | undefined {
  if (PASSWORD.test(word)) return before === 'by' ? undefined : 'password'
  if (BEFORE_HARMLESS.test(before) && !CREDENTIAL_PAIR.test(`${before} ${word}`)) return undefined
  if (CREDENTIAL.test(word)) return 'credential'
  if (!KEY.test(word)) return undefined
  return BEFORE_KEY.test(before) && word.startsWith('key') ? 'credential' : 'key'
}

/** Pairs whose first word is harmless elsewhere. */
const CREDENTIAL_PAIR = /^(?:storage key|bearer token)$/

function wordsOf(name: string): string[] {
  return name
    .replaceAll(/([a-z\d])([A-Z])/g, '$1 $2')
    .replaceAll(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z\dñ]+/)
    .filter((word) => word !== '')
}
