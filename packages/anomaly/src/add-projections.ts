/**
 * Adds to each window's number the square of its projection on an axis, Σ axis[i] · values[start + i] − offset. Four windows at a time:
 * one sum alone waits for each of its additions, which takes three times as long. Each sum is made in the same order as one alone, so that
 * results are the same to the last bit.
 * @param found one number a window of `axis.length` values
 */
export function addSquaredProjections(found: Float64Array, values: Float64Array, axis: Float64Array, offset: number): void {
  const length = axis.length
  const whole = found.length - (found.length % 4)
  for (let start = 0; start < whole; start += 4) {
    let [a, b, c, d] = [-offset, -offset, -offset, -offset]
    let [first, second, third] = [values[start]!, values[start + 1]!, values[start + 2]!]
    for (let at = 0; at < length; at++) {
      const weight = axis[at]!
      const fourth = values[start + at + 3]!
      a += first * weight
      b += second * weight
      c += third * weight
      d += fourth * weight
      first = second
      second = third
      third = fourth
    }
    found[start]! += a * a
    found[start + 1]! += b * b
    found[start + 2]! += c * c
    found[start + 3]! += d * d
  }
  for (let start = whole; start < found.length; start++) {
    let sum = -offset
    for (let at = 0; at < length; at++) sum += values[start + at]! * axis[at]!
    found[start]! += sum * sum
  }
}
