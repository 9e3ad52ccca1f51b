/** A bucket of a cumulative histogram: how many observations were at most `upper`. */
export type Bucket = { readonly upper: number; readonly count: number }

/**
 * The value that a share of the observations does not exceed, interpolated within its bucket; the upper bound of the last finite bucket
 * when it lies beyond.
 * @param buckets in any order; without one up to Infinity nothing says how many observations there were
 * @param share in [0, 1]
 * @returns undefined without observations, without a finite bound or without one of Infinity
 * @see https://prometheus.io/docs/prometheus/latest/querying/functions/#histogram_quantile
 */
export function histogramQuantile(buckets: readonly Bucket[], share: number): number | undefined {
  const ascending = buckets.toSorted((a, b) => a.upper - b.upper)
  const total = ascending.at(-1)?.count ?? 0
  const finite = ascending.findLast(({ upper }) => Number.isFinite(upper))
  if (!(total > 0) || finite === undefined || ascending.at(-1)?.upper !== Infinity) return undefined
  const rank = share * total
  const at = ascending.findIndex(({ count }) => count >= rank)
  const bucket = ascending[at]!
  if (!Number.isFinite(bucket.upper)) return finite.upper
  const below = ascending[at - 1] ?? { upper: Math.min(0, bucket.upper), count: 0 }
  if (bucket.count === below.count) return bucket.upper
  return below.upper + ((bucket.upper - below.upper) * (rank - below.count)) / (bucket.count - below.count)
}
