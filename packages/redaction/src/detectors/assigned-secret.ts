import { isWordCode, type Detector } from '../detector.ts'
import type { Range } from '../span.ts'
import { secretNameStrength } from '../validation/secret-name.ts'
import { isRandom, isSecretValue, type Writing } from '../validation/secret-value.ts'
import { valuePlaceAfter, type ValuePlace } from './assignment-forms.ts'
import { readBare, readQuoted, restOf } from './read-value.ts'

const LONGEST_NAME = 64
const LONGEST_WORD = 16
const COMPARED = /(\\?["'`])[ \t]{0,4}[!=]={1,2}[ \t]{0,4}$/

/** The general rule: a value behind a name that says it is secret, in the ways in which configuration, code, shells and logs write it. */
export const assignedSecret: Detector = {
  name: 'assigned-secret',
  type: 'SECRET',
  source: 'https://cwe.mitre.org/data/definitions/798.html',
  anchors: [
    'pass',
    'secret',
    'token',
    'key',
    'cred',
    'auth',
    'bearer',
    'psk',
    'contrase',
    'wachtwoord',
    'pw',
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
      String.raw`{"password":"⟦op3n\"sesame\\now⟧","user":"ada"}`,
      String.raw`{\"password\":\"⟦op3n\\\"sesame⟧\",\"user\":\"ada\"}`,
      String.raw`password = "⟦op3n\sesame\⟧"`,
      '<entry key="db.password">⟦sesame⟧</entry>',
      '<key>apiToken</key>\n<string>⟦q7w8e9r0t1y2⟧</string>',
      '<password encrypted="false"><![CDATA[⟦opensesame⟧]]></password>',
      'auth:\n  user: ada\n  password: ⟦opensesame⟧\n',
      'the api key is ⟦q7w8e9r0t1y2u3i4o5p6⟧',
      'userPassword:: ⟦b3BlbnNlc2FtZQ==⟧',
      'requirepass ⟦opensesame⟧',
      'ENV DB_PASSWORD ⟦opensesame⟧',
      'mytool -password ⟦opensesame⟧ run',
      'API key: ⟦q7w8e9r0t1y2u3i4⟧',
    ],
    left: [
      'password: required',
      'password = ${DB_PASSWORD}',
      'token = getToken()',
      'secret_name = "prod/db/main1"',
      'max_tokens=4096',
      'check the pass; no user',
      'primary_key = "a1b2c3d4e5f6g7h8"',
      'api_key = "your-api-key-here"',
      'the password is incorrect',
      'the token is v1beta1',
      'keyboard: "qwerty12"',
      'token: <SECRET_1>',
      'Public key: Q7w8E9r0T1y2U3i4O5p6',
      'unexpected token: a1b2c3d4e5f6',
      'Failed password for invalid user from port 22',
    ],
  },
}

/** Letters, digits and `_ - . $`. */
function isNameCode(code: number): boolean {
  return isWordCode(code) || code === 45 || code === 46 || code === 36
}

function findValue(text: string, name: Range): Range | undefined {
  const place = valuePlaceAfter(text, name)
  if (place === undefined) return undefined
  const { at, form } = place
  const strength = secretNameStrength(wordBefore(text, name.start) + text.slice(name.start, name.end))
  if (strength === undefined || (form === 'sentence' && strength === 'key') || (form === 'quoted' && strength === 'key'))
    return undefined
  const value = readQuoted(text, at) ?? (form === 'call' || form === 'quoted' ? undefined : readBare(text, at))
  if (value === undefined || isOfNpm(text, name, value)) return undefined
  const writing = writingOf(text, { name, value, place })
  if (!isSecretValue(text.slice(value.start, value.end), { strength, writing })) return undefined
  // “The token is …” goes on in words more often than in a token.
  if (form === 'sentence' && strength !== 'password' && !isRandom(text.slice(value.start, value.end))) return undefined
  return writing === 'quoted' ? value : restOf(text, value)
}

/** The word of `API key:` or `primary key:` that decides about the next; empty where none stands one space before. */
function wordBefore(text: string, nameStart: number): string {
  if (text.charCodeAt(nameStart - 1) !== 32) return ''
  let start = nameStart - 1
  while (start > 0 && nameStart - start <= LONGEST_WORD && isLetterCode(text.charCodeAt(start - 1))) start--
  return text.slice(start, nameStart)
}

function isLetterCode(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90)
}

function writingOf(
  text: string,
  { name, value, place }: { readonly name: Range; readonly value: Range; readonly place: ValuePlace },
): Writing {
  if (value.start > place.at) return 'quoted'
  if (place.form === 'element' || place.form === 'line' || place.form === 'argument') return 'tight'
  const isBare = place.form === 'sentence' || ' \t\n:>'.includes(text[place.at - 1] ?? '')
  return isBare && !fillsLine(text, { start: name.start, end: value.end }) ? 'bare' : 'tight'
}

/** Whether nothing else stands on the line, as in YAML: `  password: value`. */
function fillsLine(text: string, { start, end }: Range): boolean {
  if (!'\r\n'.includes(text[end] ?? '\n')) return false
  let at = start
  while (start - at < LONGEST_NAME && ' \t-'.includes(text[at - 1] ?? '.')) at--
  return at === 0 || text[at - 1] === '\n'
}

/** `_authToken` and `_password` are npm's own, which it reads behind a registry's path only: an identifier there is known by that. */
function isOfNpm(text: string, name: Range, value: Range): boolean {
  return (
    text.startsWith('_auth', name.start) && /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/.test(text.slice(value.start, value.end))
  )
}

/** `"value" == name`. */
function findCompared(text: string, name: Range): Range | undefined {
  if (!endsComparison(text, name.start)) return undefined
  const from = Math.max(0, name.start - 160)
  const before = text.slice(from, name.start)
  const compared = COMPARED.exec(before)
  if (compared === null) return undefined
  const opening = before.lastIndexOf(compared[1]!, compared.index - 1)
  const value = before.slice(opening + compared[1]!.length, compared.index)
  const strength = secretNameStrength(text.slice(name.start, name.end))
  if (opening < 0 || strength === undefined || !isSecretValue(value, { strength, writing: 'quoted' })) return undefined
  return { start: from + opening + compared[1]!.length, end: from + compared.index }
}

/** A quote, a sign of comparison and nothing else: looked for by hand, as a name behind white space is no rarity. */
function endsComparison(text: string, nameStart: number): boolean {
  let at = nameStart - 1
  for (let seen = 0; seen < 8 && ' \t'.includes(text[at] ?? '.'); seen++) at--
  if (text[at] !== '=') return false
  for (let seen = 0; seen < 12 && ' \t!='.includes(text[at] ?? '.'); seen++) at--
  return '"\'`'.includes(text[at] ?? '.')
}
