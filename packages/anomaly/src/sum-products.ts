type Windows = {
  /** Values of a window. */
  readonly length: number
  /** From the first value of a window to that of the next. */
  readonly step: number
  readonly windows: number
}

/**
 * Sums over windows of a series of the products of their values, each with each: the upper half of a matrix of `length` rows. A value that
 * stands `step` places further in its window stands at the same places of the series but for the first and the last window, so that only the first rows are
 * summed and the others follow from them. O(windows · step · length + length²).
 */
export function sumProducts(values: Float64Array, { length, step, windows }: Windows): Float64Array {
  const matrix = new Float64Array(length * length)
  for (let row = 0; row < Math.min(step, length); row++) addRow(matrix, values, { row, length, step, windows })
  const behind = windows * step
  for (let row = step; row < length; row++) {
    for (let column = row; column < length; column++) {
      const [a, b] = [row - step, column - step]
      matrix[row * length + column] =
        matrix[a * length + b]! - values[a]! * values[b]! + values[behind + a]! * values[behind + b]!
    }
  }
  return matrix
}

/** Four columns at a time: a value is read once for all of them. */
function addRow(
  matrix: Float64Array,
  values: Float64Array,
  { row, length, step, windows }: Windows & { readonly row: number },
): void {
  const end = windows * step
  let column = row
  for (; column + 4 <= length; column += 4) {
    let [a, b, c, d] = [0, 0, 0, 0]
    for (let start = 0; start < end; start += step) {
      const value = values[start + row]!
      const at = start + column
      a += value * values[at]!
      b += value * values[at + 1]!
      c += value * values[at + 2]!
      d += value * values[at + 3]!
    }
    matrix.set([a, b, c, d], row * length + column)
  }
  for (; column < length; column++) {
    let sum = 0
    for (let start = 0; start < end; start += step) sum += values[start + row]! * values[start + column]!
    matrix[row * length + column] = sum
  }
}
