import type { LogRecord } from '@faultmaven/signals'
import type { Coverage } from '../digest.ts'
import type { Encoding } from '../encoding/detect-encoding.ts'
import { entryGoesOn, entryStart } from '../formats/entry-reader.ts'
import { createLineReader, type LineReader } from '../formats/line-reader.ts'
import type { TaughtFormat } from '../formats/log-format.ts'
import type { ReadLine } from '../formats/read-line.ts'
import { afterTerminator, createLineSplitter, type Line, type TakeLines } from '../lines/line-splitter.ts'
import type { Clock } from '../time/time-reader.ts'
import { createCoverage } from './coverage.ts'
import { createKnownRecords, type RecordCounter } from './known-records.ts'
import { beginsNextTraceback, blockStart, continuesRecord } from './continuation.ts'
import {
  announcesTrace,
  appendLine,
  blockOf,
  finishEntry,
  isSameOrigin,
  openRecord,
  surroundingsOf,
  toRecord,
  type OpenRecord,
} from './open-record.ts'
import { isBinary } from './is-binary.ts'

/** Lines looked at before the formats of a source are chosen, and the most text they may hold. */
const SAMPLE_LINES = 200
const SAMPLE_CHARACTERS = 262_144
/** Lines without header or stack-trace shape that may follow one record: a message of several lines, not a whole other log. */
const MAX_LOOSE_LINES = 200

export type RecordSplitterOptions = {
  /** Unix milliseconds when the source was collected; decides the year of stamps that have none. */
  readonly now: number
  /** @default detected */
  readonly encoding?: Encoding
  /** Formats that users taught, tried with those of the set. */
  readonly taught?: readonly TaughtFormat[]
  /**
   * Receives each record once it is complete; `text` is the record as it stands in the source, lines joined by `\n`,
   * at most its first 64 Ki characters.
   */
  readonly onRecord: (record: LogRecord, text: string) => void
  /** With it, records that were seen alike before are counted without being made; `onRecord` sees only the others. */
  readonly counter?: RecordCounter
}

export type RecordSplitter = {
  readonly push: (chunk: Uint8Array) => void
  readonly end: () => void
  readonly format: () => string
  readonly encoding: () => Encoding
  readonly coverage: () => Coverage
  readonly clock: () => Clock
  readonly taught: LineReader['taught']
}

/**
 * Splits a log into records: a line with its header read, together with the lines that belong to it. The result does not depend
 * on how the bytes are cut into chunks. Memory is bounded: of a record at most 64 KiB, of the source its first 200 lines.
 */
export function createRecordSplitter(options: RecordSplitterOptions): RecordSplitter {
  const reader = createLineReader({ now: options.now, taught: options.taught ?? [] })
  const coverage = createCoverage()
  let sample: Line[] | undefined = []
  let sampleCharacters = 0
  let open: OpenRecord | undefined
  const { counter } = options
  const known =
    counter === undefined
      ? undefined
      : createKnownRecords({
          now: options.now,
          reader,
          counter,
          coverage,
          encoding: () => splitter.encoding(),
          flush: () => flush(),
        })

  const flush = () => {
    if (open === undefined) return
    if (open.entry !== undefined) finishEntry(open, reader)
    const record = toRecord(open)
    options.onRecord(record, open.text)
    known?.learn(open, record)
    open = undefined
  }
  /** Takes one line. @returns where its terminator stands, -1 without effect when it must be read in full */
  const takeLine = (bytes: Buffer, from: number, number: number, start: number): number => {
    if (open !== undefined && !mayFollow(open)) return -1
    const kind = known!.find(bytes, from, number)
    if (kind <= 0 || (open !== undefined && known!.isLevelOnly(kind) && blockOf(open) !== undefined)) return -1
    // Names are numbered in the order of the records.
    if (open !== undefined) counter!.records.nameOf(open.read)
    return known!.take(kind, bytes, from, number, start)
  }
  const takeLines: TakeLines = ({ bytes, from, lastFeed, number, base }) => {
    let next = from
    let lines = 0
    if (sample !== undefined || !known!.isWorthSeeking()) return { lines, next }
    while (next <= lastFeed) {
      if (open === undefined) {
        const run = known!.takeRun({ bytes, from: next, lastFeed, number: number + lines, base })
        lines += run.lines
        next = run.next
        if (next > lastFeed) break
      }
      const end = takeLine(bytes, next, number + lines, base + next)
      if (end < 0) break
      lines += 1
      next = afterTerminator(bytes, end)
    }
    return { lines, next }
  }
  const take = (line: Line) => {
    known?.study(line.number)
    takeText(line)
    known?.endStudy()
  }
  const takeText = (line: Line) => {
    coverage.line(line)
    const text = line.hasZero ? trimZeros(line.text) : line.text
    if (line.hasZero && open?.entry !== 'export' && (text === '' || isBinary(text))) return coverage.skip('binary data')
    if (isBlank(text)) {
      if (open !== undefined && !entryGoesOn(open, text)) endEntry()
      return coverage.blank()
    }
    const read = readUnlessInside(text)
    if (read !== undefined && beginsRecord(read)) known?.stopWaiting()
    open ??= known?.release()
    if (open !== undefined && belongs(open, text, read, reader)) {
      appendLine(open, line, read?.wrapped === true ? read.body : text, read, reader)
      return coverage.continuation()
    }
    flush()
    open = openRecord(line, text, read === undefined || read.wrapped === true ? readPlain(text, read) : read)
    coverage.record(read !== undefined || open.entry !== undefined)
    if (read !== undefined) known?.draw(open)
  }
  /** Lists end at an empty line. */
  const endEntry = () => {
    if (open?.entry === 'export' || open?.entry === 'list') flush()
  }
  /** Inside a pretty-printed object or an entry lines are not read one by one. */
  const readUnlessInside = (text: string) => {
    if (open !== undefined && (open.depth !== undefined || entryGoesOn(open, text))) return undefined
    const start = entryStart(text)
    return start === undefined || start === 'verbose' ? reader.read(text) : undefined
  }
  const begin = () => {
    const lines = sample ?? []
    sample = undefined
    reader.choose(lines.map((line) => line.text))
    for (const line of lines) take(line)
  }
  const splitter = createLineSplitter({
    ...(options.encoding === undefined ? {} : { encoding: options.encoding }),
    ...(known === undefined ? {} : { takeLines, onPieceEnd: known.keep }),
    onLine: (line) => {
      if (sample === undefined) return take(line)
      sample.push(line)
      sampleCharacters += line.text.length
      if (sample.length >= SAMPLE_LINES || sampleCharacters >= SAMPLE_CHARACTERS) begin()
    },
  })
  return {
    push: splitter.push,
    end: () => {
      splitter.end()
      if (sample !== undefined) begin()
      flush()
      known?.end()
    },
    format: reader.format,
    encoding: splitter.encoding,
    coverage: coverage.result,
    clock: reader.clock,
    taught: reader.taught,
  }
}

/** Whether a line with a header of its own ends the record. */
function mayFollow(open: OpenRecord): boolean {
  return open.depth === undefined && open.entry === undefined && !open.partial
}

function belongs(open: OpenRecord, text: string, read: ReadLine | undefined, reader: LineReader): boolean {
  if (open.depth !== undefined || entryGoesOn(open, text)) return true
  if (open.entry !== undefined && open.entry !== 'verbose') return false
  if (open.read.messageFollows === true)
    return read === undefined ? open.loose < MAX_LOOSE_LINES : open.partial && isLevelOnly(read)
  if (read?.continues === true) return isSameOrigin(open, read)
  if (open.partial && read !== undefined && read.stream === open.read.stream) return true
  if (read !== undefined && isLevelOnly(read)) return blockOf(open) !== undefined && continuesRecord(text, surroundingsOf(open))
  if (read !== undefined && (read.wrapped !== true || read.stream !== open.read.stream)) return false
  const inner = read === undefined ? text : read.body
  if (read === undefined && isOutline(open, reader) && isEntry(text)) return false
  if (beginsNextTraceback(inner, open.continuation?.at(-1))) return false
  if (continuesRecord(inner, surroundingsOf(open))) return true
  if (blockStart(inner) !== undefined) return announcesTrace(open)
  if (read !== undefined || open.read.format === 'plain') return false
  return reader.isMostlyHeaders() && open.loose < MAX_LOOSE_LINES && !looksLikeFault(text)
}

/** Whether a line belongs to no record of a known line before it: see `belongs`, which asks no more of such a record. */
function beginsRecord(read: ReadLine): boolean {
  return read.continues !== true && read.wrapped !== true && !isLevelOnly(read)
}

/** Text of people and of tools, where indented lines stand under a title: not a message with its details. */
function isOutline(open: OpenRecord, reader: LineReader): boolean {
  return open.read.format === 'plain' && !reader.isMostlyHeaders() && !announcesTrouble(open) && blockOf(open) === undefined
}
function announcesTrouble(open: OpenRecord): boolean {
  return open.read.severity !== undefined || looksLikeFault(open.text.trimStart())
}
/** A line of words under a title; what stack traces and dumps indent has another shape. */
function isEntry(text: string): boolean {
  return (
    /^ {1,80}(?:[*•+] )?[\w"'(]/.test(text) &&
    !/^\s{1,80}(?:at |in |File "|from |by |\d{1,5}: |#\d|java\.lang\.Thread\.State)/.test(text)
  )
}

/** "Error: no database" has a level at its start; within the dump of a crash it is a line of the dump. */
function isLevelOnly(read: ReadLine): boolean {
  return read.format === 'general' && read.time === undefined
}

/** A line that names a failure at its start is worth a record of its own. */
function looksLikeFault(text: string): boolean {
  return /^(?:[\w./-]{1,60}: )?(?:error|fatal|failed|failure|exception|warning|cannot|unable|killed|segmentation fault)\b/i.test(
    text.slice(0, 100),
  )
}

/** A line without a header of its own; `outer` is what a collector put before it. */
function readPlain(text: string, outer?: ReadLine): ReadLine {
  const read = outer ?? { format: 'plain', body: text }
  const block = blockStart(read.body)
  if (block === undefined) return read
  // A crash dump has no level word; that it is one is said by its first line.
  return { ...read, severity: block === 'go' || block === 'rust' ? 'fatal' : 'error' }
}

function trimZeros(text: string): string {
  let from = 0
  while (text.charCodeAt(from) === 0) from += 1
  return text.slice(from)
}

function isBlank(text: string): boolean {
  const first = text.charCodeAt(0)
  return text.length === 0 || (first <= 32 && text.trim() === '')
}
