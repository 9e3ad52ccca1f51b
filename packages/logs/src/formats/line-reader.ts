import { blockStart } from '../records/continuation.ts'
import { createTimeReader, type Clock, type TimeReader } from '../time/time-reader.ts'
import { readGeneralHeader } from './general-header.ts'
import { readJournalEntry } from './journal-reader.ts'
import { createJsonReader } from './json-reader.ts'
import type { LogFormat } from './log-format.ts'
import { LOG_FORMATS } from './log-formats.ts'
import { createLogfmtReader } from './logfmt-reader.ts'
import { createPatternReader, type FormatReader } from './pattern-reader.ts'
import type { ReadLine } from './read-line.ts'

/** Reads the lines of one source, in order. */
export type LineReader = {
  /** Chooses the formats of the source from its first lines; reads nothing. */
  readonly choose: (lines: readonly string[]) => void
  /** Header and body of a line; undefined when no header is recognised. */
  readonly read: (text: string) => ReadLine | undefined
  /** A pretty-printed JSON object; undefined when it is none. */
  readonly readObject: (text: string) => ReadLine | undefined
  /** An entry of the systemd journal of several lines; undefined when it is none. */
  readonly readEntry: (text: string) => ReadLine | undefined
  /** Most lines that do not look like part of a stack trace have a header. */
  readonly isMostlyHeaders: () => boolean
  /** Name of the format that most lines had, `general` or `plain`. */
  readonly format: () => string
  readonly clock: () => Clock
  readonly times: TimeReader
  /** How `read` read its last line; undefined for one of a collector. */
  readonly lastWay: () => Way | undefined
  /** Whether `read` would read a line of a known way in the same way now. */
  readonly mayTake: (way: Way) => boolean
  /** What reading a line of this way does apart from its time. */
  readonly take: (way: Way) => void
}

/** A way of reading a line that does not depend on the digits in it. */
export type Way = {
  /** Undefined for the general recogniser. */
  readonly format: FormatReader | undefined
  /** Other chosen formats match the line as well: it is this one's after another line of it. */
  readonly isContested: boolean
  /** A chosen format looks at the whole line to tell whether it is of it. */
  readonly looksBeyond: boolean
  /** Formats were chosen anew since when this differs. */
  readonly choice: number
  readonly tally: { count: number }
}

/** Share of recent lines with a header from which lines without one are taken as parts of the message before them. */
const MOSTLY = 0.7
const RECENT_LINES = 2000
/** Lines that no chosen format matched, before the formats are looked at again; doubles each time. */
const FIRST_RETRY = 100
const MAX_RETRY = 12_800
const MAX_CHOSEN = 8
const MAX_SCORED_CHARACTERS = 2048
// oxlint-disable-next-line no-control-regex -- terminal colours begin with the escape character
const COLOURS = /\u001b\[[0-9;?]{0,20}[A-Za-z]/g

/**
 * Reader of the lines of one source: tries the formats that its first lines had, last match first, then the general recogniser.
 * When lines keep failing, the formats are scored again on those that failed; interleaved formats are normal.
 */
export function createLineReader({ now }: { readonly now: number }): LineReader {
  const times = createTimeReader({ now })
  const all = LOG_FORMATS.map(createReader)
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
    if (!inner && !isIndented(text)) noteFailure(text)
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
  const noteFailure = (text: string) => {
    failures += 1
    if (failures > retryAt - FIRST_RETRY) failed.push(text.slice(0, MAX_SCORED_CHARACTERS))
    if (failures < retryAt) return
    const before = chosen.length
    chosen = extend(chosen, all, failed)
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
    if (last === undefined) return undefined
    const { format, text, name } = last
    // Formats may have been chosen anew for this very line.
    if (format === undefined && failures === 0) return undefined
    const isContested = format !== undefined && chosen.some((other) => other !== format && other.bodyOf(text) !== undefined)
    const looksBeyond = chosen.some((other) => other.looksBeyond?.(text) === true)
    const tally = tallyOf(name)
    const known = ways.find(
      (way) => way.format === format && way.isContested === isContested && way.looksBeyond === looksBeyond && way.tally === tally,
    )
    if (known !== undefined) return known
    const way = { format, isContested, looksBeyond, choice, tally }
    ways.push(way)
    return way
  }
  const mayTake = ({ format, isContested, choice: then }: Way): boolean => {
    if (then !== choice || (isContested && format !== recent)) return false
    // Close to looking at the formats again, the texts of lines without one are needed.
    return format !== undefined || failures < retryAt - FIRST_RETRY
  }
  const take = ({ format, tally }: Way) => {
    if (format === undefined) failures += 1
    else recent = format
    share.note(true)
    tally.count += 1
  }
  const choose = (lines: readonly string[]) => {
    chosen = extend([], all, lines)
    chooseAnew()
    if (!chosen.includes(json)) chosen.push(json)
    recent = chosen[0] ?? json
    recentInner = json
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
    readEntry: (text) => readJournalEntry(text, times),
    isMostlyHeaders: () => share.value() >= MOSTLY,
    format: () => mostFrequent(counts),
    clock: times.clock,
    times,
    lastWay,
    mayTake,
    take,
  }
}

function createReader(format: LogFormat): FormatReader {
  if (format.reader === 'json') return createJsonReader()
  return format.reader === 'logfmt' ? createLogfmtReader() : createPatternReader(format)
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

function isIndented(text: string): boolean {
  const first = text.charCodeAt(0)
  return first === 32 || first === 9
}

function stripColours(text: string): string {
  return text.includes('\u001b') ? text.replaceAll(COLOURS, '') : text
}

function mostFrequent(counts: ReadonlyMap<string, { readonly count: number }>): string {
  let best = 'plain'
  for (const [name, { count }] of counts) if (count > (counts.get(best)?.count ?? 0)) best = name
  return best
}
