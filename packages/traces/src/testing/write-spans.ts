import type { Span } from '@faultmaven/signals'
import { toNanoseconds } from './nanoseconds.ts'

/** The same spans in each format, for tests and the bench; every line is `\n`-terminated. */

/** OTLP JSON: an entry of `resourceSpans` a run of spans of one service. */
export function toOtlp(spans: readonly Span[]): string {
  const resourceSpans = runsOf(spans).map((run) => ({
    resource: { attributes: otlpAttributes(run[0]?.resource ?? {}) },
    scopeSpans: [{ scope: { name: 'test' }, spans: run.map(otlpSpan) }],
  }))
  return `${JSON.stringify({ resourceSpans }, undefined, 1)}\n`
}

function otlpSpan(span: Span) {
  const start = toNanoseconds(span)
  return {
    traceId: span.traceId,
    spanId: span.spanId,
    parentSpanId: span.parentSpanId ?? '',
    name: span.name,
    kind: KIND_NAMES.indexOf(span.kind),
    startTimeUnixNano: String(start),
    endTimeUnixNano: String(start + BigInt(span.durationNs)),
    attributes: otlpAttributes(span.attributes),
    status: span.status === 'unset' ? {} : { code: span.status === 'ok' ? 1 : 2, message: span.statusMessage ?? '' },
    events: span.events.map(({ name, time, attributes }) => ({
      name,
      timeUnixNano: `${time}000`,
      attributes: otlpAttributes(attributes),
    })),
  }
}

const KIND_NAMES = ['unspecified', 'internal', 'server', 'client', 'producer', 'consumer']

function otlpAttributes(attributes: Span['attributes']) {
  return Object.entries(attributes).map(([key, value]) => ({ key, value: otlpValue(value) }))
}
function otlpValue(value: string | number | boolean) {
  if (typeof value === 'boolean') return { boolValue: value }
  if (typeof value === 'number') return Number.isInteger(value) ? { intValue: String(value) } : { doubleValue: value }
  return { stringValue: value }
}

/** A reply of Jaeger's query API: microseconds, processes after the spans of each trace. */
export function toJaeger(spans: readonly Span[]): string {
  const data = [...new Set(spans.map(({ traceId }) => traceId))].map((traceID) => {
    const own = spans.filter(({ traceId }) => traceId === traceID)
    const services = [...new Set(own.map(({ service }) => service))]
    return {
      traceID,
      spans: own.map((span) => ({
        traceID,
        spanID: span.spanId,
        operationName: span.name,
        references: span.parentSpanId === undefined ? [] : [{ refType: 'CHILD_OF', traceID, spanID: span.parentSpanId }],
        startTime: span.start,
        duration: Math.round(span.durationNs / 1000),
        tags: [
          ...jaegerTags(span.attributes),
          { key: 'span.kind', type: 'string', value: span.kind },
          ...(span.status === 'error' ? [{ key: 'error', type: 'bool', value: true }] : []),
          ...(span.statusMessage === undefined ? [] : jaegerTags({ 'otel.status_description': span.statusMessage })),
        ],
        logs: span.events.map(({ name, time, attributes }) => ({
          timestamp: time,
          fields: jaegerTags({ event: name, ...attributes }),
        })),
        processID: `p${services.indexOf(span.service) + 1}`,
      })),
      processes: Object.fromEntries(services.map((serviceName, index) => [`p${index + 1}`, { serviceName, tags: [] }])),
    }
  })
  return `${JSON.stringify({ data, total: 0 })}\n`
}

function jaegerTags(attributes: Span['attributes']) {
  return Object.entries(attributes).map(([key, value]) => ({
    key,
    type: typeof value === 'number' ? 'int64' : typeof value === 'boolean' ? 'bool' : 'string',
    value,
  }))
}

/** Zipkin v2: microseconds, tags are texts. */
export function toZipkin(spans: readonly Span[]): string {
  const list = spans.map((span) => ({
    traceId: span.traceId,
    id: span.spanId,
    ...(span.parentSpanId === undefined ? {} : { parentId: span.parentSpanId }),
    name: span.name,
    ...(['internal', 'unspecified'].includes(span.kind) ? {} : { kind: span.kind.toUpperCase() }),
    timestamp: span.start,
    duration: Math.round(span.durationNs / 1000),
    localEndpoint: { serviceName: span.service },
    tags: {
      ...Object.fromEntries(Object.entries(span.attributes).map(([key, value]) => [key, String(value)])),
      ...(span.status === 'error' ? { error: span.statusMessage ?? 'true' } : {}),
    },
    annotations: span.events.map(({ name, time }) => ({ timestamp: time, value: name })),
  }))
  return `${JSON.stringify(list)}\n`
}

/** A table with a header; it has no attributes. */
export function toCsv(spans: readonly Span[]): string {
  const rows = spans.map((span) => {
    const start = toNanoseconds(span)
    const cells = [
      span.traceId,
      span.spanId,
      span.parentSpanId ?? '',
      span.service,
      span.name,
      span.kind,
      start,
      start + BigInt(span.durationNs),
      span.status,
    ]
    return cells.map((cell) => `"${String(cell).replaceAll('"', '""')}"`).join(',')
  })
  return `${['traceId,spanId,parentId,service,operation,kind,startUnixNano,endUnixNano,status', ...rows].join('\n')}\n`
}

function runsOf(spans: readonly Span[]): Span[][] {
  const runs: Span[][] = []
  for (const span of spans) {
    const last = runs.at(-1)
    if (last?.[0]?.service === span.service) last.push(span)
    else runs.push([span])
  }
  return runs
}

/** OTLP protobuf, an entry of `resource_spans` a run of spans of one service. */
export function toProtobuf(spans: readonly Span[]): Uint8Array {
  return Buffer.concat(
    runsOf(spans).map((run) => {
      const resource = message(Object.entries(run[0]?.resource ?? {}).map(([key, value]) => field(1, protobufPair(key, value))))
      return field(1, message([field(1, resource), field(2, message(run.map((span) => field(2, protobufSpan(span)))))]))
    }),
  )
}

function protobufSpan(span: Span): Uint8Array {
  const start = toNanoseconds(span)
  return message([
    field(1, Buffer.from(span.traceId, 'hex')),
    field(2, Buffer.from(span.spanId, 'hex')),
    ...(span.parentSpanId === undefined ? [] : [field(4, Buffer.from(span.parentSpanId, 'hex'))]),
    field(5, Buffer.from(span.name)),
    Buffer.from([6 << 3, KIND_NAMES.indexOf(span.kind)]),
    fixed64(7, start),
    fixed64(8, start + BigInt(span.durationNs)),
    ...Object.entries(span.attributes).map(([key, value]) => field(9, protobufPair(key, value))),
    ...span.events.map(({ name, time, attributes }) =>
      field(
        11,
        message([
          fixed64(1, BigInt(time) * 1000n),
          field(2, Buffer.from(name)),
          ...Object.entries(attributes).map(([key, value]) => field(3, protobufPair(key, value))),
        ]),
      ),
    ),
    ...(span.status === 'unset'
      ? []
      : [
          field(
            15,
            message([
              ...(span.statusMessage === undefined ? [] : [field(2, Buffer.from(span.statusMessage))]),
              Buffer.from([3 << 3, span.status === 'ok' ? 1 : 2]),
            ]),
          ),
        ]),
  ])
}

function protobufPair(key: string, value: string | number | boolean): Uint8Array {
  return message([field(1, Buffer.from(key)), field(2, protobufValue(value))])
}
function protobufValue(value: string | number | boolean): Uint8Array {
  if (typeof value === 'string') return field(1, Buffer.from(value))
  if (typeof value === 'boolean') return Buffer.from([2 << 3, value ? 1 : 0])
  const double = Buffer.alloc(9)
  double[0] = (4 << 3) | 1
  double.writeDoubleLE(value, 1)
  return double
}

function message(fields: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat(fields)
}
function field(number: number, bytes: Uint8Array): Uint8Array {
  const length: number[] = []
  for (let rest = bytes.length; ; rest >>>= 7) {
    length.push(rest > 127 ? (rest & 127) | 128 : rest)
    if (rest <= 127) break
  }
  return Buffer.concat([Buffer.from([(number << 3) | 2, ...length]), bytes])
}
function fixed64(number: number, value: bigint): Uint8Array {
  const bytes = Buffer.alloc(9)
  bytes[0] = (number << 3) | 1
  bytes.writeBigUInt64LE(value, 1)
  return bytes
}
