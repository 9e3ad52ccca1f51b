import { isWordCode, matchAt } from '../detector.ts'
import type { Range } from '../span.ts'

/**
 * How a value is given behind a name, which says what else it could be: `element` is between the tags of markup, `line` has its line for
 * itself, a `sentence` goes on in words.
 */
export type AssignmentForm = 'assignment' | 'element' | 'line' | 'argument' | 'call' | 'quoted' | 'sentence'

export type ValuePlace = { readonly at: number; readonly form: AssignmentForm }

/** `name = `, `name: `, `"name" => `, `name string = `, `name[] := `; also over one line end, as YAML and XML put it. */
const ASSIGNMENT =
  /\\?["'`\]]{0,2}(?:\[\d{0,4}\])?(?:[ \t]{0,4}:?[ \t]{1,4}(?:&?[A-Za-z]\w{0,20}))?[ \t]{0,24}(?:[:.?!~+]{0,4}={1,3}>?|=>|->|::(?=[ \t])|:(?![/:]))[ \t]{0,24}(?:\\?\r?\n[ \t]{1,24})?/y
/** `name("value")`, `set("NAME", "value")`. */
const CALL = /["'`]?(?:\.\w{1,16})?[ \t]{0,4}[(,][ \t]{0,4}(?=["'`])/y
/** `name "value"`. */
const QUOTED = /[ \t]{1,4}(?=["'`])/y
/** `--name value`. */
const ARGUMENT = /[ \t]{1,4}(?=[^\s-])/y
/** `the password is value`. */
const SENTENCE = /[ \t]{1,4}(?:is|was)[ \t:]{1,4}/y
/** `<name>value</name>`, `<name type="…">value</name>`, `<entry key="name">value</entry>`, `<name><![CDATA[value`. */
const ELEMENT = /(?:["']|[ \t][^<>\n]{1,64})?>\s{0,24}(?:<!\[CDATA\[)?/y
/** `<key>name</key><string>value`, `<name>name</name><value>value`. */
const NEXT_ELEMENT = /<\/[\w:-]{1,16}>\s{0,40}<(?:string|value)>\s{0,24}/iy
/** `key="NAME" value="…"`, and the entries of lists of variables: `name: NAME` with `value: …` beside it. */
const PAIR = /["']?[ \t]{0,4},?\s{1,40}["']?value["']?[ \t]{0,4}[:=][ \t]{0,4}/iy
const TAG_BEFORE = /<[\w-]{1,22}:$/
/** Settings whose value follows white space: of Redis, OpenLDAP, Docker's `ENV`. */
const LINE = /[ \t]{1,8}(?=[^\s=:])/y
const NAMES_OF_LINES = /^(?:requirepass|masterauth|rootpw|bindpw)$/i

/** What every form begins with: most words that hold an anchor are followed by something else. */
const BEFORE_A_VALUE = '\\"\'`][ \t\r\n:?!~+=(,><'
const FORMS: readonly (readonly [RegExp, AssignmentForm])[] = [
  [ASSIGNMENT, 'assignment'],
  [PAIR, 'assignment'],
  [ELEMENT, 'element'],
  [NEXT_ELEMENT, 'element'],
  [CALL, 'call'],
  [QUOTED, 'quoted'],
  [SENTENCE, 'sentence'],
]

/** Where a value could stand behind a name, undefined where none could. */
export function valuePlaceAfter(text: string, name: Range): ValuePlace | undefined {
  if (!BEFORE_A_VALUE.includes(text[name.end] ?? '')) return undefined
  if (isPlainAssignment(text, name.end)) return { at: name.end + 1, form: 'assignment' }
  if (text[name.start - 1] === '<') return placeBehind(ELEMENT, 'element', text, name)
  for (const [pattern, form] of FORMS) {
    const place = placeBehind(pattern, form, text, name)
    if (place !== undefined && (form !== 'element' || isMarkup(text, { name, pattern }))) return place
  }
  return standsAlone(text, name)
}

/** `name=value` or `name:value` and no other sign: most assignments, known without a pattern. */
function isPlainAssignment(text: string, at: number): boolean {
  const sign = text.charCodeAt(at)
  return (sign === 61 || sign === 58) && isWordCode(text.charCodeAt(at + 1))
}

/** Whether the name is all of the text of an element before the next one, or the value of an attribute, or the local part of a tag. */
function isMarkup(text: string, { name, pattern }: { readonly name: Range; readonly pattern: RegExp }): boolean {
  const before = text[name.start - 1] ?? ' '
  if (pattern === NEXT_ELEMENT) return before === '>'
  return (
    before === '"' || before === "'" || (before === ':' && TAG_BEFORE.test(text.slice(Math.max(0, name.start - 24), name.start)))
  )
}

/** `--name value`, `-name value`; `requirepass value`, `ENV NAME value`. */
function standsAlone(text: string, name: Range): ValuePlace | undefined {
  if (text[name.start] === '-') return placeBehind(ARGUMENT, 'argument', text, name)
  const isLine =
    NAMES_OF_LINES.test(text.slice(name.start, name.end)) || text.slice(Math.max(0, name.start - 4), name.start) === 'ENV '
  return isLine ? placeBehind(LINE, 'line', text, name) : undefined
}

function placeBehind(pattern: RegExp, form: AssignmentForm, text: string, name: Range): ValuePlace | undefined {
  const found = matchAt(pattern, text, name.end)
  return found === undefined ? undefined : { at: name.end + found[0].length, form }
}
