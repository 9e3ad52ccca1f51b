import { logGamma } from './log-gamma.ts'

/**
 * Natural logarithm of P(X ≥ count) for X Poisson with the given mean; 0 when `count` is not above the mean.
 * Exact to about six digits and free of underflow: a burst of thousands against one still compares with others.
 */
export function logPoissonTail(count: number, mean: number): number {
  if (count <= mean || count <= 0) return 0
  if (mean <= 0) return -Infinity
  // P(X = count) times 1 + mean/(count+1) + mean²/((count+1)(count+2)) + …, a series that falls because count > mean.
  let term = 1
  let sum = 1
  for (let next = count + 1; term > 1e-9 * sum && next < count + 10_000; next++) {
    term *= mean / next
    sum += term
  }
  return Math.min(0, count * Math.log(mean) - mean - logGamma(count + 1) + Math.log(sum))
}
