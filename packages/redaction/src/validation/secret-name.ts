import { isDigitCode, isWordCode } from '../detector.ts'

/**
 * How much the name of a field says about its value: `password` values are secrets whatever they look like, `credential` values when they
 * look made by a machine, `key` values only when they look random.
 */
export type NameStrength = 'password' | 'credential' | 'key'

const PASSWORD = words(
  'pass passes password passwords passwd passphrase passcode passwort passord passkey pwd passwrd pw userpw bindpw rootpw storepass keypass requirepass bindpass rootpass dbpass sshpass userpass adminpass masterauth contrasena contraseña motdepasse senha kennwort wachtwoord psk',
)
const CREDENTIAL = words('secret secrets secrete token credential credentials cred creds auth bearer jwt')
const KEY = words('key keys signature sig salt session sid cookie nonce pepper otp totp mnemonic seed')
/** Ends of names that are written as one word: `dbpassword`, `clientsecret`. */
const PASSWORD_END = /(?:password|passwd|passphrase)s?$/
const CREDENTIAL_END =
  /(?:(?:api|client|shared|app|webhook)secret|(?:api|auth|access|bot)token|(?:api|access|secret|private|auth|signing|encryption|master)key)$/
/** Words that make a credential of the word `key` after them. */
const BEFORE_KEY = words(
  'api access secret private auth encryption encrypt signing sign account shared master service admin license app application deploy ssh storage subscription write ingest integration live client hmac webhook server rest authorization function functions',
)
/** Words that make something public or structural of it. */
const BEFORE_HARMLESS = words(
  'public pub foreign primary partition sort cache bucket index row hash routing issuer schema unique composite group lookup object storage host map dict redis s3 idempotency page continuation pagination next sync cancellation csrf xsrf authenticity syntax unexpected number num max min total completion prompt input output usage used bearer dedup search config by bypass first second each per two multi single no non without random shuffle',
)
/** Words after it that say the value is about a secret, not the secret. */
const AFTER_HARMLESS = words(
  'id ids name names count counts len length size bytes bits type types kind file files filename path paths dir folder url urls uri endpoint expiry expire expires expired expiration ttl version policy policies vault store ring chain age format field fields label prefix suffix index status state error errors usage limit limits max min source provider manager management board word words code codes pressed press event class map set space pair pairs variable var env reset required enabled disabled changed rotation request response refresh service server host callback hash hashes algorithm alg method mode validator validation generator factory handler helper util utils parser stream bucket usages exchange mechanism scheme domain realm level group user username module plugin attempt attempts failure failures failed success ok ref reference arn fingerprint thumbprint str description comment hint prompt strength rule rules retry duration timeout seconds ms time at date up down signature signatures table pem crt cert spec list info metadata number header',
)
/** Pairs whose first word is harmless elsewhere. */
const CREDENTIAL_PAIR = words('storage.key bearer.token')

/**
 * Strength of a field's name by its words, in camel, snake, kebab or dotted form; undefined when the name is not one of a secret.
 * The words may stand anywhere (`legacy_secret_of_billing`), unless one after them says that the value is something else (`secret_name`).
 */
export function secretNameStrength(name: string): NameStrength | undefined {
  const parts = wordsOf(name)
  for (let at = parts.length - 1; at >= 0; at--) {
    const word = withoutNumber(parts[at]!)
    if (AFTER_HARMLESS.has(word)) return undefined
    const strength = strengthOf(word, parts[at - 1] ?? '')
    if (strength !== undefined) return strength
  }
  return undefined
}

function strengthOf(word: string, before: string): NameStrength | undefined {
  if (PASSWORD.has(word) || (word.length > 6 && PASSWORD_END.test(word))) return before === 'by' ? undefined : 'password'
  if (BEFORE_HARMLESS.has(before) && !CREDENTIAL_PAIR.has(`${before}.${word}`)) return undefined
  if (CREDENTIAL.has(word) || (word.length >= 6 && CREDENTIAL_END.test(word))) return 'credential'
  if (!KEY.has(word)) return undefined
  return BEFORE_KEY.has(before) && word.startsWith('key') ? 'credential' : 'key'
}

/** `password2` is a password too. */
function withoutNumber(word: string): string {
  let end = word.length
  while (end > 0 && isDigitCode(word.charCodeAt(end - 1))) end--
  return word.slice(0, end)
}

function words(list: string): ReadonlySet<string> {
  return new Set(list.split(' '))
}

/** In lower case, also those joined by their capitals: `dbPassword2`, `DBPassword`, `DB_PASSWORD`. By hand, as a pattern costs five times as much. */
function wordsOf(name: string): string[] {
  const lower = name.toLowerCase()
  const found: string[] = []
  let start = 0
  for (let at = 0; at <= name.length; at++) {
    const isEnd = !isWordOf(name, at)
    if (!isEnd && !beginsWord(name, at)) continue
    if (at > start) found.push(lower.slice(start, at))
    start = isEnd ? at + 1 : at
  }
  return found
}

function isWordOf(name: string, at: number): boolean {
  const code = name.charCodeAt(at)
  return (isWordCode(code) && code !== 95) || code === 241
}

/** Whether a capital stands here behind a small letter or a digit, or as the last of several: `dbPassword`, `DBPassword`. */
function beginsWord(name: string, at: number): boolean {
  if (!isCapital(name.charCodeAt(at))) return false
  const before = name.charCodeAt(at - 1)
  return !isCapital(before)
    ? isWordCode(before) && before !== 95
    : name.charCodeAt(at + 1) >= 97 && name.charCodeAt(at + 1) <= 122
}

function isCapital(code: number): boolean {
  return code >= 65 && code <= 90
}
