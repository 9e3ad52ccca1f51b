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
