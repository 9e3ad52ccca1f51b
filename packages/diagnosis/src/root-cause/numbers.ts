/** The value below which a share `p` of sorted numbers lies; NaN of none. */
export function quantile(sorted: ArrayLike<number>, p: number): number {
  const place = Math.min(sorted.length - 1, Math.floor(p * sorted.length))
  return sorted[place] ?? Number.NaN
}

/** A sorted copy without the numbers that are none. */
export function sortFinite(values: Iterable<number>): Float64Array {
  return Float64Array.from([...values].filter(Number.isFinite)).sort()
}

/** The middle of any numbers, NaN of none. */
export function middle(values: Iterable<number>): number {
  return quantile(sortFinite(values), 0.5)
}

/** Holds a number between two others. */
export function clamp(value: number, low: number, high: number): number {
  return Math.max(low, Math.min(high, value))
}
