const MAX_STEPS = 20_000
const TINY = 1e-300
const PRECISION = 1e-13

/**
 * Regularized incomplete beta function I_x(a, b): the probability that a Beta(a, b) variable is at most `x`.
 * Continued fraction by Lentz's method; O(√max(a, b)) steps.
 * @see Abramowitz & Stegun 26.5.8
 */
export function betaProbability(x: number, a: number, b: number): number {
  if (x <= 0) return 0
  if (x >= 1) return 1
  // The fraction converges fast below the mean only; above it, the mirror image is used.
  if (x > (a + 1) / (a + b + 2)) return 1 - betaProbability(1 - x, b, a)
  const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x))
  return Math.min(1, (front / a) * continuedFraction(x, a, b))
}

/** The `x` below which a Beta(a, b) variable falls with this probability; bisection to 1e-12. */
export function betaQuantile(probability: number, a: number, b: number): number {
  let low = 0
  let high = 1
  while (high - low > 1e-12) {
    const middle = (low + high) / 2
    if (betaProbability(middle, a, b) < probability) low = middle
    else high = middle
  }
  return (low + high) / 2
}

function continuedFraction(x: number, a: number, b: number): number {
  let c = 1
  let d = 1 / awayFromZero(1 - ((a + b) * x) / (a + 1))
  let result = d
  for (let m = 1; m <= MAX_STEPS; m += 1) {
    for (const term of [
      (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m)),
      (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1)),
    ]) {
      d = 1 / awayFromZero(1 + term * d)
      c = awayFromZero(1 + term / c)
      result *= c * d
    }
    if (Math.abs(c * d - 1) < PRECISION) break
  }
  return result
}

function awayFromZero(value: number): number {
  return Math.abs(value) < TINY ? TINY : value
}

/** ln Γ(x) for x > 0 by Stirling's series after shifting x above 15; relative error below 1e-14. @see Abramowitz & Stegun 6.1.41 */
export function logGamma(x: number): number {
  let shift = 0
  let z = x
  while (z < 15) {
    shift += Math.log(z)
    z += 1
  }
  const series = 1 / (12 * z) - 1 / (360 * z ** 3) + 1 / (1260 * z ** 5) - 1 / (1680 * z ** 7)
  return (z - 0.5) * Math.log(z) - z + Math.log(2 * Math.PI) / 2 + series - shift
}
