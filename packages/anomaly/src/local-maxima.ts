export type LocalMaximaOptions = {
  /** One nearer than this to a higher one is not told, in values. */
  readonly apart: number
  readonly most: number
  /** Lower ones are not told. @default -Infinity */
  readonly least?: number
}

/** Indexes of local maxima, highest first; of equal ones the earlier first. */
export function localMaxima(values: Float64Array, { apart, most, least = -Infinity }: LocalMaximaOptions): number[] {
  const peaks: number[] = []
  values.forEach((value, at) => {
    if (value >= least && value >= (values[at - 1] ?? -Infinity) && value >= (values[at + 1] ?? -Infinity)) peaks.push(at)
  })
  peaks.sort((a, b) => values[b]! - values[a]! || a - b)
  const told: number[] = []
  for (const peak of peaks) {
    if (told.length === most) break
    if (told.every((other) => Math.abs(other - peak) >= apart)) told.push(peak)
  }
  return told
}
