import type { SpanHeader } from './csv-header.ts'
import { parseStamp } from './parse-stamp.ts'
import type { ReadingNotes } from './reading-notes.ts'
import { ERROR_STATUS, LONGEST_NS, NUMBER, SPAN_KINDS, TEXT, type SpanColumns } from './span-columns.ts'
import { hashOf, type TextTable } from './text-table.ts'

const QUOTE = 34
const LINE_FEED = 10
const MAX_LINE_BYTES = 2 ** 20
/** Of a duration whose column names none: microseconds, as Jaeger and Zipkin have it. */
const DEFAULT_UNIT_NS = 1e3

/**
 * Reads a table of spans that comes in pieces, the header first. Columns without a role become attributes.
 * A row with other than the header's number of cells, or without ids, is a fault of the file and is left out.
 */
export function createCsvSpans(header: SpanHeader, columns: SpanColumns, notes: ReadingNotes, firstByte = 0) {
  const { separator, roles } = header
  const keys = header.names.map((name) => columns.texts.internText(name))
  const serviceName = columns.texts.internText('service.name')
  const starts = new Int32Array(roles.length + 1)
  const ends = new Int32Array(roles.length + 1)
  const resources = new Map<number, number>()
  const isLasting = roles.includes('duration') || roles.includes('end')
  let rest: Uint8Array = new Uint8Array()
  /** Of the row being read, and the last that the rows so far take. */
  let line = 0
  let lastLine = 0
  let base = firstByte

  function push(chunk: Uint8Array): void {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
    let from = 0
    let quote = -1
    for (;;) {
      if (quote < from) quote = nextOf(bytes, QUOTE, from)
      const to = rowEnd(bytes, from, quote)
      if (to < 0) break
      readRow(bytes, from, to, quote < to)
      from = to + 1
    }
    while (columns.isFull()) columns.thin()
    base += from
    rest = bytes.subarray(from)
    if (rest.length <= MAX_LINE_BYTES) return
    notes.fault({ line: lastLine + 1, byte: base, message: 'A row is longer than 1 MiB' })
    base += rest.length
    rest = new Uint8Array()
  }

  function end(): void {
    if (rest.length > 0) readRow(rest, 0, rest.length, true)
    rest = new Uint8Array()
  }

  function readRow(bytes: Uint8Array, from: number, to: number, hasQuotes: boolean): void {
    line = lastLine + 1
    lastLine = line
    if (hasQuotes) for (let at = from; at < to; at += 1) if (bytes[at] === LINE_FEED) lastLine += 1
    const last = to > from && bytes[to - 1] === 13 ? to - 1 : to
    if (line === 1 || last === from) return
    const cells = splitRow(bytes, from, last)
    if (cells !== roles.length)
      return notes.fault({ line, byte: base + from, message: `A row has ${cells} cells, the header ${roles.length}` })
    columns.begin(line)
    let end: { micros: number; remainder: number } | undefined
    let durationNs = -1
    const at = columns.length
    for (let cell = 0; cell < cells; cell += 1) {
      const start = starts[cell]!
      const stop = ends[cell]!
      if (start === stop) continue
      switch (roles[cell]) {
        case 'trace':
          columns.trace[at] = intern(columns.traceIds, bytes, start, stop)
          break
        case 'span':
          columns.id[at] = intern(columns.spanIds, bytes, start, stop)
          break
        case 'parent':
          if (!isNone(bytes, start, stop)) columns.parent[at] = intern(columns.spanIds, bytes, start, stop)
          break
        case 'name':
          columns.name[at] = intern(columns.texts, bytes, start, stop)
          break
        case 'service':
          columns.resource[at] = resourceOf(intern(columns.texts, bytes, start, stop))
          break
        case 'start': {
          const time = parseStamp(bytes, start, stop, header.units[cell])
          if (time === undefined) break
          columns.start[at] = time.micros
          columns.startRemainder[at] = time.remainder
          break
        }
        case 'end':
          end = parseStamp(bytes, start, stop, header.units[cell])
          break
        case 'duration':
          durationNs = durationOf(textOf(bytes, start, stop), header.units[cell] ?? DEFAULT_UNIT_NS)
          break
        case 'kind':
          columns.kind[at] = kindOf(textOf(bytes, start, stop))
          break
        case 'status':
          columns.status[at] = statusOf(textOf(bytes, start, stop))
          break
        case 'message':
          columns.statusMessage[at] = intern(columns.texts, bytes, start, stop)
          break
        default: {
          const type = /^-?\d{1,15}(?:\.\d+)?$/.test(textOf(bytes, start, stop)) ? NUMBER : TEXT
          columns.attributes.push(keys[cell]!, intern(columns.texts, bytes, start, stop) * 4 + type)
        }
      }
    }
    if (columns.trace[at] === 0 || columns.id[at] === 0 || columns.start[at] === 0)
      return notes.fault({ line, byte: base + from, message: 'A row has no trace id, no span id or no start that is a time' })
    if (durationNs < 0 && end) durationNs = (end.micros - columns.start[at]!) * 1000 + end.remainder - columns.startRemainder[at]!
    columns.durationNs[at] = Math.max(0, durationNs)
    columns.commit(base + from, base + last)
    notes.sawSpan()
    if (!isLasting) notes.skip('durations, which no column gives: neither a duration nor an end')
  }

  /** Sets `starts` and `ends` of the cells. @returns how many there are */
  function splitRow(bytes: Uint8Array, from: number, to: number): number {
    let cell = 0
    let at = from
    for (;;) {
      const isQuoted = bytes[at] === QUOTE
      const start = isQuoted ? at + 1 : at
      if (isQuoted) {
        at += 1
        while (at < to && !(bytes[at] === QUOTE && bytes[at + 1] !== QUOTE)) at += bytes[at] === QUOTE ? 2 : 1
      }
      const stop = at
      while (at < to && bytes[at] !== separator) at += 1
      if (cell < roles.length) {
        starts[cell] = start
        ends[cell] = isQuoted ? stop : at
      }
      cell += 1
      if (at >= to) return cell
      at += 1
    }
  }

  function resourceOf(service: number): number {
    const known = resources.get(service)
    if (known !== undefined) return known
    const resource = columns.internResource([serviceName, service * 4 + TEXT])
    resources.set(service, resource)
    return resource
  }

  return { push, end }
}

/** Where the row that begins at `from` ends; -1 when it is not all there. A line feed in quotes is none. */
function rowEnd(bytes: Uint8Array, from: number, firstQuote: number): number {
  const end = bytes.indexOf(LINE_FEED, from)
  if (end < firstQuote) return end
  let isQuoted = false
  for (let at = firstQuote; at < bytes.length; at += 1) {
    const byte = bytes[at]!
    if (byte === QUOTE) isQuoted = !isQuoted
    else if (byte === LINE_FEED && (!isQuoted || at - from > MAX_LINE_BYTES)) return at
  }
  return -1
}

function nextOf(bytes: Uint8Array, byte: number, from: number): number {
  const at = bytes.indexOf(byte, from)
  return at < 0 ? Infinity : at
}

function intern(table: TextTable, bytes: Uint8Array, start: number, end: number): number {
  for (let at = start; at < end; at += 1)
    if (bytes[at] === QUOTE) return table.internText(textOf(bytes, start, end).replaceAll('""', '"'))
  return table.intern(bytes, start, end, hashOf(bytes, start, end))
}
function textOf(bytes: Uint8Array, start: number, end: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString()
}

/** Ways to write that there is no parent. */
function isNone(bytes: Uint8Array, start: number, end: number): boolean {
  return end - start <= 32 && /^(?:0+|null|none|nil|nan|root|-1?|-)$/i.test(textOf(bytes, start, end))
}

function durationOf(text: string, unitNs: number): number {
  const durationNs = Math.round(Number(text) * unitNs)
  return durationNs >= 0 && durationNs < LONGEST_NS ? durationNs : -1
}

function kindOf(text: string): number {
  const kind = text.toLowerCase().replace(/^span_kind_/, '')
  return Math.max(
    0,
    SPAN_KINDS.findIndex((known) => known === kind),
  )
}

function statusOf(text: string): number {
  if (/^(?:status_code_)?(?:error|failed|failure|err|true)$/i.test(text) || /^5\d\d$/.test(text)) return ERROR_STATUS
  return /^(?:status_code_)?(?:ok|success)$/i.test(text) ? 1 : 0
}
