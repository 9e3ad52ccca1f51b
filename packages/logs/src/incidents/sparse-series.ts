/** How often something came in each bucket of a scale, and the line where it first did; empty buckets take no room. */
export type SparseSeries = {
  /** Ascending. The other two arrays are as long. */
  readonly buckets: readonly number[]
  readonly counts: readonly number[]
  readonly firstLines: readonly number[]
}

/** A series while it is being counted. Buckets must come in ascending order. */
export type OpenSeries = { readonly buckets: number[]; readonly counts: number[]; readonly firstLines: number[] }

export function createSeries(): OpenSeries {
  return { buckets: [], counts: [], firstLines: [] }
}

/** @param line of the first of them. @returns how many entries were added: 0 or 1 */
export function countInSeries({ buckets, counts, firstLines }: OpenSeries, bucket: number, count: number, line: number): 0 | 1 {
  const last = buckets.length - 1
  if (last >= 0 && buckets[last] === bucket) {
    counts[last] = counts[last]! + count
    return 0
  }
  buckets.push(bucket)
  counts.push(count)
  firstLines.push(line)
  return 1
}

/** Makes buckets twice as wide: two neighbours become one. */
export function halveSeries({ buckets, counts, firstLines }: OpenSeries): void {
  let used = 0
  for (let at = 0; at < buckets.length; at++) {
    const bucket = buckets[at]! >> 1
    if (used > 0 && buckets[used - 1] === bucket) {
      counts[used - 1] = counts[used - 1]! + counts[at]!
      continue
    }
    buckets[used] = bucket
    counts[used] = counts[at]!
    firstLines[used++] = firstLines[at]!
  }
  buckets.length = counts.length = firstLines.length = used
}

/** The sum of several series on one scale. */
export function addSeries(series: readonly SparseSeries[]): SparseSeries {
  const [only] = series
  if (only !== undefined && series.length === 1) return only
  const sums = new Map<number, { count: number; line: number }>()
  for (const { buckets, counts, firstLines } of series) {
    buckets.forEach((bucket, at) => {
      const sum = sums.get(bucket)
      if (sum === undefined) sums.set(bucket, { count: counts[at]!, line: firstLines[at]! })
      else {
        sum.count += counts[at]!
        sum.line = Math.min(sum.line, firstLines[at]!)
      }
    })
  }
  const sorted = [...sums].sort(([a], [b]) => a - b)
  return {
    buckets: sorted.map(([bucket]) => bucket),
    counts: sorted.map(([, { count }]) => count),
    firstLines: sorted.map(([, { line }]) => line),
  }
}
