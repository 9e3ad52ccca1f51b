import { sorted } from './quantiles.ts'

/**
 * The median of the values at each phase of a period and at those up to `reach` phases before and after, of all periods: of an even
 * number the upper one of the middle. Phases follow each other, so that each has all but two of the values of the one before, a period:
 * these are counted by rank in a tree. O(values · log values).
 * @returns one median a phase
 * @see Fenwick, "A new data structure for cumulative frequency tables", Software: Practice and Experience 24 (1994)
 */
export function phaseMedians(
  values: Float64Array,
  { period, reach }: { readonly period: number; readonly reach: number },
): Float64Array {
  const order = sorted(values)
  const ranks = Int32Array.from(values, (value) => rankOf(order, value))
  const counts = createCounts(order.length)
  /** Counts the values so far behind the start of each period, in or out. */
  const count = (behind: number, by: 1 | -1) => {
    for (let at = behind; at < values.length; at += period) if (at >= 0) counts.add(ranks[at]!, by)
  }
  for (let behind = -reach; behind < reach; behind++) count(behind, 1)
  return Float64Array.from({ length: period }, (_, phase) => {
    count(phase + reach, 1)
    if (phase > 0) count(phase - reach - 1, -1)
    return order[counts.rankAt(Math.floor(counts.total() / 2))]!
  })
}

/** Of equal values the place of the first. */
function rankOf(order: Float64Array, value: number): number {
  let [low, high] = [0, order.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (order[middle]! < value) low = middle + 1
    else high = middle
  }
  return low
}

/** How many there are of each rank below `size`. */
function createCounts(size: number) {
  const tree = new Int32Array(size + 1)
  const highest = 2 ** Math.floor(Math.log2(Math.max(1, size)))
  let total = 0
  return {
    total: () => total,
    add(rank: number, by: number): void {
      total += by
      for (let node = rank + 1; node <= size; node += node & -node) tree[node]! += by
    },
    /** Rank of what stands at `index` when all are put in order. */
    rankAt(index: number): number {
      let [node, left] = [0, index]
      for (let step = highest; step > 0; step >>= 1) {
        const next = node + step
        if (next <= size && tree[next]! <= left) {
          node = next
          left -= tree[next]!
        }
      }
      return Math.min(node, size - 1)
    },
  }
}
