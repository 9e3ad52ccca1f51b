import { WireReader } from '@faultmaven/signals'
import { AttributeRoles } from './attribute-roles.ts'
import type { ReadingNotes } from './reading-notes.ts'
import { BOOLEAN, NUMBER, TEXT, type AttributeList, type SpanColumns } from './span-columns.ts'
import { numberFields } from './span-fields.ts'
import { hashOf, type TextTable } from './text-table.ts'

/** An entry of one resource may take this much; more is a fault of the file. */
const MAX_ENTRY_BYTES = 64 * 2 ** 20
const MAX_DEPTH = 16
/** Tag of field 1, a message. */
const RESOURCE_SPANS = 0x0a

/**
 * Whether the bytes begin as an OTLP message of traces: `resource_spans` that hold a resource, spans of a scope and a schema only.
 * @see https://github.com/open-telemetry/opentelemetry-proto, trace/v1/trace.proto
 */
export function isOtlpMessage(head: Uint8Array): boolean {
  if (head[0] !== RESOURCE_SPANS) return false
  const size = entryAt(head, 0)
  if (size === undefined) return false
  const entry = new WireReader(head, size.start, Math.min(head.length, size.end))
  let scopes = 0
  while (entry.next()) {
    if (!entry.isBytes || ![1, 2, 3, 1000].includes(entry.field)) return false
    if (entry.field !== 2) continue
    scopes += 1
    const scope = entry.message()
    while (scope.next()) if (!scope.isBytes || ![1, 2, 3].includes(scope.field)) return false
  }
  // What ends early here may be cut by the head.
  return size.end > head.length || (entry.problem === undefined && scopes > 0)
}

/** Reads OTLP messages of traces that come in pieces, one resource's spans at a time. Ids become hexadecimal; lines are all 1. */
export function createProtobufSpans(columns: SpanColumns, notes: ReadingNotes) {
  const tables = numberFields(columns.texts)
  const roles = new AttributeRoles(columns, tables)
  let rest: Uint8Array = new Uint8Array()
  let base = 0
  let isBroken = false

  function push(chunk: Uint8Array): void {
    if (isBroken) return
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
    let at = 0
    for (let entry = entryAt(bytes, at); entry !== undefined && entry.end <= bytes.length; entry = entryAt(bytes, at)) {
      if (entry.field === 1) readEntry(bytes, entry.start, entry.end)
      at = entry.end
    }
    while (columns.isFull()) columns.thin()
    base += at
    rest = bytes.subarray(at)
    const next = entryAt(rest, 0)
    if (rest.length > 20 && next === undefined) stop('A field that no OTLP message has')
    else if (next !== undefined && next.end > MAX_ENTRY_BYTES) stop(`An entry is larger than ${MAX_ENTRY_BYTES / 2 ** 20} MiB`)
  }

  function stop(message: string): void {
    notes.fault({ line: 1, byte: base, message })
    isBroken = true
    rest = new Uint8Array()
  }

  function end(): void {
    if (rest.length > 0 && !isBroken) {
      const entry = entryAt(rest, 0)
      // The spans that are whole are read.
      if (entry?.field === 1) readEntry(rest, entry.start, rest.length)
      if (notes.faultCount() === 0) stop('The file ends within a value')
    }
  }

  function readEntry(bytes: Uint8Array, from: number, to: number): void {
    const first = columns.length
    const entry = new WireReader(bytes, from, to)
    let resource = 0
    while (entry.next()) {
      if (entry.field === 1 && entry.isBytes) resource = readResource(bytes, entry.message())
      else if ((entry.field === 2 || entry.field === 1000) && entry.isBytes) readScope(bytes, entry.message())
    }
    say(entry)
    // A scope that is cut off is no field for the reader; what is whole in it counts.
    if (entry.problem !== undefined) readCutScope(bytes, entry.position, to)
    for (let span = first; span < columns.length; span += 1) columns.resource[span] = resource
  }

  function readCutScope(bytes: Uint8Array, from: number, to: number): void {
    const entry = entryAt(bytes.subarray(0, to), from)
    if (entry?.field === 2 && entry.end > to) readScope(bytes, new WireReader(bytes, entry.start, to))
  }

  function say({ problem, position }: WireReader): void {
    if (problem !== undefined) notes.fault({ line: 1, byte: base + position, message: problem })
  }

  function readScope(bytes: Uint8Array, scope: WireReader): void {
    while (scope.next()) if (scope.field === 2 && scope.isBytes) readSpan(bytes, scope.message(), scope)
  }

  function readResource(bytes: Uint8Array, resource: WireReader): number {
    const pairs: number[] = []
    const list = { push: (key: number, value: number) => void pairs.push(key, value) }
    while (resource.next()) if (resource.field === 1 && resource.isBytes) readPair(bytes, resource.message(), list, false)
    return columns.internResource(pairs)
  }

  function readSpan(bytes: Uint8Array, span: WireReader, { valueStart, valueLength }: WireReader): void {
    columns.begin(1)
    roles.begin()
    const at = columns.length
    let end: ReturnType<WireReader['nanoseconds']> | undefined
    while (span.next()) {
      switch (span.field) {
        case 1:
          if (span.isBytes) columns.trace[at] = hexOf(span.slice(), columns.traceIds)
          break
        case 2:
          if (span.isBytes) columns.id[at] = hexOf(span.slice(), columns.spanIds)
          break
        case 4:
          if (span.isBytes) columns.parent[at] = hexOf(span.slice(), columns.spanIds)
          break
        case 5:
          if (span.isBytes) columns.name[at] = textIn(bytes, span)
          break
        case 6:
          if (span.isVarint && span.uint() <= 5) columns.kind[at] = span.uint()
          break
        case 7: {
          if (!span.isFixed64) break
          const { us, remainderNs } = span.nanoseconds()
          columns.start[at] = us
          columns.startRemainder[at] = remainderNs
          break
        }
        case 8:
          if (span.isFixed64) end = span.nanoseconds()
          break
        case 9:
          if (span.isBytes) readPair(bytes, span.message(), columns.attributes, true)
          break
        case 11:
          if (span.isBytes) readEvent(bytes, span.message())
          break
        case 15:
          if (span.isBytes) readStatus(bytes, span.message())
          break
        default:
      }
    }
    say(span)
    if (columns.trace[at] === 0 || columns.id[at] === 0)
      return notes.fault({ line: 1, byte: base + valueStart, message: 'A span has no trace id or no span id' })
    if (end !== undefined)
      columns.durationNs[at] = Math.max(0, (end.us - columns.start[at]!) * 1000 + end.remainderNs - columns.startRemainder[at]!)
    roles.end()
    columns.commit(base + valueStart, base + valueStart + valueLength)
    notes.sawSpan()
  }

  function readStatus(bytes: Uint8Array, status: WireReader): void {
    while (status.next()) {
      if (status.field === 2 && status.isBytes) columns.statusMessage[columns.length] = textIn(bytes, status)
      else if (status.field === 3 && status.isVarint && status.uint() <= 2) columns.status[columns.length] = status.uint()
    }
  }

  function readEvent(bytes: Uint8Array, event: WireReader): void {
    let time = 0
    let name = 0
    while (event.next()) {
      if (event.field === 1 && event.isFixed64) time = event.nanoseconds().us
      else if (event.field === 2 && event.isBytes) name = textIn(bytes, event)
      else if (event.field === 3 && event.isBytes) readPair(bytes, event.message(), columns.eventAttributes, false)
    }
    columns.addEvent(name, time)
  }

  function readPair(bytes: Uint8Array, pair: WireReader, list: Pick<AttributeList, 'push'>, isSpan: boolean): void {
    let key = 0
    let value = -1
    while (pair.next()) {
      if (pair.field === 1 && pair.isBytes) key = textIn(bytes, pair)
      else if (pair.field === 2 && pair.isBytes) value = readValue(bytes, pair.message())
    }
    roles.add(list, isSpan, key, value)
  }

  /** AnyValue as {@link AttributeList} holds it. */
  function readValue(bytes: Uint8Array, any: WireReader): number {
    let value = -1
    while (any.next()) {
      if (any.field === 1 && any.isBytes) value = textIn(bytes, any) * 4 + TEXT
      else {
        const plain = plainValue(any, 0)
        if (typeof plain === 'boolean') value = columns.texts.internText(String(plain)) * 4 + BOOLEAN
        else if (typeof plain === 'number') value = columns.texts.internText(String(plain)) * 4 + NUMBER
        else if (plain !== undefined) value = columns.texts.internText(JSON.stringify(plain)) * 4 + TEXT
      }
    }
    return value
  }

  function textIn(bytes: Uint8Array, { valueStart, valueLength }: WireReader): number {
    const end = valueStart + valueLength
    return columns.texts.intern(bytes, valueStart, end, hashOf(bytes, valueStart, end))
  }

  return { push, end }
}

/** Number and place of the field at `at` when it is a message; undefined when it is not, or its size is not all there. */
function entryAt(
  bytes: Uint8Array,
  at: number,
): { readonly field: number; readonly start: number; readonly end: number } | undefined {
  if (at >= bytes.length || (bytes[at]! & 7) !== 2 || bytes[at]! > 127) return undefined
  let length = 0
  for (let size = 0; size < 5; size += 1) {
    const byte = bytes[at + 1 + size]
    if (byte === undefined) return undefined
    length += (byte & 127) * 2 ** (7 * size)
    if (byte < 128) return { field: bytes[at]! >> 3, start: at + 2 + size, end: at + 2 + size + length }
  }
  return undefined
}

/** The bytes of an id in hexadecimal; none where they are all zero. */
function hexOf(id: Uint8Array, table: TextTable): number {
  return id.some((byte) => byte !== 0) ? table.internText(Buffer.from(id).toString('hex')) : 0
}

/** A value of AnyValue as JSON has it. */
function plainValue(any: WireReader, depth: number): unknown {
  if (any.field === 2 && any.isVarint) return any.bool()
  if (any.field === 3 && any.isVarint) return any.int()
  if (any.field === 4 && any.isFixed64) return any.double()
  if (!any.isBytes || depth > MAX_DEPTH) return undefined
  if (any.field === 1) return any.text()
  if (any.field === 7) return Buffer.from(any.slice()).toString('base64')
  return any.field === 5 || any.field === 6 ? plainList(any, depth) : undefined
}

function plainList(any: WireReader, depth: number): unknown {
  const isMap = any.field === 6
  const values: [string, unknown][] = []
  const list = any.message()
  while (list.next()) {
    if (list.field !== 1 || !list.isBytes) continue
    const item = list.message()
    let key = ''
    let value: unknown
    while (item.next()) {
      if (!isMap) value = plainValue(item, depth + 1)
      else if (item.field === 1 && item.isBytes) key = item.text()
      else if (item.field === 2 && item.isBytes) {
        const inner = item.message()
        while (inner.next()) value = plainValue(inner, depth + 1)
      }
    }
    values.push([key, value])
  }
  return isMap ? Object.fromEntries(values) : values.map(([, value]) => value)
}
