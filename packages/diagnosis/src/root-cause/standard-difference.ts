/**
 * Difference of the means of suspect and ordinary traces in units of its standard error, which is that of all values together:
 * exchanging labels keeps it honest.
 * @param values one of each trace that has any
 * @returns 0 where either side has none
 */
export function standardDifference(values: ReadonlyMap<number, number>, labels: Uint8Array): number {
  const sums = [0, 0]
  const counts = [0, 0]
  let squares = 0
  for (const [trace, value] of values) {
    const label = labels[trace] ?? 0
    sums[label] = (sums[label] ?? 0) + value
    counts[label] = (counts[label] ?? 0) + 1
    squares += value * value
  }
  const [ordinary = 0, suspect = 0] = counts
  if (ordinary === 0 || suspect === 0) return 0
  const count = ordinary + suspect
  const mean = ((sums[0] ?? 0) + (sums[1] ?? 0)) / count
  const variance = Math.max(1e-9, squares / count - mean * mean)
  return ((sums[1] ?? 0) / suspect - (sums[0] ?? 0) / ordinary) / Math.sqrt(variance * (1 / ordinary + 1 / suspect))
}
