import { groupMeans } from './group-means.ts'
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
  const means = groupMeans(values, group)
  if (means.length < 2 * minLength) return []
  const cost = costOf(means, kind)
  const penalty = strictness * 3 * (kind === 'trend' ? 2 : 1) * Math.log(means.length) * inflation(means, kind)
  return pelt(means.length, { cost, penalty, minLength }).map((index) => index * group)
}

type Cost = (from: number, to: number) => number

/** Sums from the start make the cost of any part O(1). */
function costOf(values: Float64Array, kind: ChangeKind): Cost {
  const level = kind === 'variance' ? quantile(sorted(values), 0.5) : 0
  const sums = prefixSums(values, (value) => value - level)
  const squares = prefixSums(values, (value) => (value - level) ** 2)
  const moments = prefixSums(values, (value, at) => (value - level) * at)
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

/** (1 + φ) / (1 − φ): how much wider sums of autocorrelated noise spread; φ of the values around their running median of two thirds of a day is not known, so of the differences: ρ₁ = −(1 − φ) / 2. */
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

type Search = { readonly cost: Cost; readonly penalty: number; readonly minLength: number }

function pelt(count: number, { cost, penalty, minLength }: Search): number[] {
  const least = new Float64Array(count + 1)
  least[0] = -penalty
  const last = new Int32Array(count + 1)
  let candidates = [0]
  for (let to = minLength; to <= count; to++) {
    let best = Infinity
    const totals = candidates.map((from) => least[from]! + cost(from, to))
    totals.forEach((total, at) => {
      if (total + penalty >= best) return
      best = total + penalty
      last[to] = candidates[at]!
    })
    least[to] = best
    // A part start that is worse by now than a fresh start here stays worse.
    candidates = candidates.filter((_, at) => totals[at]! <= best)
    const next = to - minLength + 1
    if (next >= minLength) candidates.push(next)
  }
  const points: number[] = []
  for (let to = last[count]!; to > 0; to = last[to]!) points.push(to)
  return points.reverse()
}
