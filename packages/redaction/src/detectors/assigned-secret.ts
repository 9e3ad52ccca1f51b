import { isWordCode, matchAt, type Detector } from '../detector.ts'
import type { Range } from '../span.ts'
import { secretNameStrength, type NameStrength } from '../validation/secret-name.ts'
import { isSecretValue, type Writing } from '../validation/secret-value.ts'

const LONGEST_NAME = 64
type Form = 'assignment' | 'call' | 'quoted' | 'sentence'
/** `name = `, `name: `, `"name" => `, `name string = `, `name[] := `; also over one line end, as YAML and XML put it. */
const ASSIGNMENT =
  /\\?["'`\]]{0,2}(?:\[\d{0,4}\])?(?:[ \t]{0,4}:?[ \t]{1,4}(?:&?[A-Za-z]\w{0,20}))?[ \t]{0,24}(?:[:.?!~+]{0,4}={1,3}>?|=>|->|:(?![/:]))[ \t]{0,24}(?:\\?\r?\n[ \t]{1,24})?/y
/** `name("value")`, `set("NAME", "value")`. */
const CALL = /["'`]?(?:\.\w{1,16})?[ \t]{0,4}[(,][ \t]{0,4}(?=["'`])/y
/** `name "value"`. */
const QUOTED = /[ \t]{1,4}(?=["'`])/y
/** `--name value`. */
const ARGUMENT = /[ \t]{1,4}(?=[^\s-])/y
/** `the password is value`. */
const SENTENCE = /[ \t]{1,4}(?:is|was)[ \t:]{1,4}/y
/** `<name>value</name>`. */
const ELEMENT = />\s{0,24}/y
/** `key="NAME" value="…"`, and the entries of lists of variables: `name: NAME` with `value: …` beside it. */
const PAIR = /["']?[ \t]{0,4},?\s{1,40}["']?value["']?[ \t]{0,4}[:=][ \t]{0,4}/iy
const OPENS_QUOTE = '"\'`\\@ubrfLR$'
const OPENING_QUOTE = /[@ubrfLR$]{0,2}(\\{0,3}["'`]{1,3})/y
/** What is judged of a bare value, and how far it goes on: a longer look at each of many anchors in one value would cost its square. */
const LONGEST_LOOK = 48
/** What a character means to a bare value: its end, a joint behind which another field may begin, or a part of it. In a table, as hostile lines ask millions of times. */
const [PLAIN, END, JOINT] = [0, 1, 2]
const BARE_KINDS = Uint8Array.from({ length: 161 }, (_, code) => {
  const character = String.fromCharCode(code)
  return /[\s"'`\\<]/.test(character) ? END : /[,;&]/.test(character) ? JOINT : PLAIN
})
const REST = /[^\s"'`\\<,;&]{1,4096}/y
/** Where a bare value ends before white space: the next field of a list, a query or a connection string. */
const NEXT_FIELD = /(?:[,;&][A-Za-z][\w. -]{0,40}[=:]|[,;]$|&(?:amp;)?[\w.-]+=|,["'{[])/
const COMPARED = /(\\?["'`])[ \t]{0,4}[!=]={1,2}[ \t]{0,4}$/

/** What every form begins with: most words that hold an anchor are followed by something else. */
const BEFORE_A_VALUE = '\\"\'`][ \t\r\n:?!~+=(,>'
const FORMS: readonly (readonly [RegExp, Form])[] = [
  [ASSIGNMENT, 'assignment'],
  [PAIR, 'assignment'],
  [ELEMENT, 'assignment'],
  [CALL, 'call'],
  [QUOTED, 'quoted'],
  [SENTENCE, 'sentence'],
]

/** The general rule: a value behind a name that says it is secret, in the ways in which configuration, code, shells and logs write it. */
export const assignedSecret: Detector = {
  name: 'assigned-secret',
  type: 'SECRET',
  source: 'https://cwe.mitre.org/data/definitions/798.html',
  anchors: [
    'pass',
    'pwd',
    'secret',
    'token',
    'key',
    'cred',
    'auth',
    'bearer',
    'psk',
    'contrase',
    'wachtwoord',
    '_pw',
    'rootpw',
    'bindpw',
    'nonce',
    'otp',
    'signature',
    'senha',
    'kennwort',
    'salt',
    'session',
    'jwt',
  ],
  find(text, at, anchorEnd) {
    let end = anchorEnd
    while (end - anchorEnd < LONGEST_NAME && isNameCode(text.charCodeAt(end))) end++
    if (isNameCode(text.charCodeAt(end))) return undefined
    let start = at
    while (start > 0 && at - start < LONGEST_NAME && isNameCode(text.charCodeAt(start - 1))) start--
    // Other anchors in the same name would be answered the same.
    return findValue(text, { start, end }) ?? findCompared(text, { start, end }) ?? end
  },
  samples: {
    found: [
      'db_password = ⟦hunter2⟧',
      'password=⟦letmein⟧;Server=db',
      '"clientSecret": "⟦9f8a7b6c5d4e3f2a1b0c9d8e7f6a5b4c⟧",',
      'var acmeToken string = "⟦q7w8e9r0t1y2u3i4o5p6⟧"',
      '- name: DB_PASSWORD\n  value: ⟦s3cr-t!⟧\n',
      '<add key="ClearTextPassword" value="⟦Tr0ub4dor⟧" />',
      '<apiToken>\n  ⟦q7w8e9r0t1y2u3i4o5p6⟧\n</apiToken>',
      'curl --token ⟦q7w8e9r0t1y2u3i4o5p6⟧ https://x',
      'if ("⟦q7w8e9r0t1⟧" == apiKey) {',
      'System.setProperty("ACME_TOKEN", "⟦q7w8e9r0t1y2⟧")',
      'AccountName=a;AccountKey=⟦Zm9vYmFyYmF6cXV4MTIzNDU2Nzg5MA==⟧;EndpointSuffix=core',
      'GET /v1?api_key=⟦q7w8e9r0t1y2u3⟧&page=2',
      'the password is ⟦S3same!⟧, as ever',
      '{\\"secret\\":\\"⟦q7w8e9r0t1y2⟧\\"}',
    ],
    left: [
      'password: required',
      'password = ${DB_PASSWORD}',
      'token = getToken()',
      'secret_name = "prod/db/main1"',
      'max_tokens=4096',
      'check pass; user unknown',
      'primary_key = "a1b2c3d4e5f6g7h8"',
      'api_key = "your-api-key-here"',
      'the password is incorrect',
      'keyboard: "qwerty12"',
      'token: <SECRET_1>',
      'Failed password for invalid user from port 22',
    ],
  },
}

/** Letters, digits and `_ - . $`. */
function isNameCode(code: number): boolean {
  return isWordCode(code) || code === 45 || code === 46 || code === 36
}

function findValue(text: string, name: Range): Range | undefined {
  const form = formAfter(text, name)
  if (form === undefined) return undefined
  const { at, kind } = form
  const nameText = text.slice(name.start, name.end)
  const strength = secretNameStrength(nameText)
  if (strength === undefined || (kind === 'sentence' && strength !== 'password') || (kind === 'quoted' && strength === 'key'))
    return undefined
  const value = readQuoted(text, at) ?? (kind === 'call' || kind === 'quoted' ? undefined : readBare(text, at))
  if (value === undefined) return undefined
  const writing = writingOf(text, { at, start: value.start, kind })
  if (!isWanted(text.slice(value.start, value.end), { strength, writing, name: nameText })) return undefined
  return writing === 'quoted' || value.end - value.start < LONGEST_LOOK
    ? value
    : { ...value, end: value.end + (matchAt(REST, text, value.end)?.[0].length ?? 0) }
}

function writingOf(text: string, value: { readonly at: number; readonly start: number; readonly kind: Form }): Writing {
  if (value.start > value.at) return 'quoted'
  return value.kind === 'sentence' || ' \t\n:>'.includes(text[value.at - 1] ?? '') ? 'bare' : 'tight'
}

/** `_authToken` and `_password` are npm's own, which it reads behind a registry's path only: an identifier there is known by that. */
function isWanted(
  value: string,
  { strength, writing, name }: { readonly strength: NameStrength; readonly writing: Writing; readonly name: string },
): boolean {
  if (name.startsWith('_auth') && /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/.test(value)) return false
  return isSecretValue(value, { strength, writing })
}

/** Where a value could stand after the name, and in which form it is given there. */
function formAfter(text: string, name: Range): { readonly at: number; readonly kind: Form } | undefined {
  if (!BEFORE_A_VALUE.includes(text[name.end] ?? '')) return undefined
  if (isPlainAssignment(text, name.end)) return { at: name.end + 1, kind: 'assignment' }
  const forms: readonly (readonly [RegExp, Form])[] = text.startsWith('--', name.start)
    ? [...FORMS, [ARGUMENT, 'assignment']]
    : FORMS
  for (const [pattern, kind] of forms) {
    const found = matchAt(pattern, text, name.end)
    if (found !== undefined) return { at: name.end + found[0].length, kind }
  }
  return undefined
}

/** `name=value` or `name:value` and no other sign: most assignments, known without a pattern. */
function isPlainAssignment(text: string, at: number): boolean {
  const sign = text.charCodeAt(at)
  return (sign === 61 || sign === 58) && isWordCode(text.charCodeAt(at + 1))
}

function readQuoted(text: string, at: number): Range | undefined {
  const opening = OPENS_QUOTE.includes(text[at] ?? '') ? matchAt(OPENING_QUOTE, text, at) : undefined
  if (opening === undefined) return undefined
  const quote = opening[1]!
  const start = at + opening[0].length
  const stretch = text.slice(start, start + 1024)
  const length = stretch.indexOf(quote)
  const lineEnd = stretch.indexOf('\n')
  return length > 0 && (lineEnd < 0 || lineEnd > length) ? { start, end: start + length } : undefined
}

/** Up to white space, a quote, a backslash or a bracket of markup. */
function readBare(text: string, at: number): Range | undefined {
  let end = at
  let hasJoint = false
  for (; end - at < LONGEST_LOOK && end < text.length; end++) {
    const kind = BARE_KINDS[text.charCodeAt(end)] ?? PLAIN
    if (kind === END) break
    hasJoint ||= kind === JOINT
  }
  if (end === at || text.charCodeAt(at) === 61) return undefined
  const bare = text.slice(at, end)
  const whole = hasJoint ? bare.slice(0, NEXT_FIELD.exec(bare)?.index) : bare
  let length = whole.length
  while (length > 0 && isTrailing(whole, length)) length--
  return length === 0 ? undefined : { start: at, end: at + length }
}

const OPENINGS = new Map([
  [')', '('],
  [']', '['],
  ['}', '{'],
])

/** Punctuation of the text around the value, and brackets that were not opened in it. */
function isTrailing(value: string, length: number): boolean {
  const last = value[length - 1]!
  if (',;:.`?'.includes(last)) return true
  const opening = OPENINGS.get(last)
  return opening !== undefined && count(value, last, length) > count(value, opening, length)
}

function count(value: string, character: string, length: number): number {
  let found = 0
  for (let at = 0; at < length; at++) if (value[at] === character) found++
  return found
}

/** `"value" == name`. */
function findCompared(text: string, name: Range): Range | undefined {
  const from = Math.max(0, name.start - 160)
  if (text[name.start - 1] !== ' ' && text[name.start - 1] !== '=') return undefined
  const before = text.slice(from, name.start)
  const compared = COMPARED.exec(before)
  if (compared === null) return undefined
  const opening = before.lastIndexOf(compared[1]!, compared.index - 1)
  const value = before.slice(opening + compared[1]!.length, compared.index)
  const strength = secretNameStrength(text.slice(name.start, name.end))
  if (opening < 0 || strength === undefined || !isSecretValue(value, { strength, writing: 'quoted' })) return undefined
  return { start: from + opening + compared[1]!.length, end: from + compared.index }
}
