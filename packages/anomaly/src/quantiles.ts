/** Ascending copy. */
export function sorted(values: ArrayLike<number>): Float64Array {
  return new Float64Array(values).sort()
}

const SAMPLE = 4096

/** Ascending copy of evenly chosen values, at most 8191: enough for every share that is not at the very end. */
export function sortedSample(values: Float64Array): Float64Array {
  const step = Math.max(1, Math.floor(values.length / SAMPLE))
  return step === 1 ? sorted(values) : values.filter((_, at) => at % step === 0).sort()
}

/** Value below which about `share` of an ascending array lies; NaN of none. No interpolation: it is always one of the values. */
export function quantile(ascending: Float64Array, share: number): number {
  return ascending[Math.min(ascending.length - 1, Math.floor(share * ascending.length))] ?? Number.NaN
}
