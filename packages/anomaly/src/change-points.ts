import { groupMeans } from './group-means.ts'
import { type Cost, partOptimally } from './part-optimally.ts'
import { quantile, sorted } from './quantiles.ts'

export type ChangeKind = 'mean' | 'variance' | 'trend'

export type ChangePointOptions = {
  /** What changes at a point: the level, the noise around one level, or the slope. @default 'mean' */
  readonly kind?: ChangeKind
  /** Fewest values between two points. @default 8 */
  readonly minLength?: number
  /** Multiplies the penalty of each point; more finds fewer. @default 1 */
  readonly strictness?: number
}

/** Longer series are looked at in means of so many parts at most: the search is linear only where there are many points. */
const MAX_VALUES = 2000

/**
 * Where the law behind values changes, exactly: the division into parts whose summed cost and penalty is least (PELT). Costs are twice
 * the negative Gaussian log-likelihood, with the noise told by the differences of neighbours, whose autocorrelation widens the penalty
 * (3 · parameters · ln n for independent values): daily tides are no steps.
 *
 * @returns indexes of the first values of the later parts, ascending; in steps of the thinning beyond 2000 values
 * @see Killick, Fearnhead and Eckley, "Optimal Detection of Changepoints With a Linear Computational Cost", JASA 107, 2012
 */
export function findChangePoints(
  values: Float64Array,
  { kind = 'mean', minLength = 8, strictness = 1 }: ChangePointOptions = {},
): number[] {
  const group = Math.ceil(values.length / MAX_VALUES)
  const means = aroundMedian(groupMeans(values, group))
  if (means.length < 2 * minLength || means.every((value) => value === 0)) return []
  const cost = costOf(means, kind)
  const penalty = strictness * 3 * (kind === 'trend' ? 2 : 1) * Math.log(means.length) * inflation(means, kind)
  return partOptimally(means.length, { cost, penalty, minLength }).map((index) => index * group)
}

/** Of a relative difference so small, nothing is known: rounding made it. */
const ROUNDING = 1e-12

/** Differences to the median, so that sums of squares keep the digits that vary; 0 for what differs by rounding alone. */
function aroundMedian(values: Float64Array): Float64Array {
  if (values.length === 0) return values
  const ascending = sorted(values)
  const level = quantile(ascending, 0.5)
  const least = ROUNDING * Math.max(Math.abs(ascending[0]!), Math.abs(ascending.at(-1)!))
  return values.map((value) => (Math.abs(value - level) <= least ? 0 : value - level))
}

/** Sums from the start make the cost of any part O(1). */
function costOf(values: Float64Array, kind: ChangeKind): Cost {
  const sums = prefixSums(values, (value) => value)
  const squares = prefixSums(values, (value) => value * value)
  const moments = prefixSums(values, (value, at) => value * at)
  const noise = noiseVariance(values)
  const within = (prefix: Float64Array, from: number, to: number) => prefix[to]! - prefix[from]!
  if (kind === 'variance')
    return (from, to) => (to - from) * Math.log(Math.max(within(squares, from, to) / (to - from), noise * 1e-4))
  const spread = (from: number, to: number) => Math.max(0, within(squares, from, to) - within(sums, from, to) ** 2 / (to - from))
  if (kind === 'mean') return (from, to) => spread(from, to) / noise
  return (from, to) => {
    const count = to - from
    const middle = (from + to - 1) / 2
    const slope = within(moments, from, to) - middle * within(sums, from, to)
    const width = (count * (count * count - 1)) / 12
    return Math.max(0, spread(from, to) - slope ** 2 / width) / noise
  }
}

function prefixSums(values: Float64Array, term: (value: number, at: number) => number): Float64Array {
  const sums = new Float64Array(values.length + 1)
  values.forEach((value, at) => (sums[at + 1] = sums[at]! + term(value, at)))
  return sums
}

/** Of the differences of neighbours, by their median: steps and spikes do not count. */
function noiseVariance(values: Float64Array): number {
  const steps = values.subarray(1).map((value, at) => Math.abs(value - values[at]!))
  const robust = (1.4826 * quantile(sorted(steps), 0.5)) ** 2 / 2
  const mean = steps.reduce((sum, step) => sum + step * step, 0) / steps.length / 2
  return Math.max(robust, mean * 1e-3, Number.MIN_VALUE)
}

/**
 * How much wider sums of autocorrelated noise spread than of independent: ((1 + φ) / (1 − φ)) to the power of 1.5, at least 1. φ is that
 * of an autoregressive process of order one, told by the correlation of neighbouring differences ρ = −(1 − φ) / 2, which steps and
 * slopes do not move; differences beyond three deviations are left out. Theory asks for
 * the power of 1; more of it keeps daily tides, which are smoother than such a process, from being steps.
 */
function inflation(values: Float64Array, kind: ChangeKind): number {
  if (kind === 'variance') return 1
  const steps = values.subarray(1).map((value, at) => value - values[at]!)
  let products = 0
  let squares = 0
  const limit = 3 * Math.sqrt(2 * noiseVariance(values))
  for (let at = 1; at < steps.length; at++) {
    const [a, b] = [steps[at - 1]!, steps[at]!]
    if (Math.abs(a) > limit || Math.abs(b) > limit) continue
    products += a * b
    squares += (a * a + b * b) / 2
  }
  const phi = squares > 0 ? Math.min(0.98, Math.max(0, 1 + (2 * products) / squares)) : 0
  return ((1 + phi) / (1 - phi)) ** 1.5
}
