import type { createCollector, SeriesIdentity } from './collector.ts'
import { type Bucket, histogramQuantile } from './histogram-quantile.ts'
import type { Sample } from './series.ts'

/** Cumulative buckets at an instant; where they stand, and what can be read there. */
export type HistogramPoint = Omit<Sample, 'value'> & { readonly buckets: readonly Bucket[] }

export const QUANTILES = [0.5, 0.99]

type Entry = { readonly identity: SeriesIdentity; readonly isDelta: boolean; readonly points: HistogramPoint[] }

/** Gathers histograms by name and attributes, and makes a median and a 99th percentile of each when all points are known. */
export function createHistograms() {
  const found = new Map<string, Entry>()
  return {
    /** @param isDelta whether points count from the point before (delta temporality) and not from the start of the process */
    add(identity: SeriesIdentity, point: HistogramPoint, isDelta = false): void {
      const key = `${identity.name}\u0000${JSON.stringify(identity.attributes)}`
      const entry = found.get(key)
      if (entry === undefined) found.set(key, { identity, isDelta, points: [point] })
      else entry.points.push(point)
    },
    /** Adds `<name>_p50` and `<name>_p99`: of each interval between points, at the later one; none where nothing was observed. */
    addQuantiles(collector: ReturnType<typeof createCollector>): void {
      for (const { identity, isDelta, points } of found.values()) {
        const ordered = points.toSorted((a, b) => a.time - b.time || a.line - b.line)
        const intervals =
          isDelta || ordered.length === 1 ? ordered : ordered.slice(1).map((later, at) => grownBetween(ordered[at]!, later))
        for (const { buckets, ...place } of intervals)
          for (const share of QUANTILES) {
            const value = histogramQuantile(buckets, share)
            if (value !== undefined) collector.add({ ...identity, name: `${identity.name}_p${share * 100}` }, { ...place, value })
          }
      }
    },
  }
}

/**
 * What was observed between two points; all of the later one where a count fell or the bounds are others: the process began anew.
 * @see https://opentelemetry.io/docs/specs/otel/metrics/data-model/#resets-and-gaps
 */
export function grownBetween(earlier: HistogramPoint, later: HistogramPoint): HistogramPoint {
  const before = new Map(earlier.buckets.map(({ upper, count }) => [upper, count]))
  const grown = later.buckets.map(({ upper, count }) => ({ upper, count: count - (before.get(upper) ?? Number.NaN) }))
  const isReset = before.size !== grown.length || grown.some(({ count }) => !(count >= 0))
  return isReset ? later : { ...later, buckets: grown }
}
