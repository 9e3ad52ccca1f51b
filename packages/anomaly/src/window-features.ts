import type { Matrix } from './isolation-forest.ts'

/** Values beyond this many units say no more than this one. */
const MOST = 1e6

/**
 * What the last `length` values at each were like: mean, deviation, least and greatest. One row a value; O(values).
 * @param values in units of their usual spread
 */
export function windowFeatures(values: Float64Array, length: number): Matrix {
  const dimensions = 4
  const features = new Float64Array(values.length * dimensions)
  // What overflowed on the way here is not a number, and says nothing.
  const bounded = values.map((value) => (value > MOST ? MOST : value < -MOST ? -MOST : value || 0))
  const lows = extremes(bounded, length, (a, b) => a <= b)
  const highs = extremes(bounded, length, (a, b) => a >= b)
  let sum = 0
  let squares = 0
  for (let at = 0; at < values.length; at++) {
    const value = bounded[at]!
    sum += value
    squares += value * value
    if (at >= length) {
      const gone = bounded[at - length]!
      sum -= gone
      squares -= gone * gone
    }
    const count = Math.min(at + 1, length)
    const mean = sum / count
    const row = at * dimensions
    features[row] = mean
    features[row + 1] = Math.sqrt(Math.max(0, squares / count - mean * mean))
    features[row + 2] = lows[at]!
    features[row + 3] = highs[at]!
  }
  return { values: features, dimensions }
}

/** Least or greatest of the last `length` values, by a queue of those that may still become it. */
function extremes(values: Float64Array, length: number, isBetter: (a: number, b: number) => boolean): Float64Array {
  const found = new Float64Array(values.length)
  const queue = new Int32Array(values.length)
  let [head, tail] = [0, 0]
  for (let at = 0; at < values.length; at++) {
    while (tail > head && isBetter(values[at]!, values[queue[tail - 1]!]!)) tail -= 1
    queue[tail++] = at
    if (queue[head]! <= at - length) head += 1
    found[at] = values[queue[head]!]!
  }
  return found
}
