import type { Matrix } from './isolation-forest.ts'

/** How many points are remembered at most; the nearest of them is looked for each time. */
const MEMORY = 200
/** Points nearer than this to a remembered one are not remembered, until there are too many. */
const FIRST_RADIUS = 1e-4
const COARSER = 1.5

/**
 * How unlike everything before it each row is: its distance to the nearest of the rows before, in the unit of the values. What recurs is
 * novel once; a row that resembles an earlier one in all its dimensions is not novel, however rare both are. The past is remembered by
 * leaders: a row further than a radius from all of them becomes one, and when there are more than 200 the radius grows by half and leaders
 * nearer than it are merged. O(rows · 200 · dimensions).
 *
 * @param learning so many rows at first are remembered and not judged: their novelty is 0
 * @returns one distance a row, 0 or more
 * @see Hartigan, "Clustering Algorithms", 1975, ch. 3 (leader algorithm); Keogh et al., "Finding the most unusual time series subsequence",
 * 2005, discords, of which only the left neighbours count here: a change that stays is novel once, at its onset
 */
export function leftNovelty({ values, dimensions }: Matrix, learning: number): Float64Array {
  const novelty = new Float64Array(values.length / dimensions)
  const leaders = new Float64Array((MEMORY + 1) * dimensions)
  let count = 0
  let radius = FIRST_RADIUS
  for (let row = 0; row < novelty.length; row++) {
    const at = row * dimensions
    const nearest = Math.sqrt(nearestSquare(values, at, { leaders, count, dimensions }))
    if (row >= learning) novelty[row] = nearest
    if (nearest <= radius) continue
    leaders.set(values.subarray(at, at + dimensions), count++ * dimensions)
    while (count > MEMORY) {
      radius *= COARSER
      count = merge(leaders, { count, dimensions, radius })
    }
  }
  return novelty
}

type Leaders = { readonly leaders: Float64Array; readonly count: number; readonly dimensions: number }

/** Infinity where there is no leader. */
function nearestSquare(values: Float64Array, offset: number, { leaders, count, dimensions }: Leaders): number {
  let least = Infinity
  for (let leader = 0; leader < count; leader++) {
    const start = leader * dimensions
    let square = 0
    for (let at = 0; at < dimensions && square < least; at++) {
      const difference = values[offset + at]! - leaders[start + at]!
      square += difference * difference
    }
    if (square < least) least = square
  }
  return least
}

/** Keeps in order the leaders that are further than the radius from all that were kept before them. */
function merge(
  leaders: Float64Array,
  { count, dimensions, radius }: { readonly count: number; readonly dimensions: number; readonly radius: number },
): number {
  let kept = 0
  for (let leader = 0; leader < count; leader++) {
    const at = leader * dimensions
    if (nearestSquare(leaders, at, { leaders, count: kept, dimensions }) <= radius * radius) continue
    leaders.copyWithin(kept++ * dimensions, at, at + dimensions)
  }
  return kept
}
