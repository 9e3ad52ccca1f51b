import type { Stretch } from './flat-lines.ts'
import { lawOfMaxima } from './tail-units.ts'

/** One event of a series; `peak` is its strangest value, `score` that value's evidence in tail units (see `tailUnits`). */
export type AnomalyEvent = Stretch & { readonly peak: number; readonly score: number }

export type EventOptions = {
  /** From this evidence on a peak is told in a series that is out of the ordinary, in tail units. */
  readonly least: number
  /** From here on an event is told with its extent, below it is its peak. */
  readonly sure: number
  readonly maxEvents: number
}

/** Two peaks nearer than this share of the series are one event. */
const APART = 0.04
const MIN_APART = 20
/** An event goes on while its evidence is at least half of that at its peak. */
const EXTENT = 0.5

/** One event a peak of the evidence, strongest first; what is near a stronger one belongs to it. */
export function findEvents(evidence: Float64Array, { least, sure, maxEvents }: EventOptions): AnomalyEvent[] {
  const { location, scale } = lawOfMaxima(evidence)
  const apart = Math.max(MIN_APART, APART * evidence.length)
  const peaks = peaksOf(evidence, location + least * scale)
  const chosen: number[] = []
  for (const peak of peaks) {
    if (chosen.length === maxEvents) break
    if (chosen.every((other) => Math.abs(other - peak) >= apart)) chosen.push(peak)
  }
  return chosen.map((peak) => {
    const score = (evidence[peak]! - location) / scale
    const floor = score >= sure ? location + (evidence[peak]! - location) * EXTENT : Infinity
    return { ...extentOf(evidence, peak, { floor, reach: apart / 2 }), peak, score }
  })
}

/** Local maxima from the threshold on, highest first. */
function peaksOf(evidence: Float64Array, threshold: number): number[] {
  const peaks: number[] = []
  evidence.forEach((value, at) => {
    if (value >= threshold && value >= (evidence[at - 1] ?? -Infinity) && value >= (evidence[at + 1] ?? -Infinity)) peaks.push(at)
  })
  return peaks.sort((a, b) => evidence[b]! - evidence[a]! || a - b)
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
