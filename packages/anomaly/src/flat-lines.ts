/** A stretch of values, `end` not in it. */
export type Stretch = { readonly start: number; readonly end: number }

const MIN_RUN = 8
/** How many times the longest run before it a run must be, to be no chance. */
const TIMES = 4

/**
 * Where values that always moved stand still: runs of equal values, at least 8 and four times as long as any other that a hundredth of the
 * runs reach. A sensor that hangs, an exporter that repeats its last value, an amount at a limit.
 * @returns [] where standing still is usual
 */
export function findFlatLines(values: Float64Array): Stretch[] {
  const runs: Stretch[] = []
  for (let start = 0; start < values.length;) {
    let end = start + 1
    while (end < values.length && values[end] === values[start]) end += 1
    runs.push({ start, end })
    start = end
  }
  const still = runs.reduce((sum, { start, end }) => sum + (end - start > 1 ? end - start : 0), 0)
  if (still > values.length / 2) return []
  const lengths = Float64Array.from(runs, ({ start, end }) => end - start).sort()
  const usual = lengths[Math.floor(lengths.length * 0.99)] ?? 1
  const bound = Math.max(MIN_RUN, TIMES * Math.min(usual, lengths.at(-2) ?? 1))
  return runs.filter(({ start, end }) => end - start >= bound)
}

/**
 * Where samples are missing: steps of time more than three times the usual one.
 * @param times ascending, in any unit
 * @returns for each gap the index of the sample before it, and how many samples of the usual step are missing
 */
export function findGaps(times: Float64Array): { readonly after: number; readonly missing: number }[] {
  const steps = times.subarray(1).map((time, at) => time - times[at]!)
  const usual = Float64Array.from(steps).sort()[steps.length >> 1] ?? 0
  if (!(usual > 0)) return []
  return [...steps].flatMap((step, after) => (step > 3 * usual ? [{ after, missing: Math.round(step / usual) - 1 }] : []))
}
