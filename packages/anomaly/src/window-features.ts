import type { Matrix } from './isolation-forest.ts'

/**
 * What a tree can cut a value by: mean, deviation, least and greatest of the last `length` values, how far they moved, and the value
 * without its season. One row a value; O(values).
 * @param residual of the same length as `values`
 */
export function windowFeatures(values: Float64Array, residual: Float64Array, length = 24): Matrix {
  const dimensions = 6
  const features = new Float64Array(values.length * dimensions)
  const lows = extremes(values, length, (a, b) => a <= b)
  const highs = extremes(values, length, (a, b) => a >= b)
  let sum = 0
  let squares = 0
  for (let at = 0; at < values.length; at++) {
    const value = values[at]!
    sum += value
    squares += value * value
    if (at >= length) {
      const gone = values[at - length]!
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
    features[row + 4] = value - values[Math.max(0, at - length + 1)]!
    features[row + 5] = residual[at]!
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
