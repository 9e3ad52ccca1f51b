import { clamp, quantile } from './numbers.ts'

/** How surprising a score is, judged by the same score where nothing happened. */
export type EmpiricalNull = {
  /**
   * -ln of how many of `tests` looks would show `score` or more by chance; 0 where at least one would. At most {@link MOST_NATS}.
   */
  readonly surprise: (score: number, tests: number) => number
}

/** No single observation may decide everything, however extreme. */
export const MOST_NATS = 6
/** Share of the null scores whose tail is fitted. */
const TAIL_SHARE = 0.05
const FEWEST_IN_TAIL = 10
/** Tails heavier than the first are no measurement any more; tails lighter than the second are never trusted. */
const TAIL_INDEX = { least: 1, most: 3 }

/**
 * Makes a null from scores seen in ordinary time. From the score on that the largest few exceed, or `least`, their tail is a power law
 * (peaks over threshold, with Hill's estimate of the index held within bounds), because metrics are never Gaussian; up to there nothing
 * is surprising. How often chance exceeds a score is an estimate by this law, also within the range of scores seen.
 * With too few scores nothing is surprising.
 * @param least score up to which nothing is ever a surprise
 * @param overlap how many scores share their data, as overlapping windows do: so many count as one
 * @see Hill, "A simple general approach to inference about the tail of a distribution", Annals of Statistics 3 (1975)
 */
export function createNull(
  scores: readonly number[],
  { least = 1.5, overlap = 1 }: { readonly least?: number; readonly overlap?: number } = {},
): EmpiricalNull {
  const sorted = Float64Array.from(scores).sort()
  const count = sorted.length
  const wanted = Math.max(FEWEST_IN_TAIL, Math.ceil(count * TAIL_SHARE))
  const threshold = Math.max(least, quantile(sorted, 1 - wanted / Math.max(1, count)) || 0)
  const tail = sorted.filter((score) => score > threshold)
  const logs = tail.reduce((sum, score) => sum + Math.log(score / threshold), 0)
  // One more exceedance at the lightest tail believed in: an estimate from few is held back.
  const index = clamp((tail.length + 1) / (logs + 1 / TAIL_INDEX.most), TAIL_INDEX.least, TAIL_INDEX.most)
  const beyond = (tail.length + overlap) / (count + overlap)
  return {
    surprise: (score, tests) => {
      if (count < FEWEST_IN_TAIL || !(score > threshold)) return 0
      const chance = beyond * (score / threshold) ** -index
      return clamp(-Math.log(chance * Math.max(1, tests)), 0, MOST_NATS)
    },
  }
}
