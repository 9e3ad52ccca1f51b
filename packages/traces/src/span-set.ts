import { microseconds, type AttributeValue, type Span, type SpanEvent } from '@faultmaven/signals'
import { BOOLEAN, NUMBER, SPAN_KINDS, STATUSES, type AttributeList, type SpanColumns } from './reading/span-columns.ts'

/** Spans in the order of the source. Each {@link Span} is made when it is asked for: hold few of them. */
export type SpanSet = Iterable<Span> & {
  readonly length: number
  /** @throws {RangeError} for an index that is none */
  at(index: number): Span
  /** Bytes `[start, end)` of the source that the span takes. */
  bytesOf(index: number): readonly [number, number]
  /** What the analyses of this package read instead of objects. */
  readonly columns: SpanColumns
}

export function createSpanSet(columns: SpanColumns): SpanSet {
  const texts: string[] = []
  const textOf = (number: number) => (texts[number] ??= columns.texts.text(number))
  const resources: Readonly<Record<string, AttributeValue>>[] = []

  function valueOf(value: number): AttributeValue {
    const text = textOf(value >>> 2)
    const type = value & 3
    if (type === NUMBER) return Number(text)
    return type === BOOLEAN ? text === 'true' : text
  }
  function attributesOf(list: AttributeList, from: number, to: number): Record<string, AttributeValue> {
    const pairs: [string, AttributeValue][] = []
    for (let at = from; at < to; at += 1) pairs.push([textOf(list.keys[at]!), valueOf(list.values[at]!)])
    return Object.fromEntries(pairs)
  }
  function resourceOf(index: number): Readonly<Record<string, AttributeValue>> {
    const pairs = columns.resources[index] ?? new Int32Array()
    const entries: [string, AttributeValue][] = []
    for (let at = 0; at < pairs.length; at += 2) entries.push([textOf(pairs[at]!), valueOf(pairs[at + 1]!)])
    return Object.fromEntries(entries)
  }
  function eventsOf(index: number): SpanEvent[] {
    const events: SpanEvent[] = []
    for (let at = startOf(columns.eventsEnd, index); at < columns.eventsEnd[index]!; at += 1) {
      const from = startOf(columns.eventAttributesEnd, at)
      events.push({
        name: textOf(columns.eventName[at]!),
        time: microseconds(columns.eventTime[at]!),
        attributes: attributesOf(columns.eventAttributes, from, columns.eventAttributesEnd[at]!),
      })
    }
    return events
  }
  function at(index: number): Span {
    if (!(index >= 0 && index < columns.length)) throw new RangeError(`There is no span ${index} among ${columns.length}`)
    const parent = columns.parent[index]!
    const resource = Math.max(0, columns.resource[index]!)
    const message = columns.statusMessage[index]!
    return {
      traceId: columns.traceIds.text(columns.trace[index]!),
      spanId: columns.spanIds.text(columns.id[index]!),
      ...(parent === 0 ? {} : { parentSpanId: columns.spanIds.text(parent) }),
      name: textOf(columns.name[index]!),
      kind: SPAN_KINDS[columns.kind[index]!] ?? 'unspecified',
      service: textOf(columns.services[resource] ?? 0),
      start: microseconds(columns.start[index]!),
      startRemainderNs: columns.startRemainder[index]!,
      durationNs: columns.durationNs[index]!,
      status: STATUSES[columns.status[index]!] ?? 'unset',
      ...(message === 0 ? {} : { statusMessage: textOf(message) }),
      resource: (resources[resource] ??= resourceOf(resource)),
      attributes: attributesOf(columns.attributes, startOf(columns.attributesEnd, index), columns.attributesEnd[index]!),
      events: eventsOf(index),
      line: columns.line[index]!,
    }
  }
  return {
    length: columns.length,
    at,
    bytesOf: (index) => [columns.firstByte[index]!, columns.firstByte[index]! + columns.bytes[index]!],
    columns,
    *[Symbol.iterator]() {
      for (let index = 0; index < columns.length; index += 1) yield at(index)
    },
  }
}

/** Where the part of `index` begins in a column of ends. */
export function startOf(ends: Uint32Array, index: number): number {
  return index === 0 ? 0 : ends[index - 1]!
}
