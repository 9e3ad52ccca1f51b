import { compareSeverity, type LogRecord } from '@faultmaven/signals'
import { entryStart, type EntryKind } from '../formats/entry-reader.ts'
import type { LineReader } from '../formats/line-reader.ts'
import type { Fields, ReadLine } from '../formats/read-line.ts'
import type { Line } from '../lines/line-splitter.ts'
import { blockStart, type Block, type Surroundings } from './continuation.ts'
import { createJsonDepth, type JsonDepth } from './json-depth.ts'
import { severityOfName } from './severity-names.ts'

const MAX_BODY = 4096
const MAX_CONTINUATION = 40
/** Beyond these lines of a stack trace only those that name a cause are kept, and the frames right below them. */
const MAX_WITH_CAUSES = 80
const BELOW_CAUSE = 4
const CAUSE = /^\s{0,40}(?:Caused by: |Wrapped by: |\[cause\]: )|^[A-Za-z_][\w.$]{2,200}(?:Error|Exception)\b/
const MAX_CONTINUATION_CHARACTERS = 1024
const MAX_TEXT = 65_536
const NO_FIELDS: Fields = Object.freeze({})

/** A record whose last line is not known yet. Plain data: one is made for every record, closures would cost more than parsing. */
export type OpenRecord = {
  readonly first: Line
  read: ReadLine
  body: string
  end: number
  lines: number
  /** As it stands in the source; lines joined by `\n`. */
  text: string
  /** A runtime cut the line; the next one of the stream goes on. */
  partial: boolean
  continuation: string[] | undefined
  /** Further lines that are kept below a cause. */
  causeLines: number
  /** Unset until a line asks: most records have one line. */
  block: Block | 'unknown'
  blockLines: number
  /** Lines that were taken although nothing about them says that they belong here. */
  loose: number
  /** Its fields stand in a line each. */
  readonly entry: EntryKind | undefined
  /** Set while inside a pretty-printed JSON object. */
  depth: JsonDepth | undefined
}

export function openRecord(first: Line, shown: string, read: ReadLine): OpenRecord {
  return {
    first,
    read,
    body: clip(read.body, MAX_BODY),
    end: first.end,
    lines: 1,
    text: first.text,
    partial: read.partial === true,
    continuation: detailOf(read),
    causeLines: 0,
    block: 'unknown',
    blockLines: 1,
    loose: 0,
    entry: entryStart(shown),
    depth: shown.length < 80 && /^\s*\{\s*$/.test(shown) ? createJsonDepth(shown) : undefined,
  }
}

function detailOf({ detail }: ReadLine): string[] | undefined {
  return detail?.map((line) => clip(line, MAX_CONTINUATION_CHARACTERS))
}

/** Which block the record is in; decided by its message until a later line opens another. */
export function blockOf(open: OpenRecord): Block {
  if (open.block === 'unknown') open.block = blockStart(open.body)
  return open.block
}

export function surroundingsOf(open: OpenRecord): Surroundings {
  return { block: blockOf(open), sinceStart: open.blockLines, isHeaded: open.read.format !== 'plain' }
}

/** The message says that a trace follows: it is an error, or ends in a colon, or is part of a trace itself. */
export function announcesTrace(open: OpenRecord): boolean {
  const { severity } = open.read
  return (
    (severity !== undefined && compareSeverity(severity, 'error') >= 0) || open.body.endsWith(':') || blockOf(open) !== undefined
  )
}

/** Lines of one server process continue each other; those of two processes that write in turn do not. */
export function isSameOrigin(open: OpenRecord, next: ReadLine): boolean {
  const mine = open.read.fields?.['pid']
  const other = next.fields?.['pid']
  return mine === undefined || other === undefined || mine === other
}

/** Adds a line; `shown` is what it says without a collector's header. */
export function appendLine(open: OpenRecord, line: Line, shown: string, next: ReadLine | undefined, reader: LineReader): void {
  open.end = line.end
  // Blank lines between were counted as such; they lie within the record all the same.
  open.lines = line.number - open.first.number + 1
  if (open.text.length < MAX_TEXT) open.text = clip(`${open.text}\n${line.text}`, MAX_TEXT)
  if (open.read.messageFollows === true && open.partial) return takeMessageBelow(open, shown, next)
  if (open.partial && next !== undefined) {
    open.body = clip(open.body + next.body, MAX_BODY)
    open.partial = next.partial === true
    return
  }
  if (open.continuation === undefined && isCategory(open)) return takeMessage(open, shown)
  open.continuation ??= []
  keepContinuation(open, open.continuation, shown)
  if (open.depth !== undefined) {
    if (open.depth.push(line.text)) finishObject(open, reader)
    return
  }
  const opened = blockStart(shown)
  if (opened !== undefined) {
    open.block = opened
    open.blockLines = 1
  } else if (blockOf(open) !== undefined) open.blockLines += 1
  const indent = shown.charCodeAt(0)
  if (indent !== 32 && indent !== 9) open.loose += 1
}

/** The console of .NET writes `fail: App.Orders[20]` and the message below it. */
function isCategory({ body, read }: OpenRecord): boolean {
  return read.severity !== undefined && body.length < 300 && /^[A-Za-z_][\w.+`]{0,250}\[\d{1,9}\]$/.test(body)
}
function takeMessage(open: OpenRecord, shown: string): void {
  open.read = { ...open.read, component: open.read.component ?? open.body.replace(/\[\d+\]$/, '') }
  open.body = clip(shown.trim(), MAX_BODY)
}

/** The header stood in a line of its own. */
function takeMessageBelow(open: OpenRecord, shown: string, next: ReadLine | undefined): void {
  const [, level = '', message] = /^([A-Z]{4,7}): (.*)$/s.exec(shown) ?? []
  const severity = open.read.severity ?? next?.severity ?? severityOfName(level)
  if (severity !== undefined) open.read = { ...open.read, severity }
  open.partial = false
  open.body = clip((message === undefined ? shown : message).trim(), MAX_BODY)
}

/** Reads an entry whose last line is known now. */
export function finishEntry(open: OpenRecord, reader: LineReader): void {
  const whole = reader.readEntry(open.text)
  if (whole === undefined) return
  open.read = whole
  open.body = clip(whole.body, MAX_BODY)
  open.continuation = whole.detail?.slice(0, MAX_CONTINUATION).map((line) => clip(line, MAX_CONTINUATION_CHARACTERS))
}

function keepContinuation(open: OpenRecord, kept: string[], shown: string): void {
  if (kept.length >= MAX_CONTINUATION) {
    if (CAUSE.test(shown.length > 300 ? shown.slice(0, 300) : shown)) open.causeLines = BELOW_CAUSE
    if (open.causeLines === 0 || kept.length >= MAX_WITH_CAUSES) return
    open.causeLines -= 1
  }
  kept.push(clip(shown, MAX_CONTINUATION_CHARACTERS))
}

/** The lines of a pretty-printed object are one record; read whole, it has time, level and message. */
function finishObject(open: OpenRecord, reader: LineReader): void {
  open.depth = undefined
  const whole = reader.readObject(open.text)
  if (whole === undefined) return
  open.read = whole
  open.body = clip(whole.body, MAX_BODY)
}

/** The record of a line that stands alone. */
export function recordOfLine(first: Line, read: ReadLine, time: LogRecord['time']): LogRecord {
  return toRecord({ first, read, body: clip(read.body, MAX_BODY), end: first.end, lines: 1, continuation: detailOf(read) }, time)
}

export function toRecord(
  open: Pick<OpenRecord, 'first' | 'read' | 'body' | 'end' | 'lines' | 'continuation'>,
  time = open.read.time,
): LogRecord {
  const { first, read } = open
  const record: { -readonly [K in keyof LogRecord]: LogRecord[K] } = {
    line: first.number,
    lines: open.lines,
    start: first.start,
    end: open.end,
    body: open.body,
    continuation: open.continuation ?? [],
    fields: read.fields ?? NO_FIELDS,
  }
  // Absent rather than undefined; assigning costs a third of spreading.
  if (time !== undefined) record.time = time
  if (read.severity !== undefined) record.severity = read.severity
  if (read.host !== undefined) record.host = read.host
  if (read.component !== undefined) record.component = read.component
  return record
}

function clip(text: string, length: number): string {
  return text.length > length ? text.slice(0, length) : text
}
