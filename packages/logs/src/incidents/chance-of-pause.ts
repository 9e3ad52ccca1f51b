/** Fewer pauses than this say nothing about how long they usually are. */
const MIN_OTHERS = 8

/** A pause is no surprise where another was nearly as long. */
const NEARLY = 2 / 3

/** How pauses of one origin thin out with their length, fitted to the longest of them without the one in question. */
export type PauseTail = {
  /** Expected number of pauses at least this long in the whole source; the more cautious of an exponential and a power law. */
  readonly expected: (length: number) => number
  /** Chance that an instant picked at random is followed by at least so much without the origin. */
  readonly chanceAhead: (length: number) => number
}

/**
 * The tail beyond the shortest of the longest pauses: mean excess for the exponential, Hill's estimate for the power law.
 * `undefined` when there are fewer than eight other pauses. Lengths are lines or microseconds.
 *
 * @param others the longest pauses but the one in question
 * @param whole length of the source
 * @see Hill, "A simple general approach to inference about the tail of a distribution", Annals of Statistics 3, 1975
 */
export function fitPauseTail(others: readonly number[], whole: number): PauseTail | undefined {
  if (others.length < MIN_OTHERS) return undefined
  const number = others.length
  const threshold = Math.max(1, Math.min(...others))
  // Pauses of a clock are all alike: a little longer is no sign yet, a tenth is.
  const excess = Math.max(mean(others.map((length) => length - threshold)), 1 + threshold / 10)
  const exponent = 1 / Math.max(mean(others.map((length) => Math.log(Math.max(1, length) / threshold))), 0.1)
  return {
    expected(length) {
      if (length <= threshold) return number
      const exponential = Math.exp(-(length - threshold) / excess)
      const alike = others.filter((other) => other >= length * NEARLY).length
      return Math.max(number * exponential, number * (length / threshold) ** -exponent, alike / 3)
    },
    chanceAhead(length) {
      if (length <= threshold) return 1
      const fitted = number * excess * Math.exp(-(length - threshold) / excess)
      const seen = others.reduce((sum, other) => sum + Math.max(0, other - length), 0)
      return Math.min(1, Math.max(fitted, seen) / Math.max(1, whole))
    },
  }
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
