import { severityOfName } from '../records/severity-names.ts'
import { guessMarks, type Mark } from './guess-marks.ts'
import { createStampEnd } from './layout-reader.ts'
import { endsItself, matchLayoutOf, type Layout, type LayoutPart, type Span, type StampEnd } from './layout.ts'
import { createLineReader } from './line-reader.ts'
import { LOG_FORMATS } from './log-formats.ts'

/** Something that a user should know of the proposal; `line` counts from 0, absent for the whole. */
export type LayoutConflict = { readonly line?: number; readonly problem: string }

export type LayoutProposal = {
  readonly layout: Layout
  /** The marks as they were taken: given ones put right, or the reader's guess where none were given. */
  readonly marks: readonly Mark[]
  readonly conflicts: readonly LayoutConflict[]
  /** A format of the set reads most of the examples: only when this one goes first does it read them. */
  readonly goesFirst: boolean
}

type Request = {
  readonly lines: readonly string[]
  /** Undefined asks for a guess. */
  readonly marks: readonly Mark[] | undefined
  /** More lines of the source, which say what is constant. */
  readonly sample: readonly string[]
  /** Unix milliseconds. */
  readonly now: number
}

/**
 * A layout that reads example lines as they are marked. The line with most marks is the model; text between its marks is constant
 * where the other lines have it too.
 */
export function proposeLayout({ lines, marks, sample, now }: Request): LayoutProposal {
  const stampEnd = createStampEnd()
  const reads = lines.map((line) => {
    const reader = createLineReader({ now })
    reader.choose([line])
    return reader.read(line)
  })
  const taken = marks ?? guessMarks(lines[0] ?? '', reads[0], stampEnd).map((spot) => ({ line: 0, ...spot }))
  const model = modelOf(taken)
  const text = lines[model] ?? ''
  const { spots, conflicts } = tidy(
    taken.filter(({ line }) => line === model),
    { text, line: model, stampEnd },
  )
  const layouts = GAPS.map((gap) => layoutOf(text, spots, gap))
  const all = [...lines, ...sample]
  const fits = layouts.map((layout) => all.filter((line) => matchLayoutOf(layout, line, stampEnd) !== undefined).length)
  const layout = layouts[fits.indexOf(Math.max(...fits))] ?? []
  const others = taken.filter(({ line }) => line !== model)
  const known = new Set(LOG_FORMATS.map(({ name }) => name))
  return {
    layout,
    marks: [...spots, ...others],
    conflicts: [...conflicts, ...judge(layout), ...compare({ layout, lines, marks: others, stampEnd })],
    goesFirst: reads.filter((read) => read !== undefined && known.has(read.format)).length * 2 > lines.length,
  }
}

/** The line with most marks; the first of several. */
function modelOf(marks: readonly Mark[]): number {
  const counts = new Map<number, number>()
  for (const { line } of marks) counts.set(line, (counts.get(line) ?? 0) + 1)
  return [...counts].toSorted((a, b) => b[1] - a[1] || a[0] - b[0])[0]?.[0] ?? 0
}

type Model = { readonly text: string; readonly line: number; readonly stampEnd: StampEnd }

/** Marks in order, each put where its value begins and ends; what cannot be is left out and said. */
function tidy(marks: readonly Mark[], model: Model): { spots: readonly Mark[]; conflicts: readonly LayoutConflict[] } {
  const conflicts: LayoutConflict[] = []
  const spots: Mark[] = []
  for (const mark of marks.toSorted((a, b) => a.from - b.from)) {
    const spot = snap(mark, model)
    const before = spots.at(-1)
    const problem =
      spot === undefined
        ? `“${model.text.slice(mark.from, mark.to)}” holds no ${nounOf(mark.part)} that is known`
        : spots.some(({ part }) => part === mark.part)
          ? `Two parts are marked as ${said(mark.part)}: the first counts`
          : before !== undefined && spot.from < before.to
            ? `${said(mark.part)} overlaps ${said(before.part)}`
            : before !== undefined && spot.from === before.to && !endsItself(before.part)
              ? `There must be text between ${said(before.part)} and ${said(mark.part)}`
              : undefined
    if (problem !== undefined) conflicts.push({ line: model.line, problem: problem.charAt(0).toUpperCase() + problem.slice(1) })
    else if (spot !== undefined) spots.push(spot)
  }
  return { spots, conflicts }
}

/** A selection may take a bracket or space too many, or stop short of the end of a stamp. */
function snap(mark: Mark, { text, stampEnd }: Model): Mark | undefined {
  const selected = text.slice(mark.from, mark.to)
  if (mark.part === 'timestamp') {
    for (let from = mark.from; from < mark.to; from++) {
      const to = stampEnd(text, from)
      if (to !== undefined) return { ...mark, from, to }
    }
    return undefined
  }
  const found = (mark.part === 'pid' ? /\d{1,10}/ : mark.part === 'severity' ? /[A-Za-z0-9]{1,16}/ : /\S(?:.*\S)?/s).exec(
    selected,
  )
  if (found === null) return undefined
  const from = mark.from + found.index
  return { ...mark, from, to: from + found[0].length }
}

type Gap = (word: string) => boolean
// Whether a word between the marks is the same in every line: all of them, those without a digit, none. The first that fits most.
const GAPS: readonly Gap[] = [() => true, (word) => !/\d/.test(word), () => false]

function layoutOf(text: string, spots: readonly Mark[], isConstant: Gap): Layout {
  const parts: LayoutPart[] = []
  let at = 0
  for (const { from, to, part } of spots) {
    addGap(parts, text.slice(at, from), isConstant)
    parts.push({ value: part })
    at = to
  }
  const rest = text.slice(at)
  if (!spots.some(({ part }) => part === 'body')) {
    // What closes the header, then the message.
    const closing = /^[\s:\-|\])>,;]*/.exec(rest)?.[0] ?? ''
    if (closing !== '') addText(parts, closing)
    const last = parts.at(-1)
    if (last === undefined || 'text' in last || endsItself(last.value)) parts.push({ value: 'body' })
  } else if (rest !== '') addGap(parts, rest, isConstant)
  return parts
}

function addGap(parts: LayoutPart[], gap: string, isConstant: Gap): void {
  const tokens = gap.match(/\w+|\W+/g) ?? []
  tokens.forEach((token, index) => {
    const last = parts.at(-1)
    const isBetween = index < tokens.length - 1 && (last === undefined || 'text' in last)
    if (/^\w/.test(token) && !isConstant(token) && isBetween) parts.push({ value: '' })
    else addText(parts, token)
  })
}

function addText(parts: LayoutPart[], text: string): void {
  const last = parts.at(-1)
  if (last !== undefined && 'text' in last) parts[parts.length - 1] = { text: last.text + text }
  else parts.push({ text })
}

/** Whether the layout tells lines of its kind from others. */
function judge(layout: Layout): readonly LayoutConflict[] {
  const names = new Set(layout.flatMap((part) => ('value' in part ? [part.value] : [])))
  if (names.has('timestamp') || names.has('severity')) return []
  return [{ problem: 'Mark the time or the level: a format with neither would take any line for one of its own' }]
}

type Comparison = {
  readonly layout: Layout
  readonly lines: readonly string[]
  readonly marks: readonly Mark[]
  readonly stampEnd: StampEnd
}

/** Where the layout does not read the examples as they are marked. */
function compare({ layout, lines, marks, stampEnd }: Comparison): readonly LayoutConflict[] {
  return lines.flatMap((text, line): LayoutConflict[] => {
    const spans = matchLayoutOf(layout, text, stampEnd)
    if (spans === undefined) return [{ line, problem: 'This line is laid out in another way' }]
    const valueOf = (name: string) =>
      textOf(
        spans.find((span) => span.name === name),
        text,
      )
    const level = valueOf('severity')
    const unknown = level !== undefined && severityOfName(level) === undefined ? [`“${level}” is no level that is known`] : []
    const others = marks.flatMap((mark) => {
      const wanted = text.slice(mark.from, mark.to).trim()
      const read = valueOf(mark.part)
      return mark.line !== line || read === undefined || wanted.includes(read)
        ? []
        : [`${said(mark.part)} reads “${read}” here, not “${wanted}”`]
    })
    return [...unknown, ...others].map((problem) => ({ line, problem: problem.charAt(0).toUpperCase() + problem.slice(1) }))
  })
}

function textOf(span: Span | undefined, text: string): string | undefined {
  return span === undefined ? undefined : text.slice(span.from, span.to)
}

function said(part: string): string {
  return `the ${nounOf(part)}`
}

function nounOf(part: string): string {
  const words: Readonly<Record<string, string>> = { timestamp: 'time', severity: 'level', pid: 'process id', body: 'message' }
  return words[part] ?? part
}
