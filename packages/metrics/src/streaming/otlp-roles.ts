/** What a bracket of an OTLP export request holds. */
export type Role =
  | 'root'
  | 'resources'
  | 'resource'
  | 'about'
  | 'shared-attributes'
  | 'shared-attribute'
  | 'shared-value'
  | 'scopes'
  | 'scope'
  | 'metrics'
  | 'metric'
  | 'gauge'
  | 'sum'
  | 'histogram'
  | 'summary'
  | 'exponential'
  | 'points'
  | 'point'
  | 'own-attributes'
  | 'own-attribute'
  | 'own-value'
  | 'counts'
  | 'bounds'
  | 'positive'
  | 'negative'
  | 'positive-counts'
  | 'negative-counts'
  | 'quantiles'
  | 'quantile'
  | 'other'

/** Of a bracket within another, by the name of its field; `*` for the items of a list. */
type Children = Partial<Record<Role, Readonly<Record<string, Role>>>>

const DATA = { dataPoints: 'points', data_points: 'points' } as const

/**
 * The messages of a metrics export as far as they are read, in both spellings.
 * @see https://github.com/open-telemetry/opentelemetry-proto/blob/main/opentelemetry/proto/metrics/v1/metrics.proto
 */
export const CHILDREN: Children = {
  // A file of requests may be a list of them.
  root: { resourceMetrics: 'resources', resource_metrics: 'resources', '*': 'root' },
  resources: { '*': 'resource' },
  resource: {
    resource: 'about',
    scopeMetrics: 'scopes',
    scope_metrics: 'scopes',
    instrumentationLibraryMetrics: 'scopes',
  },
  about: { attributes: 'shared-attributes' },
  'shared-attributes': { '*': 'shared-attribute' },
  'shared-attribute': { value: 'shared-value' },
  scopes: { '*': 'scope' },
  scope: { metrics: 'metrics' },
  metrics: { '*': 'metric' },
  metric: {
    gauge: 'gauge',
    sum: 'sum',
    histogram: 'histogram',
    summary: 'summary',
    exponentialHistogram: 'exponential',
    exponential_histogram: 'exponential',
  },
  gauge: DATA,
  sum: DATA,
  histogram: DATA,
  summary: DATA,
  exponential: DATA,
  points: { '*': 'point' },
  point: {
    attributes: 'own-attributes',
    bucketCounts: 'counts',
    bucket_counts: 'counts',
    explicitBounds: 'bounds',
    explicit_bounds: 'bounds',
    positive: 'positive',
    negative: 'negative',
    quantileValues: 'quantiles',
    quantile_values: 'quantiles',
  },
  'own-attributes': { '*': 'own-attribute' },
  'own-attribute': { value: 'own-value' },
  positive: { bucketCounts: 'positive-counts', bucket_counts: 'positive-counts' },
  negative: { bucketCounts: 'negative-counts', bucket_counts: 'negative-counts' },
  quantiles: { '*': 'quantile' },
}
