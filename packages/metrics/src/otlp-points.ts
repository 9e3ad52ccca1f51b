import type { Microseconds } from '@faultmaven/signals'
import { asWritten, type createCollector, type SeriesIdentity } from './collector.ts'
import { exponentialBuckets, type ExponentialHistogram } from './exponential-buckets.ts'
import type { createHistograms } from './histogram-series.ts'

/** A number of a point; in JSON its line and how it is written there. */
export type OtlpAmount = { readonly value: number; readonly line?: number; readonly written?: string }

/** A point of OTLP in either of its encodings: a number, or a histogram with one more count than bounds. */
export type OtlpPoint = {
  readonly time: Microseconds
  readonly line: number
  readonly attributes: Readonly<Record<string, string>>
  readonly value?: OtlpAmount
  readonly histogram?: {
    readonly counts: readonly number[]
    readonly bounds: readonly number[]
    readonly count: OtlpAmount
    readonly sum?: OtlpAmount
    /** In place of counts and bounds. */
    readonly exponential?: ExponentialHistogram
    /** Of a summary: values that shares of the observations do not exceed. */
    readonly quantiles?: readonly { readonly share: number; readonly amount: OtlpAmount }[]
  }
}

/** Where points are gathered. */
export type OtlpTarget = {
  readonly collector: ReturnType<typeof createCollector>
  readonly histograms: ReturnType<typeof createHistograms>
}

/**
 * Adds what a point says to the series it belongs to: its value; of a histogram the count, the sum and its buckets; of a summary its
 * quantiles. A monotonic,
 * cumulative sum is named `…_total`, as in Prometheus, so that it is read as a counter.
 * @see https://opentelemetry.io/docs/specs/otel/compatibility/prometheus_and_openmetrics/
 */
export function addOtlpPoint(
  { collector, histograms }: OtlpTarget,
  metric: SeriesIdentity & { readonly isCounter: boolean; readonly isDelta: boolean },
  { time, line, attributes, value, histogram }: OtlpPoint,
): void {
  const { isCounter, isDelta, ...rest } = metric
  const identity = { ...rest, attributes: { ...rest.attributes, ...attributes } }
  const add = (suffix: string, amount: OtlpAmount | undefined) => {
    if (amount === undefined) return
    const { value: number, line: own = line, written } = amount
    const sample = { time, value: number, line: own, ...asWritten(number, written) }
    collector.add({ ...identity, name: `${identity.name}${suffix}` }, sample)
  }
  if (histogram === undefined) {
    add(isCounter && !identity.name.endsWith('_total') ? '_total' : '', value)
    return
  }
  const { counts, bounds, count, sum, exponential, quantiles = [] } = histogram
  add('_count', count)
  add('_sum', sum)
  // The least and the greatest are seldom kept apart by what writes summaries, and say nothing of most observations.
  for (const { share, amount } of quantiles) if (share > 0 && share < 1) add(`_p${Number((share * 100).toPrecision(9))}`, amount)
  let below = 0
  const buckets = counts.map((each, at) => ({ upper: bounds[at] ?? Infinity, count: (below += each) }))
  // What stands in the line of a quantile is the count that it is computed with.
  const place = { time, line: count.line ?? line, text: count.written ?? String(count.value) }
  const all = exponential === undefined ? buckets : exponentialBuckets(exponential)
  histograms.add(identity, { ...place, buckets: all }, isDelta)
}
