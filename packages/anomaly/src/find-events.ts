import type { Stretch } from './flat-lines.ts'
import { localMaxima } from './local-maxima.ts'
import { lawOfMaxima } from './tail-units.ts'

/** One event of a series; `peak` is its strangest value, `score` that value's evidence in tail units (see `tailUnits`). */
export type AnomalyEvent = Stretch & { readonly peak: number; readonly score: number }

export type EventOptions = {
  /** From this evidence on a peak is told in a series that is out of the ordinary, in tail units. */
  readonly least: number
  /** From here on an event is told with its extent, below it is its onset. */
  readonly sure: number
  readonly maxEvents: number
}

/** Two peaks nearer than this share of the series are one event; so are those that the longest subsequence sees together. */
const APART = 0.03
const MIN_APART = 20
const MAX_APART = 256
/** An event begins, and goes on, while its evidence is at least this share of that at its peak, and one subsequence sees both. */
const EXTENT = 0.4
const REACH = 64

/** One event a peak of the evidence, strongest first; what is near a stronger one belongs to it. An event that is not sure is its onset. */
export function findEvents(evidence: Float64Array, { least, sure, maxEvents }: EventOptions): AnomalyEvent[] {
  const { location, scale } = lawOfMaxima(evidence)
  const apart = Math.min(MAX_APART, Math.max(MIN_APART, APART * evidence.length))
  const peaks = localMaxima(evidence, { apart, most: maxEvents, least: location + least * scale })
  const reach = Math.min(REACH, apart / 2)
  return peaks.map((peak) => {
    const score = (evidence[peak]! - location) / scale
    const floor = location + (evidence[peak]! - location) * EXTENT
    const { start, end } = extentOf(evidence, peak, { floor, reach })
    return { start, end: score >= sure ? end : start + 1, peak, score }
  })
}

function extentOf(
  evidence: Float64Array,
  peak: number,
  { floor, reach }: { readonly floor: number; readonly reach: number },
): Stretch {
  let start = peak
  let end = peak + 1
  while (start > 0 && peak - start < reach && evidence[start - 1]! >= floor) start -= 1
  while (end < evidence.length && end - peak < reach && evidence[end]! >= floor) end += 1
  return { start, end }
}
