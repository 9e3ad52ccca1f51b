import type { SpanKind } from '@faultmaven/signals'
import { grown, TextTable } from './text-table.ts'

export const SPAN_KINDS: readonly SpanKind[] = ['unspecified', 'internal', 'server', 'client', 'producer', 'consumer']
/** Indices of `SPAN_KINDS`, as {@link SpanColumns.kind} holds them. */
export const CLIENT = 3
export const PRODUCER = 4
export const CONSUMER = 5
export const STATUSES = ['unset', 'ok', 'error'] as const
/** Thirty years: what is longer, or no number, is no duration. */
export const LONGEST_NS = 1e18
export const ERROR_STATUS = 2
/** Types of attribute values, in the low two bits of what {@link AttributeList} holds. */
export const TEXT = 0
export const NUMBER = 1
export const BOOLEAN = 2

/** Keys and values of attributes, one list for all spans; a value is the number of its text × 4 + its type. */
export class AttributeList {
  length = 0
  keys = new Int32Array(1024)
  values = new Int32Array(1024)

  push(key: number, value: number): void {
    if (this.length === this.keys.length) {
      this.keys = grown(this.keys, this.length + 1)
      this.values = grown(this.values, this.length + 1)
    }
    this.keys[this.length] = key
    this.values[this.length] = value
    this.length += 1
  }
}

/** More are sampled. */
const MAX_SPANS = 1_000_000
/** So few traces are not halved, or none would be left: their first spans are kept, twice as many. One text is the empty id. */
const FEW_TRACES = 9
/** Ids made to fall together are not halved for ever. */
const LEAST_SHARE = 2 ** 20
const MAX_ID_BYTES = 128 * 2 ** 20

/**
 * Spans as columns of numbers; texts stand in tables. Some 90 bytes a span and 8 an attribute, beside its texts.
 * The span that is being read stands at `length` until {@link commit}.
 */
export class SpanColumns {
  length = 0
  traceIds = new TextTable(MAX_ID_BYTES)
  spanIds = new TextTable(MAX_ID_BYTES)
  readonly texts = new TextTable()

  trace = new Int32Array(256)
  id = new Int32Array(256)
  /** Of `spanIds`; 0, the empty text, for a root. */
  parent = new Int32Array(256)
  name = new Int32Array(256)
  kind = new Uint8Array(256)
  /** Index in `resources`; negative while the resource is not known. */
  resource = new Int32Array(256)
  /** Unix microseconds; 0 where the source does not say. */
  start = new Float64Array(256)
  startRemainder = new Uint16Array(256)
  durationNs = new Float64Array(256)
  status = new Uint8Array(256)
  statusMessage = new Int32Array(256)
  line = new Uint32Array(256)
  /** Its first byte in the source, and how many it takes. */
  firstByte = new Float64Array(256)
  bytes = new Uint32Array(256)
  /** Where its attributes and events end; they begin where those of the span before end. */
  attributesEnd = new Uint32Array(256)
  eventsEnd = new Uint32Array(256)

  readonly attributes = new AttributeList()
  readonly eventAttributes = new AttributeList()
  eventCount = 0
  eventName = new Int32Array(64)
  eventTime = new Float64Array(64)
  eventAttributesEnd = new Uint32Array(64)

  /** Key and value numbers in turn, as {@link AttributeList} holds them. */
  readonly resources: Int32Array[] = []
  /** Number of the text of `service.name`, a resource each. */
  readonly services: number[] = []
  private readonly knownResources = new Map<string, number>()
  private readonly serviceName = this.texts.internText('service.name')

  /** One trace in so many is kept: those whose id's hash is a multiple of it. A power of two. */
  keepOneIn = 1
  /** Spans that were left out because their few traces have too many. */
  left = 0
  private readonly maxSpans: number

  constructor(maxSpans = MAX_SPANS) {
    this.maxSpans = maxSpans
    this.internResource([])
  }

  /** Empties the place at `length` for the next span. */
  begin(line: number): void {
    const at = this.length
    if (at === this.trace.length) this.grow()
    this.trace[at] = 0
    this.id[at] = 0
    this.parent[at] = 0
    this.name[at] = 0
    this.kind[at] = 0
    this.resource[at] = 0
    this.start[at] = 0
    this.startRemainder[at] = 0
    this.durationNs[at] = 0
    this.status[at] = 0
    this.statusMessage[at] = 0
    this.line[at] = line
    this.attributes.length = at === 0 ? 0 : this.attributesEnd[at - 1]!
    this.eventCount = at === 0 ? 0 : this.eventsEnd[at - 1]!
    this.eventAttributes.length = this.eventCount === 0 ? 0 : this.eventAttributesEnd[this.eventCount - 1]!
  }

  /** Keeps the span, which takes bytes `[from, to)` of the source. */
  commit(from: number, to: number): void {
    if (this.keepOneIn > 1 && !this.isKept(this.length)) return
    if (this.length >= this.maxSpans * 2 && !this.canThin()) {
      this.left += 1
      return
    }
    this.firstByte[this.length] = from
    this.bytes[this.length] = to - from
    this.attributesEnd[this.length] = this.attributes.length
    this.eventsEnd[this.length] = this.eventCount
    this.length += 1
  }

  /** Ends an event whose attributes were pushed before. */
  addEvent(name: number, time: number): void {
    const at = this.eventCount
    if (at === this.eventName.length) {
      this.eventName = grown(this.eventName, at + 1)
      this.eventTime = grown(this.eventTime, at + 1)
      this.eventAttributesEnd = grown(this.eventAttributesEnd, at + 1)
    }
    this.eventName[at] = name
    this.eventTime[at] = time
    this.eventAttributesEnd[at] = this.eventAttributes.length
    this.eventCount += 1
  }

  /** Index of the resource with these attributes, key and value numbers in turn. */
  internResource(pairs: readonly number[]): number {
    const key = pairs.join(' ')
    const known = this.knownResources.get(key)
    if (known !== undefined) return known
    let service = 0
    for (let at = 0; at < pairs.length; at += 2) if (pairs[at] === this.serviceName) service = pairs[at + 1]! >>> 2
    this.resources.push(Int32Array.from(pairs))
    this.services.push(service)
    this.knownResources.set(key, this.resources.length - 1)
    return this.resources.length - 1
  }

  /** There are more spans, or ids of spans that were not kept, than memory is meant for: {@link thin} is due. */
  isFull(): boolean {
    if (this.length <= this.maxSpans) return this.spanIds.size > this.maxSpans * 3
    return this.canThin()
  }

  /**
   * Keeps half of the traces where there are too many spans, whole ones, by the hash of their ids: the same ones in every file.
   * @returns how many spans are kept of those before each, and of all
   */
  thin(): Uint32Array {
    if (this.length > this.maxSpans) this.keepOneIn *= 2
    const { traceIds, spanIds, length } = this
    const keptBefore = new Uint32Array(length + 1)
    for (let span = 0; span < length; span += 1) keptBefore[span + 1] = keptBefore[span]! + (this.isKept(span) ? 1 : 0)
    this.traceIds = new TextTable(MAX_ID_BYTES)
    this.spanIds = new TextTable(MAX_ID_BYTES)
    this.length = 0
    this.attributes.length = 0
    this.eventAttributes.length = 0
    this.eventCount = 0
    let [attribute, event, eventAttribute] = [0, 0, 0]
    for (let span = 0; span < length; span += 1) {
      const [attributesEnd, eventsEnd] = [this.attributesEnd[span]!, this.eventsEnd[span]!]
      const isKept = keptBefore[span + 1]! > keptBefore[span]!
      if (isKept) this.move(span, { traceIds, spanIds })
      for (; attribute < attributesEnd; attribute += 1)
        if (isKept) this.attributes.push(this.attributes.keys[attribute]!, this.attributes.values[attribute]!)
      for (; event < eventsEnd; event += 1) {
        const [name, time, end] = [this.eventName[event]!, this.eventTime[event]!, this.eventAttributesEnd[event]!]
        for (; eventAttribute < end; eventAttribute += 1)
          if (isKept)
            this.eventAttributes.push(this.eventAttributes.keys[eventAttribute]!, this.eventAttributes.values[eventAttribute]!)
        if (isKept) this.addEvent(name, time)
      }
      if (!isKept) continue
      this.attributesEnd[this.length] = this.attributes.length
      this.eventsEnd[this.length] = this.eventCount
      this.length += 1
    }
    return keptBefore
  }

  private canThin(): boolean {
    return this.traceIds.size > FEW_TRACES && this.keepOneIn < LEAST_SHARE
  }

  private isKept(span: number): boolean {
    return (this.traceIds.lastingHash(this.trace[span]!) & (this.keepOneIn - 1)) === 0
  }

  /** Writes a span to the place at `length`, which is not behind it. */
  private move(span: number, { traceIds, spanIds }: Pick<SpanColumns, 'traceIds' | 'spanIds'>): void {
    const to = this.length
    this.trace[to] = this.traceIds.internText(traceIds.text(this.trace[span]!))
    this.id[to] = this.spanIds.internText(spanIds.text(this.id[span]!))
    this.parent[to] = this.spanIds.internText(spanIds.text(this.parent[span]!))
    for (const column of [
      this.name,
      this.kind,
      this.resource,
      this.start,
      this.startRemainder,
      this.durationNs,
      this.status,
      this.statusMessage,
      this.line,
      this.firstByte,
      this.bytes,
    ])
      column[to] = column[span]!
  }

  private grow(): void {
    const needed = this.length + 1
    this.trace = grown(this.trace, needed)
    this.id = grown(this.id, needed)
    this.parent = grown(this.parent, needed)
    this.name = grown(this.name, needed)
    this.kind = grown(this.kind, needed)
    this.resource = grown(this.resource, needed)
    this.start = grown(this.start, needed)
    this.startRemainder = grown(this.startRemainder, needed)
    this.durationNs = grown(this.durationNs, needed)
    this.status = grown(this.status, needed)
    this.statusMessage = grown(this.statusMessage, needed)
    this.line = grown(this.line, needed)
    this.firstByte = grown(this.firstByte, needed)
    this.bytes = grown(this.bytes, needed)
    this.attributesEnd = grown(this.attributesEnd, needed)
    this.eventsEnd = grown(this.eventsEnd, needed)
  }
}
