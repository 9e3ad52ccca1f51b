/** Median of any numbers, 0 of none. The input is not changed. O(values) but for values made to prevent it. */
export function median(values: ArrayLike<number>): number {
  const count = values.length
  if (count === 0) return 0
  const copy = new Float64Array(values)
  const upper = select(copy, count >> 1)
  if (count % 2 === 1) return upper
  let lower = -Infinity
  for (let at = 0; at < count >> 1; at++) if (copy[at]! > lower) lower = copy[at]!
  return (lower + upper) / 2
}

/** Below this sorting is as fast. */
const FEW = 64
/** Halvings after which values are sorted: some orders defeat the choice of the pivot. */
const MAX_ROUNDS = 60

/**
 * The value that stands at `index` when all are in order; those before it are no greater then. The order of the others changes.
 * @see Hoare, "Algorithm 65: Find", Communications of the ACM 4 (1961)
 */
function select(values: Float64Array, index: number): number {
  let [from, to] = [0, values.length - 1]
  for (let round = 0; to - from > FEW && round < MAX_ROUNDS; round++) {
    const pivot = middleOf(values[from]!, values[(from + to) >> 1]!, values[to]!)
    let [left, right] = [from, to]
    while (left <= right) {
      while (values[left]! < pivot) left++
      while (values[right]! > pivot) right--
      if (left > right) break
      const swapped = values[left]!
      values[left++] = values[right]!
      values[right--] = swapped
    }
    if (index <= right) to = right
    else if (index >= left) from = left
    else return values[index]!
  }
  values.subarray(from, to + 1).sort()
  return values[index]!
}

function middleOf(a: number, b: number, c: number): number {
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c))
}

/** Median absolute deviation, scaled to the standard deviation of a normal distribution. */
export function spread(values: ArrayLike<number>): number {
  const centre = median(values)
  const away = new Float64Array(values)
  for (let at = 0; at < away.length; at++) away[at] = Math.abs(away[at]! - centre)
  return 1.4826 * median(away)
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
function rankAll(values: readonly number[]): Float64Array {
  const sorted = new Float64Array(values).sort()
  return Float64Array.from(values, (value) => {
    const first = countBelow(sorted, (other) => other < value)
    return (first + 1 + countBelow(sorted, (other) => other <= value, first)) / 2
  })
}

/** How many values from the start on fulfil what holds up to some place only. */
function countBelow(sorted: Float64Array, holds: (value: number) => boolean, from = 0): number {
  let [low, high] = [from, sorted.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (holds(sorted[middle]!)) low = middle + 1
    else high = middle
  }
  return low
}
