import type { Bucket } from './histogram-quantile.ts'

/** Buckets of one sign: `counts[i]` observations in (base^(offset + i), base^(offset + i + 1)]. */
export type ExponentialRange = { readonly offset: number; readonly counts: readonly number[] }

export type ExponentialHistogram = {
  readonly scale: number
  readonly zeroCount: number
  readonly positive: ExponentialRange
  readonly negative: ExponentialRange
}

const MAX_BUCKETS = 10_000

/**
 * The cumulative buckets that say the same as an exponential histogram, base 2^(2^−scale), up to one of Infinity.
 * @returns none where a bound is beyond all numbers: nothing can be interpolated then
 * @see https://opentelemetry.io/docs/specs/otel/metrics/data-model/#exponentialhistogram
 */
export function exponentialBuckets({ scale, zeroCount, positive, negative }: ExponentialHistogram): Bucket[] {
  const bound = (index: number) => 2 ** (index * 2 ** -scale)
  const upTo = (counts: readonly number[]) => counts.slice(0, MAX_BUCKETS).map((count, at) => ({ count, at }))
  const below = upTo(negative.counts)
    .toReversed()
    .map(({ count, at }) => ({ upper: -bound(negative.offset + at), count }))
  const above = upTo(positive.counts).map(({ count, at }) => ({ upper: bound(positive.offset + at + 1), count }))
  const lowest = positive.counts.length > 0 ? bound(positive.offset) : 0
  const single = [...below, { upper: lowest, count: zeroCount }, ...above]
  if (!single.every(({ upper, count }) => Number.isFinite(upper) && Number.isFinite(count))) return []
  let total = 0
  const cumulative = single.map(({ upper, count }) => ({ upper, count: (total += count) }))
  return total === 0 ? [] : [...cumulative, { upper: Infinity, count: total }]
}
