import type { TextTable } from './text-table.ts'

/** What a key of a span object says, whichever format it is from. */
export const FIELD = {
  traceId: 1,
  spanId: 2,
  parentId: 3,
  name: 4,
  kind: 5,
  startNanos: 6,
  endNanos: 7,
  durationNanos: 8,
  startMicros: 9,
  durationMicros: 10,
  status: 11,
  attributes: 12,
  logs: 13,
  events: 14,
  annotations: 15,
  references: 16,
  processId: 17,
  resource: 18,
  localEndpoint: 19,
  remoteEndpoint: 20,
  service: 21,
  durationMillis: 22,
  endMicros: 23,
} as const

/**
 * Keys of spans in OTLP JSON (protobuf's two spellings), Jaeger's UI JSON and Zipkin v2.
 * @see https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding
 * @see https://zipkin.io/zipkin-api/
 */
const FIELDS: Readonly<Record<string, number>> = {
  traceId: FIELD.traceId,
  traceID: FIELD.traceId,
  trace_id: FIELD.traceId,
  spanId: FIELD.spanId,
  spanID: FIELD.spanId,
  span_id: FIELD.spanId,
  id: FIELD.spanId,
  parentSpanId: FIELD.parentId,
  parent_span_id: FIELD.parentId,
  parentSpanID: FIELD.parentId,
  parentId: FIELD.parentId,
  parentID: FIELD.parentId,
  parent_id: FIELD.parentId,
  name: FIELD.name,
  operationName: FIELD.name,
  operation_name: FIELD.name,
  operation: FIELD.name,
  kind: FIELD.kind,
  startTimeUnixNano: FIELD.startNanos,
  start_time_unix_nano: FIELD.startNanos,
  endTimeUnixNano: FIELD.endNanos,
  end_time_unix_nano: FIELD.endNanos,
  durationNanos: FIELD.durationNanos,
  duration_nano: FIELD.durationNanos,
  startTime: FIELD.startMicros,
  timestamp: FIELD.startMicros,
  start_time: FIELD.startMicros,
  start: FIELD.startMicros,
  endTime: FIELD.endMicros,
  end_time: FIELD.endMicros,
  end: FIELD.endMicros,
  duration: FIELD.durationMicros,
  duration_ms: FIELD.durationMillis,
  durationMs: FIELD.durationMillis,
  duration_millis: FIELD.durationMillis,
  elapsed_ms: FIELD.durationMillis,
  status: FIELD.status,
  attributes: FIELD.attributes,
  tags: FIELD.attributes,
  logs: FIELD.logs,
  events: FIELD.events,
  annotations: FIELD.annotations,
  references: FIELD.references,
  processID: FIELD.processId,
  process: FIELD.resource,
  resource: FIELD.resource,
  localEndpoint: FIELD.localEndpoint,
  remoteEndpoint: FIELD.remoteEndpoint,
  serviceName: FIELD.service,
  service: FIELD.service,
  service_name: FIELD.service,
}

const TIMED_FIELDS: ReadonlySet<number> = new Set([
  FIELD.durationNanos,
  FIELD.durationMicros,
  FIELD.durationMillis,
  FIELD.endNanos,
  FIELD.endMicros,
  FIELD.parentId,
  FIELD.kind,
  FIELD.annotations,
  FIELD.references,
  FIELD.localEndpoint,
])
/** Log records name the span that they belong to, too; only a span lasts, or has ends and parents. */
export const TIMED_KEYS: ReadonlySet<string> = new Set(Object.keys(FIELDS).filter((key) => TIMED_FIELDS.has(FIELDS[key] ?? 0)))

const LOG_KEYS = new Set(['message', 'msg', 'level', 'severity', 'severitytext', 'severitynumber', 'loglevel', 'log', 'body'])
const MAX_LOG_KEY = 20

/** Whether a key, or the name of a column, is one that log records have and spans have not, in any spelling. */
export function isLogKey(name: string): boolean {
  return name.length <= MAX_LOG_KEY && LOG_KEYS.has(name.toLowerCase().replace(/[^a-z]/g, ''))
}

/** Attributes that say what the span is; they become its fields, so that the same span is the same from every format. */
export const ROLE = { kind: 1, error: 2, statusCode: 3, statusMessage: 4, httpStatus: 5, grpcStatus: 6 } as const
const ROLES: Readonly<Record<string, number>> = {
  'span.kind': ROLE.kind,
  error: ROLE.error,
  'otel.status_code': ROLE.statusCode,
  'otel.status_description': ROLE.statusMessage,
  'http.status_code': ROLE.httpStatus,
  'http.response.status_code': ROLE.httpStatus,
  'rpc.grpc.status_code': ROLE.grpcStatus,
  'grpc.status_code': ROLE.grpcStatus,
}

/** Code of each kind, by every spelling: OTLP's numbers and names, Zipkin's capitals, the tag `span.kind`. */
const KINDS: Readonly<Record<string, number>> = {
  0: 0,
  1: 1,
  2: 2,
  3: 3,
  4: 4,
  5: 5,
  ...Object.fromEntries(
    ['internal', 'server', 'client', 'producer', 'consumer'].flatMap((kind, index) => [
      [kind, index + 1],
      [kind.toUpperCase(), index + 1],
      [`SPAN_KIND_${kind.toUpperCase()}`, index + 1],
    ]),
  ),
}
/** Code of each status, by every spelling. */
const STATUS_CODES: Readonly<Record<string, number>> = {
  0: 0,
  1: 1,
  2: 2,
  STATUS_CODE_OK: 1,
  STATUS_CODE_ERROR: 2,
  OK: 1,
  ERROR: 2,
  Ok: 1,
  Error: 2,
  ok: 1,
  error: 2,
}

/** The same by the numbers that a table gives the keys; they must be its first texts. */
export type FieldTables = ReturnType<typeof numberFields>
export function numberFields(table: TextTable) {
  return {
    fields: numbered(table, FIELDS),
    roles: numbered(table, ROLES),
    kinds: numbered(table, KINDS),
    statuses: numbered(table, STATUS_CODES),
  }
}

function numbered(table: TextTable, values: Readonly<Record<string, number>>): Uint8Array {
  const numbers = Object.entries(values).map(([key, value]) => [table.internText(key), value] as const)
  const column = new Uint8Array(Math.max(...numbers.map(([number]) => number)) + 1)
  for (const [number, value] of numbers) column[number] = value
  return column
}
