import { ARRAY, JsonCursor, OBJECT, QUOTE } from './json-cursor.ts'
import { BOOLEAN, ERROR_STATUS, NUMBER, SpanColumns, TEXT, type AttributeList } from './span-columns.ts'
import { FIELD, numberFields, ROLE } from './span-fields.ts'
import { isFailure } from './status-codes.ts'

/** The start or the end is not given in nanoseconds. */
const NO_TIME = -1

/**
 * Reads span objects of OTLP, Jaeger and Zipkin JSON into columns. One reader for the three: their keys do not contradict
 * each other, and tools mix them.
 */
export class SpanObjectReader {
  readonly cursor = new JsonCursor()
  readonly columns: SpanColumns
  private readonly tables
  private readonly own
  private endMicros = NO_TIME
  private endRemainder = 0
  private isError = false
  private firstAnnotation = NO_TIME

  constructor(columns: SpanColumns) {
    this.columns = columns
    this.tables = numberFields(columns.texts)
    const number = (text: string) => columns.texts.internText(text)
    this.own = {
      key: number('key'),
      value: number('value'),
      boolValue: number('boolValue'),
      intValue: number('intValue'),
      doubleValue: number('doubleValue'),
      stringValue: number('stringValue'),
      bytesValue: number('bytesValue'),
      arrayValue: number('arrayValue'),
      kvlistValue: number('kvlistValue'),
      vStr: number('vStr'),
      event: number('event'),
      message: number('message'),
      code: number('code'),
      fields: number('fields'),
      timeUnixNano: number('timeUnixNano'),
      refType: number('refType'),
      childOf: number('CHILD_OF'),
      serviceName: number('service.name'),
      peerService: number('peer.service'),
      ipv4: number('ipv4'),
      hostIp: number('host.ip'),
      peerAddress: number('network.peer.address'),
      log: number('log'),
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
    this.isError = false
    this.firstAnnotation = NO_TIME
    for (let key = cursor.nextKey(columns.texts); key >= 0; key = cursor.nextKey(columns.texts))
      this.field(this.tables.fields[key] ?? 0)
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
      if (field === FIELD.attributes) this.attributes(list, false)
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
      case FIELD.startMicros: {
        const start = this.microsecondTime()
        if (columns.start[at] === 0) columns.start[at] = start
        return
      }
      case FIELD.durationMicros:
        columns.durationNs[at] = positive(Math.round(cursor.number() * 1000))
        return
      case FIELD.durationMillis:
        columns.durationNs[at] = positive(Math.round(cursor.number() * 1e6))
        return
      case FIELD.endMicros:
        this.endMicros = this.microsecondTime()
        this.endRemainder = 0
        return
      case FIELD.status:
        return this.status()
      case FIELD.attributes:
        return this.attributes(columns.attributes, true)
      case FIELD.logs:
        return this.logs()
      case FIELD.events:
        return this.events()
      case FIELD.annotations:
        return this.annotations()
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
    if (columns.start[at] === 0 && this.firstAnnotation > 0) columns.start[at] = this.firstAnnotation
    if (this.endMicros > 0 && columns.durationNs[at] === 0) {
      const durationNs = (this.endMicros - columns.start[at]!) * 1000 + this.endRemainder - columns.startRemainder[at]!
      columns.durationNs[at] = positive(durationNs)
    }
    if (columns.status[at] === 0 && this.isError) columns.status[at] = ERROR_STATUS
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

  /** Unix microseconds, as Jaeger and Zipkin write them, or an ISO instant. */
  private microsecondTime(): number {
    const { cursor } = this
    cursor.peek()
    const start = cursor.at
    cursor.skip()
    const text = cursor.slice(start, cursor.at).replace(/^"|"$/g, '')
    const number = Number(text)
    if (text !== '' && Number.isFinite(number)) return positive(number)
    const [, fraction = ''] = /\.(\d{1,6})/.exec(text) ?? []
    const seconds = Date.parse(text.replace(/\.\d+/, ''))
    return Number.isFinite(seconds) ? seconds * 1000 + Number(fraction.padEnd(6, '0')) : 0
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

  /** `[{key, value}]` with OTLP's or Jaeger's values, or `{key: value}`. */
  private attributes(list: Pick<AttributeList, 'push'>, isSpan: boolean): void {
    const { cursor, columns } = this
    const first = cursor.peek()
    if (first === OBJECT) {
      cursor.take(OBJECT)
      for (let key = cursor.nextKey(columns.texts); key >= 0; key = cursor.nextKey(columns.texts))
        this.attribute(list, isSpan, key, cursor.scalar(columns.texts))
    } else if (first === ARRAY) {
      cursor.take(ARRAY)
      while (cursor.nextItem()) this.keyValue(list, isSpan)
    } else cursor.skip()
  }

  private keyValue(list: Pick<AttributeList, 'push'>, isSpan: boolean): void {
    const { cursor, columns, own } = this
    cursor.take(OBJECT)
    let name = 0
    let value = -1
    for (let key = cursor.nextKey(columns.texts); key >= 0; key = cursor.nextKey(columns.texts)) {
      if (key === own.key) name = Math.max(0, cursor.scalar(columns.texts)) >>> 2
      else if (key === own.value) value = cursor.peek() === OBJECT ? this.anyValue() : cursor.scalar(columns.texts)
      else if (key === own.vStr) value = cursor.scalar(columns.texts)
      else cursor.skip()
    }
    this.attribute(list, isSpan, name, value)
  }

  /** OTLP's AnyValue; whole numbers stand in quotes there. */
  private anyValue(): number {
    const { cursor, columns, own } = this
    cursor.take(OBJECT)
    let value = -1
    for (let key = cursor.nextKey(columns.texts); key >= 0; key = cursor.nextKey(columns.texts)) {
      const read = cursor.scalar(columns.texts)
      if (key === own.intValue || key === own.doubleValue) value = read < 0 ? read : (read & ~3) + NUMBER
      else if (key === own.boolValue) value = read < 0 ? read : (read & ~3) + BOOLEAN
      else value = read
    }
    return value
  }

  private attribute(list: Pick<AttributeList, 'push'>, isSpan: boolean, key: number, value: number): void {
    if (value < 0) return
    const role = isSpan ? (this.tables.roles[key] ?? 0) : 0
    if (role === 0 || !this.play(role, value)) list.push(key, value)
  }

  /** Lets an attribute say what it says of the span. @returns whether nothing is left of it to keep */
  private play(role: number, value: number): boolean {
    const { columns, tables } = this
    const at = columns.length
    const text = value >>> 2
    switch (role) {
      case ROLE.kind:
        columns.kind[at] = tables.kinds[text] ?? 0
        return true
      case ROLE.statusCode:
        columns.status[at] = tables.statuses[text] ?? 0
        return true
      case ROLE.statusMessage:
        columns.statusMessage[at] = text
        return true
      case ROLE.error: {
        const word = columns.texts.text(text)
        if (word === 'false') return true
        this.isError = true
        if (word !== 'true' && word !== '' && columns.statusMessage[at] === 0) columns.statusMessage[at] = text
        return true
      }
      default:
        this.isError ||= isFailure(role, Number(columns.texts.text(text)))
        return false
    }
  }

  /** Jaeger's logs; the field `event` names one. */
  private logs(): void {
    const { cursor, columns, own } = this
    this.each(() => {
      let time = 0
      let name = own.log
      cursor.take(OBJECT)
      for (let key = cursor.nextKey(columns.texts); key >= 0; key = cursor.nextKey(columns.texts)) {
        if (this.tables.fields[key] === FIELD.startMicros) time = positive(cursor.number())
        else if (key === own.fields)
          this.attributes(
            {
              push: (field, value) => {
                if (field === own.event && (value & 3) === TEXT) name = value >>> 2
                else columns.eventAttributes.push(field, value)
              },
            },
            false,
          )
        else cursor.skip()
      }
      columns.addEvent(name, time)
    })
  }

  private events(): void {
    const { cursor, columns, own } = this
    this.each(() => {
      let time = 0
      let name = 0
      cursor.take(OBJECT)
      for (let key = cursor.nextKey(columns.texts); key >= 0; key = cursor.nextKey(columns.texts)) {
        const field = this.tables.fields[key] ?? 0
        if (key === own.timeUnixNano) time = cursor.nanoseconds() ? cursor.micros : 0
        else if (field === FIELD.name) name = Math.max(0, cursor.scalar(columns.texts)) >>> 2
        else if (field === FIELD.attributes) this.attributes(columns.eventAttributes, false)
        else cursor.skip()
      }
      columns.addEvent(name, time)
    })
  }

  /** Zipkin's annotations: a time and a text. */
  private annotations(): void {
    const { cursor, columns, own } = this
    this.each(() => {
      let time = 0
      let name = 0
      cursor.take(OBJECT)
      for (let key = cursor.nextKey(columns.texts); key >= 0; key = cursor.nextKey(columns.texts)) {
        if (this.tables.fields[key] === FIELD.startMicros) time = positive(cursor.number())
        else if (key === own.value) name = Math.max(0, cursor.scalar(columns.texts)) >>> 2
        else cursor.skip()
      }
      if (time > 0 && (this.firstAnnotation < 0 || time < this.firstAnnotation)) this.firstAnnotation = time
      columns.addEvent(name, time)
    })
  }

  /** Jaeger's references: the parent is the first CHILD_OF of the same trace, else the first span of it that is followed. */
  private references(): void {
    const { cursor, columns, own } = this
    const at = columns.length
    let followed = 0
    this.each(() => {
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

  private each(read: () => void): void {
    const { cursor } = this
    if (cursor.peek() !== ARRAY) return cursor.skip()
    cursor.take(ARRAY)
    while (cursor.nextItem()) {
      if (cursor.peek() === OBJECT) read()
      else cursor.skip()
    }
  }
}

function positive(value: number): number {
  return value > 0 ? value : 0
}
