import { quantile, sorted } from './quantiles.ts'

const CLIP = 0.005
const MAX_LEARNED = 4000
const RIDGE = 1e-6

/**
 * What a linear forecast from the last values did not foresee: an autoregression learned by least squares from clipped values, so that
 * outliers do not teach it. O(values · order²) at most 4000 values, then O(values · order).
 *
 * @param order how many values before each are used
 * @returns value − forecast; 0 for the first `order` values
 * @see Box and Jenkins, "Time Series Analysis", 1970, §5
 */
export function forecastResidual(values: Float64Array, order = 12): Float64Array {
  const residual = new Float64Array(values.length)
  if (values.length < 4 * order) return residual
  const weights = solve(...normalEquations(clip(values), order))
  for (let at = order; at < values.length; at++) {
    let forecast = weights[0]!
    for (let lag = 1; lag <= order; lag++) forecast += weights[lag]! * values[at - lag]!
    residual[at] = values[at]! - forecast
  }
  return residual
}

function clip(values: Float64Array): Float64Array {
  const ascending = sorted(values)
  const [low, high] = [quantile(ascending, CLIP), quantile(ascending, 1 - CLIP)]
  return values.map((value) => Math.min(high, Math.max(low, value)))
}

function normalEquations(values: Float64Array, order: number): [Float64Array[], Float64Array] {
  const size = order + 1
  const matrix = Array.from({ length: size }, () => new Float64Array(size))
  const right = new Float64Array(size)
  const step = Math.max(1, Math.floor(values.length / MAX_LEARNED))
  const inputs = new Float64Array(size).fill(1)
  for (let at = order; at < values.length; at += step) {
    for (let lag = 1; lag <= order; lag++) inputs[lag] = values[at - lag]!
    for (let row = 0; row < size; row++) {
      right[row]! += inputs[row]! * values[at]!
      for (let column = 0; column < size; column++) matrix[row]![column]! += inputs[row]! * inputs[column]!
    }
  }
  const trace = matrix.reduce((sum, row, at) => sum + row[at]!, 0)
  matrix.forEach((row, at) => (row[at]! += (RIDGE * trace) / size + Number.MIN_VALUE))
  return [matrix, right]
}

/** Gauss elimination in place; the ridge keeps every pivot above 0. */
function solve(matrix: Float64Array[], right: Float64Array): Float64Array {
  const size = right.length
  for (let pivot = 0; pivot < size; pivot++) {
    for (let row = pivot + 1; row < size; row++) {
      const factor = matrix[row]![pivot]! / matrix[pivot]![pivot]!
      for (let column = pivot; column < size; column++) matrix[row]![column]! -= factor * matrix[pivot]![column]!
      right[row]! -= factor * right[pivot]!
    }
  }
  for (let row = size - 1; row >= 0; row--) {
    for (let column = row + 1; column < size; column++) right[row]! -= matrix[row]![column]! * right[column]!
    right[row]! /= matrix[row]![row]!
  }
  return right
}
