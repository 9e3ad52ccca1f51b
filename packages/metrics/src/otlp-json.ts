import type { TreeDocument, TreeNode } from '@faultmaven/config'
import { microseconds } from '@faultmaven/signals'
import { createCollector } from './collector.ts'
import type { ExponentialHistogram } from './exponential-buckets.ts'
import { createHistograms } from './histogram-series.ts'
import { createFaults, type MetricReading } from './metric-reading.ts'
import { addOtlpPoint, type OtlpAmount, type OtlpTarget } from './otlp-points.ts'
import { MAX_ATTRIBUTES } from './streaming/attributes.ts'

/**
 * Reads an OTLP export request in JSON: gauges, sums, histograms and summaries, each point at the line of its value. Times are strings of
 * nanoseconds there. Resource attributes join those of the point.
 * @returns undefined when the document is none
 * @see https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding
 */
export function readOtlpJson({ root }: TreeDocument): MetricReading | undefined {
  const resources = at(root, 'resourceMetrics', 'resource_metrics')
  if (resources === undefined) return undefined
  const [collector, histograms, faults] = [createCollector(), createHistograms(), createFaults()]
  for (const resource of itemsOf(resources)) {
    const shared = attributesOf(at(at(resource, 'resource'), 'attributes'))
    for (const scope of itemsOf(at(resource, 'scopeMetrics', 'scope_metrics', 'instrumentationLibraryMetrics')))
      for (const metric of itemsOf(at(scope, 'metrics'))) readMetric(metric, { shared, collector, histograms, faults })
  }
  histograms.addQuantiles(collector)
  return { series: collector.series(), faults: faults.faults(collector.left()) }
}

type Target = OtlpTarget & {
  readonly shared: Readonly<Record<string, string>>
  readonly faults: ReturnType<typeof createFaults>
}

const KINDS = ['gauge', 'sum', 'histogram', 'summary', 'exponentialHistogram', 'exponential_histogram']

function readMetric(metric: TreeNode, { shared, faults, ...target }: Target): void {
  const named = at(metric, 'name')
  const name = textOf(named)
  const unit = textOf(at(metric, 'unit'))
  const data = KINDS.map((kind) => at(metric, kind)).find((found) => found !== undefined)
  if (name === undefined || data === undefined) {
    faults.add(metric.line, 'a metric without a name or without data of a known kind')
    return
  }
  const isDelta = /1|DELTA/.test(textOf(at(data, 'aggregationTemporality', 'aggregation_temporality')) ?? '')
  const identity = {
    name,
    ...(unit !== undefined && unit !== '' && unit !== '1' && { unit }),
    ...(named && { heading: { line: named.line, text: name } }),
    attributes: shared,
    isCounter: isTrue(at(data, 'isMonotonic', 'is_monotonic')) && !isDelta,
    isDelta,
  }
  for (const point of itemsOf(at(data, 'dataPoints', 'data_points'))) {
    const nanoseconds = textOf(at(point, 'timeUnixNano', 'time_unix_nano'))
    const valued = at(point, 'asDouble', 'as_double', 'asInt', 'as_int')
    const [value, count] = [amountOf(valued), amountOf(at(point, 'count'))]
    if (nanoseconds === undefined || !/^\d{1,19}$/.test(nanoseconds) || (value ?? count) === undefined) {
      faults.add(point.line, `a point of ${name} without a time or a value`)
      continue
    }
    const bounds = numbersOf(at(point, 'explicitBounds', 'explicit_bounds'))
    const sum = amountOf(at(point, 'sum'))
    const exponential = exponentialOf(point)
    addOtlpPoint(target, identity, {
      time: microseconds(Math.floor(Number(BigInt(nanoseconds) / 1000n))),
      line: (valued ?? at(point, 'count') ?? point).line,
      attributes: attributesOf(at(point, 'attributes')),
      ...(value === undefined
        ? {
            histogram: {
              count: count ?? { value: 0 },
              ...(sum !== undefined && { sum }),
              counts: numbersOf(at(point, 'bucketCounts', 'bucket_counts')),
              bounds,
              ...(exponential && { exponential }),
              quantiles: quantilesOf(point),
            },
          }
        : { value }),
    })
  }
}

/** Of a point that has buckets of either sign and no bounds. */
function exponentialOf(point: TreeNode): ExponentialHistogram | undefined {
  const [positive, negative] = [at(point, 'positive'), at(point, 'negative')]
  if (positive === undefined && negative === undefined) return undefined
  const rangeOf = (node: TreeNode | undefined) => ({
    offset: numberOf(at(node, 'offset')) ?? 0,
    counts: numbersOf(at(node, 'bucketCounts', 'bucket_counts')),
  })
  return {
    scale: numberOf(at(point, 'scale')) ?? 0,
    zeroCount: numberOf(at(point, 'zeroCount', 'zero_count')) ?? 0,
    positive: rangeOf(positive),
    negative: rangeOf(negative),
  }
}

function quantilesOf(point: TreeNode) {
  return itemsOf(at(point, 'quantileValues', 'quantile_values')).flatMap((item) => {
    const [share, amount] = [numberOf(at(item, 'quantile')), amountOf(at(item, 'value'))]
    return share === undefined || amount === undefined ? [] : [{ share, amount }]
  })
}

function at(node: TreeNode | undefined, ...keys: string[]): TreeNode | undefined {
  if (node?.kind !== 'map') return undefined
  for (const key of keys) {
    const found = node.entries.get(key)
    if (found !== undefined) return found
  }
  return undefined
}

const itemsOf = (node: TreeNode | undefined) => (node?.kind === 'list' ? node.items : [])
const isTrue = (node: TreeNode | undefined) => node?.kind === 'scalar' && node.value === true
const textOf = (node: TreeNode | undefined) => (node?.kind === 'scalar' && node.value !== null ? String(node.value) : undefined)

/** Whole numbers of 64 bits are written as strings. */
function numberOf(node: TreeNode | undefined): number | undefined {
  const text = textOf(node)
  const number = text === undefined || text.trim() === '' ? Number.NaN : Number(text)
  return Number.isFinite(number) ? number : undefined
}

function amountOf(node: TreeNode | undefined): OtlpAmount | undefined {
  const value = numberOf(node)
  if (node?.kind !== 'scalar' || value === undefined) return undefined
  return { value, line: node.line, written: node.text ?? String(node.value) }
}

const numbersOf = (node: TreeNode | undefined) => itemsOf(node).flatMap((item) => numberOf(item) ?? [])

/** `[{key, value: {stringValue}}]`. Those of a resource are laid out with each of its points. */
function attributesOf(node: TreeNode | undefined): Record<string, string> {
  return Object.fromEntries(
    itemsOf(node)
      .slice(0, MAX_ATTRIBUTES)
      .flatMap((item) => {
        const [key, value] = [textOf(at(item, 'key')), at(item, 'value')]
        const held = textOf(at(value, 'stringValue', 'string_value', 'intValue', 'boolValue', 'doubleValue'))
        return key === undefined || held === undefined ? [] : [[key, held] as const]
      }),
  )
}
