import { ARRAY, ARRAY_END, COMMA, JsonFault, OBJECT, OBJECT_END, OUT_OF_BYTES } from './json-cursor.ts'
import type { ReadingNotes } from './reading-notes.ts'
import type { SpanColumns } from './span-columns.ts'
import { isLogKey, TIMED_KEYS } from './span-fields.ts'
import { SpanObjectReader } from './span-object.ts'

/** One span, resource or value that is skipped may take this much; more is a fault of the file. */
const MAX_VALUE_BYTES = 64 * 2 ** 20
const MAX_DEPTH = 32
const LINE_FEED = 10

/** Keys whose values hold spans further down: OTLP and its replies by Tempo, Jaeger's replies and exports. */
const CONTAINERS = new Set([
  'resourceSpans',
  'resource_spans',
  'batches',
  'scopeSpans',
  'scope_spans',
  'instrumentationLibrarySpans',
  'ilSpans',
  'trace',
  'traces',
  'data',
  'result',
])
const SPAN_KEYS = new Set(['spanId', 'spanID', 'span_id', 'id'])
const TRACE_KEYS = new Set(['traceId', 'traceID', 'trace_id'])

/** An object or array on the way down to spans. */
type Frame = {
  readonly isArray: boolean
  /** Its items are spans. */
  readonly holdsSpans: boolean
  /** Spans from here on are in it. */
  firstSpan: number
  /** Resource of its spans, where it has one of its own. */
  resource: number
  /** Jaeger's processes: resource of each id. */
  processes: Map<number, number> | undefined
}

/**
 * Reads spans out of JSON that comes in pieces: OTLP, Jaeger's and Zipkin's, one document or one a line.
 * It goes down the known keys and holds one span at a time; after a fault it goes on at the next line that begins a document.
 */
export function createJsonSpans(columns: SpanColumns, notes: ReadingNotes, firstByte = 0) {
  const reader = new SpanObjectReader(columns)
  const { cursor } = reader
  const frames: Frame[] = []
  /** Bytes of the source before those at hand. */
  let base = firstByte
  let isLost = false

  function push(chunk: Uint8Array): void {
    if (cursor.at === cursor.end) cursor.bytes = chunk
    else cursor.bytes = Buffer.concat([cursor.bytes.subarray(cursor.at, cursor.end), chunk])
    base += cursor.at
    cursor.at = 0
    cursor.end = cursor.bytes.length
    read(false)
    while (columns.isFull()) thin()
    if (cursor.end - cursor.at > MAX_VALUE_BYTES)
      stumble(`A value is larger than ${MAX_VALUE_BYTES / 2 ** 20} MiB`, cursor.at, cursor.line)
  }

  function thin(): void {
    const keptBefore = columns.thin()
    for (const frame of frames) frame.firstSpan = keptBefore[frame.firstSpan]!
  }

  function end(): void {
    // A number at the very end is whole when something follows it.
    push(Uint8Array.of(LINE_FEED))
    read(true)
    while (frames.length > 0) leave()
  }

  function read(isLast: boolean): void {
    for (;;) {
      if (isLost && !findDocument()) return
      const at = cursor.at
      const line = cursor.line
      const depth = frames.length
      try {
        step()
      } catch (error) {
        const brokenAt = cursor.at
        const brokenLine = cursor.line
        cursor.at = at
        cursor.line = line
        if (error === OUT_OF_BYTES) {
          if (isLast) sayCut(depth, at, line)
          return
        }
        if (!(error instanceof JsonFault)) throw error
        stumble(error.message, brokenAt, brokenLine)
      }
    }
  }

  /** White space may be all that is left; anything else is a value without its end. */
  function sayCut(depth: number, at: number, line: number): void {
    try {
      cursor.peek()
      notes.fault({ line, byte: base + at, message: 'The file ends within a value' })
    } catch {
      if (depth > 0)
        notes.fault({
          line: cursor.line - 1,
          byte: base + cursor.at - 1,
          message: 'The file ends before its brackets are closed',
        })
    }
  }

  function stumble(message: string, at: number, line: number): void {
    notes.fault({ line, byte: base + at, message })
    while (frames.length > 0) leave()
    cursor.at = at
    cursor.line = line
    isLost = true
  }

  /** Goes to the next line that begins with a bracket. */
  function findDocument(): boolean {
    const { bytes } = cursor
    while (cursor.at + 1 < cursor.end) {
      const at = bytes.indexOf(LINE_FEED, cursor.at)
      if (at < 0 || at + 1 >= cursor.end) {
        cursor.at = at < 0 ? cursor.end : at
        return false
      }
      cursor.at = at + 1
      cursor.line += 1
      if (bytes[at + 1] === OBJECT || bytes[at + 1] === ARRAY) {
        isLost = false
        return true
      }
    }
    return false
  }

  /** Reads one item of the innermost frame, or enters or leaves one. */
  function step(): void {
    const frame = frames.at(-1)
    const byte = cursor.peek()
    if (frame === undefined) return readItem(byte, false)
    if (byte === (frame.isArray ? ARRAY_END : OBJECT_END)) {
      cursor.at += 1
      leave()
    } else if (frame.isArray) {
      if (byte === COMMA) {
        cursor.at += 1
        cursor.peek()
        return step()
      }
      readItem(byte, frame.holdsSpans)
    } else readEntry(frame)
  }

  function readItem(byte: number, isSpan: boolean): void {
    if (byte === ARRAY) enter(true, false)
    else if (byte === OBJECT && isSpan) readSpan()
    else if (byte === OBJECT) recogniseObject()
    else if (frames.length > 0) cursor.skip()
    // After a fault the rest of an array stands alone.
    else if ((byte === COMMA || byte === ARRAY_END || byte === OBJECT_END) && notes.faults.length > 0) cursor.at += 1
    else throw cursor.fault('An object or a list expected')
  }

  function readEntry(frame: Frame): void {
    const key = cursor.nextKey(columns.texts)
    const name = columns.texts.text(key)
    const next = cursor.peek()
    if (name === 'resource') frame.resource = reader.resource()
    else if (name === 'processes' && next === OBJECT) frame.processes = readProcesses()
    else if (name === 'spans' && next === ARRAY) enter(true, true)
    else if (CONTAINERS.has(name) && (next === ARRAY || next === OBJECT)) enter(next === ARRAY, false)
    else cursor.skip()
  }

  function readSpan(): void {
    const { at, line } = cursor
    if (reader.read(base)) notes.sawSpan()
    else notes.fault({ line, byte: base + at, message: 'A span has no trace id or no span id' })
  }

  /** Finds out by its keys whether an object is a span, holds spans, or neither. */
  function recogniseObject(): void {
    const { at, line } = cursor
    let hasTrace = false
    let hasId = false
    let isTimed = false
    let isLog = false
    cursor.take(OBJECT)
    for (let key = cursor.nextKey(columns.texts); key >= 0; key = cursor.nextKey(columns.texts)) {
      const name = columns.texts.text(key)
      if (name === 'spans' || CONTAINERS.has(name)) {
        cursor.at = at
        cursor.line = line
        return enter(false, false)
      }
      hasTrace ||= TRACE_KEYS.has(name)
      hasId ||= SPAN_KEYS.has(name)
      isTimed ||= TIMED_KEYS.has(name)
      isLog ||= isLogKey(name)
      cursor.skip()
    }
    if (!hasTrace || !hasId || !isTimed || isLog) return notes.skip('objects that are no spans')
    cursor.at = at
    cursor.line = line
    readSpan()
  }

  function readProcesses(): Map<number, number> {
    const processes = new Map<number, number>()
    cursor.take(OBJECT)
    for (let key = cursor.nextKey(columns.texts); key >= 0; key = cursor.nextKey(columns.texts))
      processes.set(key, reader.resource())
    return processes
  }

  function enter(isArray: boolean, holdsSpans: boolean): void {
    if (frames.length >= MAX_DEPTH) throw cursor.fault(`More than ${MAX_DEPTH} levels of brackets before the spans`)
    cursor.take(isArray ? ARRAY : OBJECT)
    frames.push({ isArray, holdsSpans, firstSpan: columns.length, resource: -1, processes: undefined })
  }

  /** What the frame says of its spans is known now, wherever it stood. */
  function leave(): void {
    const frame = frames.pop()
    if (frame === undefined) return
    const { firstSpan, resource, processes } = frame
    for (let span = firstSpan; span < columns.length; span += 1) {
      const own = columns.resource[span]!
      if (own < 0 && processes !== undefined) columns.resource[span] = processes.get(-1 - own) ?? 0
      else if (own === 0 && resource >= 0) columns.resource[span] = resource
      else if (own < 0 && frames.length === 0) columns.resource[span] = 0
    }
  }

  return { push, end }
}
