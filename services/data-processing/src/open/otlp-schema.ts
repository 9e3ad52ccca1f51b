/** How a field of an OTLP message is written in JSON; a function of the schema where it is a message of its own. */
export type OtlpField = {
  readonly name: string
  readonly as: 'text' | 'hex' | 'base64' | 'bool' | 'int' | 'number' | 'fixed64' | 'sfixed64' | 'double' | (() => OtlpSchema)
  readonly isList?: true
}
/** Fields by number; others are left out. */
export type OtlpSchema = ReadonlyMap<number, OtlpField>

type Row = readonly [number: number, name: string, as: OtlpField['as'], isList?: true]

function schemaOf(...rows: readonly Row[]): OtlpSchema {
  return new Map(rows.map(([number, name, as, isList]) => [number, { name, as, ...(isList && { isList }) }]))
}

/*
 * Numbers and names of opentelemetry-proto 1.x: common, resource, trace and metrics v1. Ids are hexadecimal, 64-bit numbers are texts.
 * @see https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding
 */
const anyValue: OtlpSchema = schemaOf(
  [1, 'stringValue', 'text'],
  [2, 'boolValue', 'bool'],
  [3, 'intValue', 'int'],
  [4, 'doubleValue', 'double'],
  [5, 'arrayValue', () => arrayValue],
  [6, 'kvlistValue', () => kvlistValue],
  [7, 'bytesValue', 'base64'],
)
const arrayValue: OtlpSchema = schemaOf([1, 'values', () => anyValue, true])
const kvlistValue: OtlpSchema = schemaOf([1, 'values', () => keyValue, true])
const keyValue: OtlpSchema = schemaOf([1, 'key', 'text'], [2, 'value', () => anyValue])
const attributes = (number: number): Row => [number, 'attributes', () => keyValue, true]

const event = schemaOf([1, 'timeUnixNano', 'fixed64'], [2, 'name', 'text'], attributes(3))
const link = schemaOf([1, 'traceId', 'hex'], [2, 'spanId', 'hex'], attributes(4))
const status = schemaOf([2, 'message', 'text'], [3, 'code', 'number'])
const span = schemaOf(
  [1, 'traceId', 'hex'],
  [2, 'spanId', 'hex'],
  [4, 'parentSpanId', 'hex'],
  [5, 'name', 'text'],
  [6, 'kind', 'number'],
  [7, 'startTimeUnixNano', 'fixed64'],
  [8, 'endTimeUnixNano', 'fixed64'],
  attributes(9),
  [11, 'events', () => event, true],
  [13, 'links', () => link, true],
  [15, 'status', () => status],
)

const numberPoint = schemaOf(
  [2, 'startTimeUnixNano', 'fixed64'],
  [3, 'timeUnixNano', 'fixed64'],
  [4, 'asDouble', 'double'],
  [6, 'asInt', 'sfixed64'],
  attributes(7),
)
const histogramPoint = schemaOf(
  [2, 'startTimeUnixNano', 'fixed64'],
  [3, 'timeUnixNano', 'fixed64'],
  [4, 'count', 'fixed64'],
  [5, 'sum', 'double'],
  [6, 'bucketCounts', 'fixed64', true],
  [7, 'explicitBounds', 'double', true],
  attributes(9),
)
const summaryPoint = schemaOf(
  [2, 'startTimeUnixNano', 'fixed64'],
  [3, 'timeUnixNano', 'fixed64'],
  [4, 'count', 'fixed64'],
  [5, 'sum', 'double'],
  attributes(7),
)
const points = (point: OtlpSchema): Row => [1, 'dataPoints', () => point, true]
const temporality: Row = [2, 'aggregationTemporality', 'number']
const gauge = schemaOf(points(numberPoint))
const sum = schemaOf(points(numberPoint), temporality, [3, 'isMonotonic', 'bool'])
const histogram = schemaOf(points(histogramPoint), temporality)
const summary = schemaOf(points(summaryPoint))
const metric = schemaOf(
  [1, 'name', 'text'],
  [2, 'description', 'text'],
  [3, 'unit', 'text'],
  [5, 'gauge', () => gauge],
  [7, 'sum', () => sum],
  [9, 'histogram', () => histogram],
  [11, 'summary', () => summary],
)

const resource = schemaOf(attributes(1))
const scope = schemaOf([1, 'name', 'text'], [2, 'version', 'text'], attributes(3))
/** What stands in an entry beside its scopes, and in a scope beside its elements, which are in field 2 of both. */
export const ENTRY = schemaOf([1, 'resource', () => resource], [3, 'schemaUrl', 'text'])
export const SCOPE = schemaOf([1, 'scope', () => scope], [3, 'schemaUrl', 'text'])

/** The signals that are read: names of their lists, and of what the lists hold. */
export const OTLP_SIGNALS = {
  traces: { entries: 'resourceSpans', scopes: 'scopeSpans', elements: 'spans', element: span },
  metrics: { entries: 'resourceMetrics', scopes: 'scopeMetrics', elements: 'metrics', element: metric },
} as const
export type OtlpSignal = keyof typeof OTLP_SIGNALS
