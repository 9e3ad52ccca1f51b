/** Median of any numbers, 0 of none. The input is not changed. */
export function median(values: readonly number[]): number {
  if (values.length === 0) return 0
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2
}

/** Median absolute deviation, scaled to the standard deviation of a normal distribution. */
export function spread(values: readonly number[]): number {
  const centre = median(values)
  return 1.4826 * median(values.map((value) => Math.abs(value - centre)))
}

/**
 * Pettitt's test: the split into two parts that differ most by rank, and the chance of a split as good in exchangeable values.
 * Needs no distribution and is not moved by outliers. O(n log n).
 * @returns `index` of the first value of the second part; `chance` in [0, 1]
 * @see Pettitt, "A non-parametric approach to the change-point problem", Applied Statistics 28 (1979), eq. 3.2
 */
export function findChangePoint(values: readonly number[]): { readonly index: number; readonly chance: number } {
  const count = values.length
  const ranks = rankAll(values)
  let sum = 0
  let best = 0
  let index = 0
  for (let end = 1; end < count; end += 1) {
    sum += ranks[end - 1] ?? 0
    const statistic = Math.abs(2 * sum - end * (count + 1))
    if (statistic > best) {
      best = statistic
      index = end
    }
  }
  const chance = count < 2 ? 1 : Math.min(1, 2 * Math.exp((-6 * best * best) / (count ** 3 + count ** 2)))
  return { index, chance }
}

/** Ranks from 1; equal values share their mean rank. */
function rankAll(values: readonly number[]): number[] {
  const order = values.map((_, index) => index).sort((a, b) => (values[a] ?? 0) - (values[b] ?? 0))
  const ranks: number[] = Array<number>(values.length).fill(0)
  for (let from = 0; from < order.length;) {
    let to = from + 1
    while (to < order.length && values[order[to] ?? 0] === values[order[from] ?? 0]) to += 1
    for (let place = from; place < to; place += 1) ranks[order[place] ?? 0] = (from + 1 + to) / 2
    from = to
  }
  return ranks
}
