import { matchAt } from '../detector.ts'
import type { Range } from '../span.ts'

const OPENS_QUOTE = '"\'`\\@ubrfLR$'
const OPENING_QUOTE = /[@ubrfLR$]{0,2}(\\{0,3})(["'`]{1,3})/y
const LONGEST_QUOTED = 1024

/** What is judged of a bare value. A longer look at each of many anchors in one value would cost its square, so {@link restOf} comes after the judgement. */
const LONGEST_LOOK = 40
/** What a character means to a bare value: its end, a joint behind which another field may begin, or a part of it. In a table, as hostile lines ask millions of times. */
const [PLAIN, END, JOINT] = [0, 1, 2]
const BARE_KINDS = Uint8Array.from({ length: 161 }, (_, code) => {
  const character = String.fromCharCode(code)
  return /[\s"'`\\<]/.test(character) ? END : /[,;&\]]/.test(character) ? JOINT : PLAIN
})
const REST = /[^\s"'`\\<,;&]{1,4096}/y
/** Where a bare value ends before white space: the next field of a list, a query or a connection string, the end of a section of XML. */
const NEXT_FIELD = /(?:[,;&][A-Za-z][\w. -]{0,40}[=:]|[,;]$|&(?:amp;)?[\w.-]+=|,["'{[]|\]\]>)/
/** The same in a look that was cut, where the sign behind the next name may be out of sight. */
const NEXT_FIELD_OR_MORE = new RegExp(String.raw`[,;&][A-Za-z][\w. -]{0,40}$|${NEXT_FIELD.source}`)

/** What stands between quotes here, also escaped, tripled or marked as in Python, C++, C# and shells; undefined where none open or none close on the line. */
export function readQuoted(text: string, at: number): Range | undefined {
  const opening = OPENS_QUOTE.includes(text[at] ?? '') ? matchAt(OPENING_QUOTE, text, at) : undefined
  if (opening === undefined) return undefined
  const [whole, { length: slashes } = '', marks = ''] = opening
  const start = at + whole.length
  const stretch = text.slice(start, start + LONGEST_QUOTED)
  const length = closingOf(stretch, marks, slashes)
  const lineEnd = stretch.indexOf('\n')
  return length > 0 && (lineEnd < 0 || lineEnd > length) ? { start, end: start + length } : undefined
}

/**
 * Where the quote closes that opened with so many backslashes before its marks; one that is escaped within the value has more of them. Where all seem to
 * be, the first closes: a path of Windows may end with a backslash.
 */
function closingOf(stretch: string, marks: string, slashes: number): number {
  for (let mark = stretch.indexOf(marks); mark >= 0; mark = stretch.indexOf(marks, mark + 1)) {
    let before = 0
    while (stretch[mark - before - 1] === '\\') before++
    if (before % (2 * (slashes + 1)) === slashes) return mark - slashes
  }
  return stretch.indexOf('\\'.repeat(slashes) + marks)
}

/** The first 40 characters of a value without quotes: up to white space, a quote, a backslash or a bracket of markup, without the punctuation of the text around. */
export function readBare(text: string, at: number): Range | undefined {
  let end = at
  let hasJoint = false
  for (; end - at < LONGEST_LOOK && end < text.length; end++) {
    const kind = BARE_KINDS[text.charCodeAt(end)] ?? PLAIN
    if (kind === END) break
    hasJoint ||= kind === JOINT
  }
  if (end === at || text.charCodeAt(at) === 61) return undefined
  const bare = text.slice(at, end)
  const nextField = bare.length < LONGEST_LOOK ? NEXT_FIELD : NEXT_FIELD_OR_MORE
  const whole = hasJoint ? bare.slice(0, nextField.exec(bare)?.index) : bare
  let length = whole.length
  while (length > 0 && isTrailing(whole, length)) length--
  return length === 0 ? undefined : { start: at, end: at + length }
}

/** Where a bare value ends that {@link readBare} gave: there, unless it looked no farther. */
export function restOf(text: string, { start, end }: Range): Range {
  return end - start < LONGEST_LOOK ? { start, end } : { start, end: end + (matchAt(REST, text, end)?.[0].length ?? 0) }
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
