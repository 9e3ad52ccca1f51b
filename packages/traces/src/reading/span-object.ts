import { AttributeRoles } from './attribute-roles.ts'
import { JsonAttributes } from './json-attributes.ts'
import { JsonCursor, OBJECT, QUOTE } from './json-cursor.ts'
import { eachObject, JsonEvents } from './json-events.ts'
import { parseStamp } from './parse-stamp.ts'
import { LONGEST_NS, type SpanColumns } from './span-columns.ts'
import { FIELD, numberFields } from './span-fields.ts'

const NO_TIME = -1
/** Keys that only Jaeger and Zipkin write; their times are microseconds where the digits leave it open. */
const MICROSECOND_KEYS = ['traceID', 'spanID', 'processID', 'references', 'localEndpoint', 'annotations']
const MICROSECOND_NS = 1e3
const MAX_TIME_BYTES = 64
/** Milliseconds have twelve digits from 1973; fewer may be seconds, or times that do not begin in 1970. */
const MIN_CLEAR_BYTES = 12

/** Where in the bytes at hand a time stands that is read when the object is; empty where there is none. */
type TimeText = { start: number; end: number }

/**
 * Reads span objects of OTLP, Jaeger and Zipkin JSON into columns. One reader for the three: their keys do not contradict
 * each other, and tools mix them.
 */
export class SpanObjectReader {
  readonly cursor = new JsonCursor()
  readonly columns: SpanColumns
  private readonly tables
  private readonly roles
  private readonly attributes
  private readonly events
  private readonly own
  private endMicros = NO_TIME
  private endRemainder = 0
  private firstAnnotation = 0
  private readonly microsecondKeys: ReadonlySet<number>
  private isMicroseconds = false
  private readonly startText: TimeText = { start: 0, end: 0 }
  private readonly endText: TimeText = { start: 0, end: 0 }

  constructor(columns: SpanColumns) {
    this.columns = columns
    this.tables = numberFields(columns.texts)
    this.roles = new AttributeRoles(columns, this.tables)
    this.attributes = new JsonAttributes(this.cursor, columns, this.roles)
    this.events = new JsonEvents(this.cursor, columns, this.tables, this.attributes)
    const number = (text: string) => columns.texts.internText(text)
    this.microsecondKeys = new Set(MICROSECOND_KEYS.map(number))
    this.own = {
      message: number('message'),
      code: number('code'),
      refType: number('refType'),
      childOf: number('CHILD_OF'),
      serviceName: number('service.name'),
      peerService: number('peer.service'),
      ipv4: number('ipv4'),
      hostIp: number('host.ip'),
      peerAddress: number('network.peer.address'),
    }
  }

  /**
   * Reads the object that the cursor stands before.
   * @param base bytes of the source before those of the cursor
   * @returns false when it has no id, and then nothing is kept
   * @throws {JsonFault} or OUT_OF_BYTES; then nothing is kept either
   */
  read(base: number): boolean {
    const { cursor, columns } = this
    cursor.peek()
    const from = base + cursor.at
    cursor.take(OBJECT)
    columns.begin(cursor.line)
    this.endMicros = NO_TIME
    this.roles.begin()
    this.firstAnnotation = 0
    this.isMicroseconds = false
    this.startText.end = 0
    this.endText.end = 0
    for (let key = cursor.nextKey(columns.texts); key >= 0; key = cursor.nextKey(columns.texts)) {
      this.isMicroseconds ||= this.microsecondKeys.has(key)
      this.field(this.tables.fields[key] ?? 0)
    }
    return this.finish(from, base + cursor.at)
  }

  /** Resource of the object that the cursor stands before: OTLP's `resource`, Jaeger's process. */
  resource(): number {
    const { cursor, columns } = this
    if (cursor.peek() !== OBJECT) {
      cursor.skip()
      return 0
    }
    cursor.take(OBJECT)
    const pairs: number[] = []
    const list = { push: (key: number, value: number) => void pairs.push(key, value) }
    for (let key = cursor.nextKey(columns.texts); key >= 0; key = cursor.nextKey(columns.texts)) {
      const field = this.tables.fields[key] ?? 0
      if (field === FIELD.attributes) this.attributes.read(list, false)
      else if (field === FIELD.service) list.push(this.own.serviceName, cursor.scalar(columns.texts))
      else cursor.skip()
    }
    return columns.internResource(pairs)
  }

  private field(field: number): void {
    const { cursor, columns } = this
    const at = columns.length
    switch (field) {
      case FIELD.traceId:
        columns.trace[at] = this.id(columns.traceIds)
        return
      case FIELD.spanId:
        columns.id[at] = this.id(columns.spanIds)
        return
      case FIELD.parentId:
        columns.parent[at] = this.id(columns.spanIds)
        return
      case FIELD.name:
        columns.name[at] = Math.max(0, cursor.scalar(columns.texts)) >>> 2
        return
      case FIELD.kind:
        columns.kind[at] = this.tables.kinds[Math.max(0, cursor.scalar(columns.texts)) >>> 2] ?? 0
        return
      case FIELD.startNanos:
        if (!cursor.nanoseconds()) return
        columns.start[at] = cursor.micros
        columns.startRemainder[at] = cursor.remainder
        return
      case FIELD.endNanos:
        if (!cursor.nanoseconds()) return
        this.endMicros = cursor.micros
        this.endRemainder = cursor.remainder
        return
      case FIELD.durationNanos:
        columns.durationNs[at] = positive(cursor.number())
        return
      case FIELD.startMicros:
        return this.noteTime(this.startText)
      case FIELD.durationMicros:
        columns.durationNs[at] = positive(Math.round(cursor.number() * 1000))
        return
      case FIELD.durationMillis:
        columns.durationNs[at] = positive(Math.round(cursor.number() * 1e6))
        return
      case FIELD.endMicros:
        return this.noteTime(this.endText)
      case FIELD.status:
        return this.status()
      case FIELD.attributes:
        return this.attributes.read(columns.attributes, true)
      case FIELD.logs:
        this.events.read({ isLogs: true })
        return
      case FIELD.events:
        this.events.read({ isLogs: false })
        return
      case FIELD.annotations:
        this.firstAnnotation = this.events.read({ isLogs: false })
        return
      case FIELD.references:
        return this.references()
      case FIELD.processId:
        // Known when the trace has been read: the processes come after the spans.
        columns.resource[at] = -1 - (Math.max(0, cursor.scalar(columns.texts)) >>> 2)
        return
      case FIELD.resource:
        columns.resource[at] = this.resource()
        return
      case FIELD.localEndpoint:
        columns.resource[at] = this.endpoint()
        return
      case FIELD.remoteEndpoint:
        return this.remoteEndpoint()
      case FIELD.service:
        columns.resource[at] = columns.internResource([this.own.serviceName, Math.max(0, cursor.scalar(columns.texts))])
        return
      default:
        cursor.skip()
    }
  }

  private finish(from: number, to: number): boolean {
    const { columns } = this
    const at = columns.length
    if (columns.trace[at] === 0 || columns.id[at] === 0) return false
    this.readTimes()
    if (columns.start[at] === 0 && this.firstAnnotation > 0) columns.start[at] = this.firstAnnotation
    if (this.endMicros > 0 && columns.start[at]! > 0 && columns.durationNs[at] === 0) {
      const durationNs = (this.endMicros - columns.start[at]!) * 1000 + this.endRemainder - columns.startRemainder[at]!
      columns.durationNs[at] = positive(durationNs)
    }
    this.roles.end()
    columns.commit(from, to)
    return true
  }

  /** An id; one of zeros only is none. */
  private id(table: SpanColumns['spanIds']): number {
    const { cursor } = this
    const byte = cursor.peek()
    const start = cursor.at
    if (byte !== QUOTE) {
      cursor.skip()
      const text = cursor.slice(start, cursor.at)
      return /^(?:null|0+|[[{].*)$/s.test(text) ? 0 : table.internText(text)
    }
    const id = cursor.text(table)
    const { bytes } = cursor
    let at = start + 1
    while (bytes[at] === 48) at += 1
    return bytes[at] === QUOTE ? 0 : id
  }

  private noteTime(text: TimeText): void {
    const { cursor } = this
    const isQuoted = cursor.peek() === QUOTE
    const start = cursor.at
    cursor.skip()
    text.start = isQuoted ? start + 1 : start
    text.end = isQuoted ? cursor.at - 1 : cursor.at
  }

  /** Times whose keys name no unit: Jaeger's and Zipkin's are microseconds, others by how large they are, or ISO instants. */
  private readTimes(): void {
    const { columns } = this
    const start = columns.start[columns.length] === 0 ? this.timeOf(this.startText) : undefined
    if (start !== undefined) {
      columns.start[columns.length] = positive(start.micros)
      columns.startRemainder[columns.length] = start.remainder
    }
    const end = this.endMicros > 0 ? undefined : this.timeOf(this.endText)
    if (end === undefined) return
    this.endMicros = end.micros
    this.endRemainder = end.remainder
  }

  private timeOf({ start, end }: TimeText): ReturnType<typeof parseStamp> {
    if (end <= start || end - start > MAX_TIME_BYTES) return undefined
    return parseStamp(
      this.cursor.bytes,
      start,
      end,
      this.isMicroseconds && end - start < MIN_CLEAR_BYTES ? MICROSECOND_NS : undefined,
    )
  }

  private status(): void {
    const { cursor, columns, own } = this
    if (cursor.peek() !== OBJECT) {
      columns.status[columns.length] = this.tables.statuses[Math.max(0, cursor.scalar(columns.texts)) >>> 2] ?? 0
      return
    }
    cursor.take(OBJECT)
    for (let key = cursor.nextKey(columns.texts); key >= 0; key = cursor.nextKey(columns.texts)) {
      const value = Math.max(0, cursor.scalar(columns.texts)) >>> 2
      if (key === own.code) columns.status[columns.length] = this.tables.statuses[value] ?? 0
      else if (key === own.message) columns.statusMessage[columns.length] = value
    }
  }

  /** Jaeger's references: the parent is the first CHILD_OF of the same trace, else the first span of it that is followed. */
  private references(): void {
    const { cursor, columns, own } = this
    const at = columns.length
    let followed = 0
    eachObject(cursor, () => {
      let trace = 0
      let span = 0
      let isChild = false
      cursor.take(OBJECT)
      for (let key = cursor.nextKey(columns.texts); key >= 0; key = cursor.nextKey(columns.texts)) {
        const field = this.tables.fields[key] ?? 0
        if (field === FIELD.traceId) trace = this.id(columns.traceIds)
        else if (field === FIELD.spanId) span = this.id(columns.spanIds)
        else if (key === own.refType) isChild = cursor.scalar(columns.texts) >>> 2 === own.childOf
        else cursor.skip()
      }
      if (columns.trace[at] !== 0 && trace !== columns.trace[at]) return
      if (isChild && columns.parent[at] === 0) columns.parent[at] = span
      else if (followed === 0) followed = span
    })
    if (columns.parent[at] === 0) columns.parent[at] = followed
  }

  private endpoint(): number {
    const { columns, own } = this
    const { service, address } = this.readEndpoint()
    return columns.internResource([
      ...(service > 0 ? [own.serviceName, service] : []),
      ...(address > 0 ? [own.hostIp, address] : []),
    ])
  }

  private remoteEndpoint(): void {
    const { columns, own } = this
    const { service, address } = this.readEndpoint()
    if (service > 0) columns.attributes.push(own.peerService, service)
    if (address > 0) columns.attributes.push(own.peerAddress, address)
  }

  private readEndpoint(): { service: number; address: number } {
    const { cursor, columns, own } = this
    let service = 0
    let address = 0
    if (cursor.peek() !== OBJECT) {
      cursor.skip()
      return { service, address }
    }
    cursor.take(OBJECT)
    for (let key = cursor.nextKey(columns.texts); key >= 0; key = cursor.nextKey(columns.texts)) {
      if (this.tables.fields[key] === FIELD.service) service = cursor.scalar(columns.texts)
      else if (key === own.ipv4) address = cursor.scalar(columns.texts)
      else cursor.skip()
    }
    return { service, address }
  }
}

function positive(value: number): number {
  return value > 0 && value < LONGEST_NS ? value : 0
}
