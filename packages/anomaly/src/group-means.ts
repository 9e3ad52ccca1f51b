/** Means of so many neighbours each; an incomplete last group is left out. */
export function groupMeans(values: Float64Array, group: number): Float64Array {
  if (group <= 1) return values
  const means = new Float64Array(Math.floor(values.length / group))
  for (let at = 0; at < means.length; at++) {
    let sum = 0
    for (let each = 0; each < group; each++) sum += values[at * group + each]!
    means[at] = sum / group
  }
  return means
}
