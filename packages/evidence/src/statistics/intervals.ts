import { betaQuantile } from './beta.ts'

export type Bounds = { readonly low: number; readonly high: number }
const TAIL = 0.025

/**
 * 95% interval of a proportion, exact: it covers the true one at least 95 times in 100, at any count.
 * @see Clopper & Pearson, Biometrika 1934
 */
export function proportionInterval(hits: number, trials: number): Bounds {
  return {
    low: hits === 0 ? 0 : betaQuantile(TAIL, hits, trials - hits + 1),
    high: hits === trials ? 1 : betaQuantile(1 - TAIL, hits + 1, trials - hits),
  }
}

export type Exposure = { readonly count: number; readonly seconds: number }
export type RateRatio = Bounds & { readonly ratio: number }

/**
 * Ratio of two rates (after / before) with its exact 95% interval: given the sum of both counts, the second is binomial.
 * Assumes independent records; bursts make the true interval wider. Infinity where the count before is 0.
 * @param before, after at least one count is above 0, both durations are above 0
 * @see Przyborowski & Wilenski, Biometrika 1940
 */
export function rateRatio(before: Exposure, after: Exposure): RateRatio {
  const { low, high } = proportionInterval(after.count, before.count + after.count)
  const toRatio = (share: number) => (share / (1 - share)) * (before.seconds / after.seconds)
  return {
    ratio: after.count / after.seconds / (before.count / before.seconds),
    low: toRatio(low),
    high: toRatio(high),
  }
}
