/** An answer: what it was said with, whether it was right (0 or 1), and where its case comes from. */
export type Point = { readonly said: number; readonly right: number; readonly origin: string }

const STEPS = 50
/** Keeps the line from standing upright where all are right. */
const RIDGE = 1e-3

/**
 * Confidences mapped by a logistic curve over their log-odds that was fitted on the answers of all other origins (Platt 1999): what one could
 * promise of an origin that nobody has seen.
 */
export function crossValidate(points: readonly Point[]): Point[] {
  const origins = [...new Set(points.map(({ origin }) => origin))]
  return origins.flatMap((origin) => {
    const [intercept, slope] = fit(points.filter((point) => point.origin !== origin))
    return points
      .filter((point) => point.origin === origin)
      .map((point) => ({ ...point, said: sigmoid(intercept + slope * logit(point.said)) }))
  })
}

/** Newton's method for two coefficients. */
function fit(points: readonly Point[]): readonly [intercept: number, slope: number] {
  let [intercept, slope] = [0, 1]
  for (let step = 0; step < STEPS; step += 1) {
    let [g0, g1, h00, h01, h11] = [RIDGE * intercept, RIDGE * (slope - 1), RIDGE, 0, RIDGE]
    for (const { said, right } of points) {
      const x = logit(said)
      const p = sigmoid(intercept + slope * x)
      const weight = p * (1 - p)
      g0 += p - right
      g1 += (p - right) * x
      h00 += weight
      h01 += weight * x
      h11 += weight * x * x
    }
    const determinant = h00 * h11 - h01 * h01
    intercept -= (h11 * g0 - h01 * g1) / determinant
    slope -= (h00 * g1 - h01 * g0) / determinant
  }
  return [intercept, slope]
}

function logit(share: number): number {
  const held = Math.min(0.999, Math.max(0.001, share))
  return Math.log(held / (1 - held))
}

function sigmoid(value: number): number {
  return 1 / (1 + Math.exp(-value))
}
