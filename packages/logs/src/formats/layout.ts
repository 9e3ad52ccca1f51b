/**
 * How a line is laid out: constant text and values in turn. A run of spaces in a text stands for one or more of them.
 * A value is `timestamp`, `severity`, `host`, `component`, `pid`, `body`, a field of that name, or, without a name, one that
 * nothing is said of.
 */
export type LayoutPart = { readonly text: string } | { readonly value: string }
export type Layout = readonly LayoutPart[]

/** Where a value stands in a line, in characters. */
export type Span = { readonly name: string; readonly from: number; readonly to: number }

/** A stamp at a place: where it ends, undefined when there is none. */
export type StampEnd = (text: string, at: number) => number | undefined

/** Values other than the message are not longer than this. */
const MAX_VALUE = 512
const RUN_OF_LETTERS = /[A-Za-z0-9]{1,16}/y
const RUN_OF_DIGITS = /\d{1,10}/y

/**
 * The values of a line, in order; undefined when the line is not laid out so. A value ends where the text behind it first stands;
 * stamps, levels and process ids end by themselves. Nothing is tried twice: the time is linear in the length of the line.
 */
export function matchLayoutOf(layout: Layout, text: string, stampEnd: StampEnd): readonly Span[] | undefined {
  const spans: Span[] = []
  let at = 0
  for (let index = 0; index < layout.length; index++) {
    const part = layout[index]!
    if ('text' in part) {
      at = textEnd(part.text, text, at)
      if (at < 0) return undefined
      continue
    }
    const to = valueEnd(part.value, { text, at, next: layout[index + 1], stampEnd })
    if (to === undefined) return undefined
    spans.push({ name: part.value, from: at, to })
    at = to
  }
  return at === text.length || text.slice(at).trim() === '' ? spans : undefined
}

/** Whether a value ends by itself, whatever follows. */
export function endsItself(name: string): boolean {
  return name === 'timestamp' || name === 'severity' || name === 'pid'
}

type Place = {
  readonly text: string
  readonly at: number
  readonly next: LayoutPart | undefined
  readonly stampEnd: StampEnd
}

function valueEnd(name: string, { text, at, next, stampEnd }: Place): number | undefined {
  if (name === 'timestamp') return stampEnd(text, at)
  if (endsItself(name)) {
    const run = name === 'pid' ? RUN_OF_DIGITS : RUN_OF_LETTERS
    run.lastIndex = at
    const found = run.exec(text)
    return found === null ? undefined : at + found[0].length
  }
  if (next === undefined) return text.length
  if (!('text' in next)) return undefined
  const limit = Math.min(text.length, at + MAX_VALUE)
  for (let end = at; end <= limit; end++) {
    if (name === 'host' && isSpace(text.charCodeAt(end)) && !isSpace(next.text.charCodeAt(0))) return undefined
    if (textEnd(next.text, text, end) >= 0) return end
  }
  return undefined
}

/** Where a constant text that begins at a place ends, -1 when it does not stand there. */
function textEnd(constant: string, text: string, from: number): number {
  let at = from
  for (let index = 0; index < constant.length; index++) {
    if (!isSpace(constant.charCodeAt(index))) {
      if (text.charCodeAt(at++) !== constant.charCodeAt(index)) return -1
      continue
    }
    if (isSpace(constant.charCodeAt(index - 1))) continue
    if (!isSpace(text.charCodeAt(at))) return -1
    while (isSpace(text.charCodeAt(at))) at += 1
  }
  return at
}

function isSpace(code: number): boolean {
  return code === 32 || code === 9
}
