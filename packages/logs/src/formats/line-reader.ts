import { blockStart } from '../records/continuation.ts'
import { findDateOrder } from '../time/date-order.ts'
import { createTimeReader, type Clock, type TimeReader } from '../time/time-reader.ts'
import { readEntry } from './entry-reader.ts'
import { readGeneralHeader } from './general-header.ts'
import { createJsonReader } from './json-reader.ts'
import { createLayoutReader } from './layout-reader.ts'
import type { LogFormat, TaughtFormat } from './log-format.ts'
import { LOG_FORMATS } from './log-formats.ts'
import { createLogfmtReader } from './logfmt-reader.ts'
import { patternReader, type FormatReader } from './pattern-reader.ts'
import type { ReadLine } from './read-line.ts'

/** Reads the lines of one source, in order. */
export type LineReader = {
  /** Chooses the formats of the source from its first lines; reads nothing. */
  readonly choose: (lines: readonly string[]) => void
  /** Header and body of a line; undefined when no header is recognised. */
  readonly read: (text: string) => ReadLine | undefined
  /** A pretty-printed JSON object; undefined when it is none. */
  readonly readObject: (text: string) => ReadLine | undefined
  /** A record whose fields stand in a line each; undefined when it is none. */
  readonly readEntry: (text: string) => ReadLine | undefined
  /** Most lines that do not look like part of a stack trace have a header. */
  readonly isMostlyHeaders: () => boolean
  /** Name of the format that most lines had, `general` or `plain`. */
  readonly format: () => string
  readonly clock: () => Clock
  /** Of the taught formats those that the source has. */
  readonly taught: () => readonly TaughtFormat[]
  readonly times: TimeReader
  /** How `read` read its last line; undefined for one of a collector. */
  readonly lastWay: () => Way | undefined
  /** Whether `read` would read a line of a known way in the same way now. */
  readonly mayTake: (way: Way) => boolean
  /** What reading a line of this way does apart from its time; `text` makes the line's, which is seldom needed. */
  readonly take: (way: Way, text: () => string) => void
  /** Rises whenever formats are chosen anew. */
  readonly choice: () => number
  /** Bit set of the chosen formats, by their numbers: after a line of which one the way may be taken. */
  readonly mayTakeAfter: (way: Way) => number
  /** Of the way's format, -1 for none. */
  readonly formatNumber: (way: Way) => number
  /** The format of the last line, by its number, and how many lines of no format may be taken without their text. */
  readonly lastLines: () => { readonly recent: number; readonly general: number }
  /** What `take` does for `lines` lines in a row, `general` of which were of no format, but for the tallies of their ways. */
  readonly takeRun: (run: { readonly lines: number; readonly recent: number; readonly general: number }) => void
}

/** A way of reading a line that does not depend on the digits in it. */
export type Way = {
  /** Undefined for the general recogniser. */
  readonly format: FormatReader | undefined
  /** Other chosen formats that match the line as well: after a line of one of those, it is read as another of it. */
  readonly rivals: readonly FormatReader[]
  /** No rival is tried before it. */
  readonly isFirst: boolean
  /** A chosen format looks at the whole line to tell whether it is of it. */
  readonly looksBeyond: boolean
  /** Formats were chosen anew since when this differs. */
  readonly choice: number
  readonly tally: { count: number }
}

export type LineReaderOptions = {
  /** Unix milliseconds. */
  readonly now: number
  readonly taught?: readonly TaughtFormat[]
}

/** Share of recent lines with a header from which lines without one are taken as parts of the message before them. */
const MOSTLY = 0.7
const RECENT_LINES = 2000
/** Lines that no chosen format matched, before the formats are looked at again; doubles each time. */
const FIRST_RETRY = 100
const MAX_RETRY = 51_200
const MAX_CHOSEN = 8
const MAX_SCORED_CHARACTERS = 2048
// oxlint-disable-next-line no-control-regex -- terminal colours begin with the escape character
const COLOURS = /\u001b\[[0-9;?]{0,20}[A-Za-z]/g
/** As printed by the JVM, .NET, Node.js and Python; the frame is indented, so that a message which begins with "at" is none. */
const FRAME = /^\s{1,16}(?:at [\w$.<>/]{1,300}[( ]|\.\.\. \d{1,6} (?:more|common frames)|File ")/

/**
 * Reader of the lines of one source: tries the formats that its first lines had, last match first, then the general recogniser.
 * When lines keep failing, the formats are scored again on those that failed; interleaved formats are normal.
 */
export function createLineReader({ now, taught = [] }: LineReaderOptions): LineReader {
  const times = createTimeReader({ now })
  const own = new Map(taught.map((format) => [createLayoutReader(format.name, format.layout), format]))
  const all = [
    ...[...own].flatMap(([reader, { goesFirst }]) => (goesFirst ? [reader] : [])),
    ...LOG_FORMATS.map(createReader),
    ...[...own].flatMap(([reader, { goesFirst }]) => (goesFirst ? [] : [reader])),
  ]
  const json = all.find(({ name }) => name === 'json') ?? createJsonReader()
  // Whether a line is JSON is told by its first character, so it costs nothing to try.
  let chosen: FormatReader[] = [json]
  let recent: FormatReader = json
  let recentInner: FormatReader = json
  let failed: string[] = []
  let retryAt = FIRST_RETRY
  let failures = 0
  const counts = new Map<string, { count: number }>()
  let choice = 0
  /** Of the present choice. */
  let ways: Way[] = []
  let last: { format: FormatReader | undefined; text: string; name: string } | undefined
  const share = createShare()

  const readChosen = (text: string, inner: boolean): ReadLine | undefined => {
    const first = inner ? recentInner : recent
    const known = inner && first.wraps ? undefined : first.read(text, times)
    if (known !== undefined) return known
    for (const format of chosen) {
      if (format === first || (inner && format.wraps)) continue
      const read = format.read(text, times)
      if (read === undefined) continue
      if (inner) recentInner = format
      else recent = format
      return read
    }
    return undefined
  }
  const readAny = (text: string, inner: boolean): ReadLine | undefined => {
    const read = readChosen(text, inner)
    if (read !== undefined) return read
    const general = readUndescribed(text)
    if (!inner && !isIndented(text)) noteFailure(() => text)
    return general
  }
  /** "panic: …" is the first line of a dump, not a level and a message. */
  const readUndescribed = (text: string) => {
    const general = readGeneralHeader(text, times)
    return general !== undefined && general.time === undefined && blockStart(text) !== undefined ? undefined : general
  }
  const tallyOf = (name: string) => {
    const known = counts.get(name)
    if (known !== undefined) return known
    const tally = { count: 0 }
    counts.set(name, tally)
    return tally
  }
  /** A taught format is for sources that are mostly written in it: others may look alike. */
  const fitting = (lines: readonly string[]) => {
    if (own.size === 0) return all
    const bodies = lines.filter((line) => line !== '' && !isIndented(line)).map((line) => unwrapped(line, all))
    return all.filter(
      (format) => !own.has(format) || bodies.filter((body) => format.bodyOf(body) !== undefined).length * 2 > bodies.length,
    )
  }
  const noteFailure = (text: () => string) => {
    failures += 1
    if (failures > retryAt - FIRST_RETRY) failed.push(text().slice(0, MAX_SCORED_CHARACTERS))
    if (failures < retryAt) return
    const before = chosen.length
    chosen = extend(chosen, fitting(failed), failed)
    if (chosen.length > before) chooseAnew()
    failed = []
    failures = 0
    retryAt = Math.min(MAX_RETRY, retryAt * 2)
  }
  const chooseAnew = () => {
    choice += 1
    ways = []
  }
  const read = (text: string): ReadLine | undefined => {
    last = undefined
    if (isFrame(text)) return undefined
    const plain = text.includes('\u001b') ? stripColours(text) : text
    const outer = readAny(plain, false)
    const line = outer?.wrapped === true ? unwrap(outer, readAny(stripColours(outer.body), true)) : outer
    if (line === undefined && (plain === '' || isIndented(plain))) return undefined
    share.note(line !== undefined)
    const name = line?.format ?? 'plain'
    tallyOf(name).count += 1
    const isOwn = line !== undefined && line === outer && plain === text && line.wrapped !== true
    last = isOwn ? { format: name === 'general' ? undefined : recent, text, name } : undefined
    return line
  }
  const lastWay = (): Way | undefined => {
    // What a taught format takes does not follow from the shape of a line.
    if (last === undefined || chosen.some((format) => own.has(format))) return undefined
    const { format, text, name } = last
    // Formats may have been chosen anew for this very line.
    if (format === undefined && failures === 0) return undefined
    const matching = format === undefined ? [] : chosen.filter((other) => other === format || other.bodyOf(text) !== undefined)
    const rivals = matching.filter((other) => other !== format)
    const isFirst = matching[0] === format
    const looksBeyond = chosen.some((other) => other.looksBeyond?.(text) === true)
    const tally = tallyOf(name)
    const known = ways.find(
      (way) => way.format === format && way.looksBeyond === looksBeyond && way.tally === tally && hasSame(way.rivals, rivals),
    )
    if (known !== undefined) return known
    const way = { format, rivals, isFirst, looksBeyond, choice, tally }
    ways.push(way)
    return way
  }
  const mayTake = (way: Way): boolean => way.choice === choice && isReadAfter(way, recent)
  const isReadAfter = ({ format, rivals, isFirst }: Way, before: FormatReader): boolean =>
    rivals.length === 0 || format === before || (isFirst && !rivals.includes(before))
  const mayTakeAfter = (way: Way): number => {
    if (way.choice !== choice) return 0
    return chosen.reduce((formats, before, number) => (isReadAfter(way, before) ? formats | (1 << number) : formats), 0)
  }
  const take = ({ format, tally }: Way, text: () => string) => {
    if (format === undefined) noteFailure(text)
    else recent = format
    share.note(true)
    tally.count += 1
  }
  const takeRun: LineReader['takeRun'] = (run) => {
    recent = chosen[run.recent] ?? recent
    failures += run.general
    for (let line = 0; line < run.lines; line++) share.note(true)
  }
  const choose = (lines: readonly string[]) => {
    chosen = extend([], fitting(lines), lines)
    chooseAnew()
    if (!chosen.includes(json)) chosen.push(json)
    recent = chosen[0] ?? json
    recentInner = json
    times.setDateOrder(findDateOrder(lines, now))
    // The share of headers must be known when the first line is read; a clock of its own leaves ours untouched.
    const scratch = createTimeReader({ now })
    for (const text of lines) {
      if (text === '' || isIndented(text)) continue
      share.note(chosen.some((format) => format.bodyOf(text) !== undefined) || readGeneralHeader(text, scratch) !== undefined)
    }
  }
  return {
    choose,
    read,
    readObject: (text) => json.read(text.trim(), times),
    readEntry: (text) => {
      const line = readEntry(text, times)
      if (line !== undefined) tallyOf(line.format).count += 1
      return line
    },
    isMostlyHeaders: () => share.value() >= MOSTLY,
    format: () => mostFrequent(counts),
    clock: times.clock,
    taught: () => chosen.flatMap((format) => own.get(format) ?? []),
    times,
    lastWay,
    mayTake,
    take,
    choice: () => choice,
    mayTakeAfter,
    formatNumber: ({ format }) => (format === undefined ? -1 : chosen.indexOf(format)),
    lastLines: () => ({ recent: chosen.indexOf(recent), general: Math.max(0, retryAt - FIRST_RETRY - failures) }),
    takeRun,
  }
}

function createReader(format: LogFormat): FormatReader {
  if (format.reader === 'json') return createJsonReader()
  return format.reader === 'logfmt' ? createLogfmtReader() : patternReader(format)
}

/** A line without what a collector put before it. */
function unwrapped(text: string, all: readonly FormatReader[]): string {
  const format = all.find(({ name, wraps, bodyOf }) => (wraps || name === 'json') && bodyOf(text) !== undefined)
  return format?.bodyOf(text) ?? text
}

/** Adds the formats that match most of `lines`: each that is the best for some of them, most matched first. */
function extend(chosen: readonly FormatReader[], all: readonly FormatReader[], lines: readonly string[]): FormatReader[] {
  const scores = new Map<FormatReader, number>()
  const score = (text: string, candidates: readonly FormatReader[]) => {
    for (const format of candidates) {
      const body = format.bodyOf(text)
      if (body === undefined) continue
      scores.set(format, (scores.get(format) ?? 0) + 1)
      // A container runtime's object gives the line that it wraps.
      if (format.wraps || (format.name === 'json' && body !== text))
        score(
          body,
          all.filter(({ wraps }) => !wraps),
        )
      // Formats stand from specific to general: the first that matches a line is the one for it.
      return
    }
  }
  for (const line of lines) score(line, all)
  const best = [...scores].sort((a, b) => b[1] - a[1]).map(([format]) => format)
  return [...new Set([...chosen, ...best])].slice(0, MAX_CHOSEN)
}

/** The collector's stamp, which has a zone, with what the wrapped line says of itself. */
function unwrap(outer: ReadLine, inner: ReadLine | undefined): ReadLine {
  if (inner === undefined) return outer
  const { wrapped, ...rest } = outer
  return {
    ...rest,
    ...inner,
    format: outer.format,
    ...(outer.time === undefined ? {} : { time: outer.time }),
    ...(inner.host === undefined && outer.host !== undefined ? { host: outer.host } : {}),
    ...(inner.component === undefined && outer.component !== undefined ? { component: outer.component } : {}),
    ...(outer.stream === undefined ? {} : { stream: outer.stream }),
    ...(outer.partial === true && wrapped === true ? { partial: true } : {}),
    fields: { ...outer.fields, ...inner.fields },
  }
}

/** Running share of lines with a header; old lines count less and less. Counts twice, so that the numbers stay whole. */
function createShare() {
  let headers = 0
  let lines = 0
  return {
    note: (hasHeader: boolean) => {
      lines += 2
      if (hasHeader) headers += 2
      if (lines < 2 * RECENT_LINES) return
      lines = RECENT_LINES
      headers >>= 1
    },
    value: () => (lines === 0 ? 0 : headers / lines),
  }
}

function hasSame<T>(a: readonly T[], b: readonly T[]): boolean {
  return a.length === b.length && a.every((value, at) => value === b[at])
}

function isIndented(text: string): boolean {
  const first = text.charCodeAt(0)
  return first === 32 || first === 9
}

/** A line of a stack trace is part of a record whatever formats a log has: none of them is asked. */
function isFrame(text: string): boolean {
  return isIndented(text) && FRAME.test(text)
}

function stripColours(text: string): string {
  return text.includes('\u001b') ? text.replaceAll(COLOURS, '') : text
}

function mostFrequent(counts: ReadonlyMap<string, { readonly count: number }>): string {
  let best = 'plain'
  for (const [name, { count }] of counts) if (count > (counts.get(best)?.count ?? 0)) best = name
  return best
}
