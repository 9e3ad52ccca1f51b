import { detectEvents, findFlatLines, findGaps } from '@faultmaven/anomaly'
import type { Microseconds } from '@faultmaven/signals'
import { bounded } from './bounded.ts'
import { isCounter, ratesOf } from './rates.ts'
import type { MetricSeries, Sample } from './series.ts'
import { median } from './statistics.ts'

/** Samples in which a series is not as it uses to be. */
export type SeriesAnomaly = {
  /** Its onset; all that is told of when it was unless the evidence is strong. */
  readonly first: Sample
  /** The first that is half as far from the usual level as the peak, to the same side. */
  readonly onset: Sample
  /** Where it is furthest from its usual level. Its value is a rate for a counter. */
  readonly peak: Sample
  readonly last: Sample
  readonly direction: 'up' | 'down'
  /** Median of the values around it. */
  readonly usual: number
  /** Evidence in tail units: e^−score is about the chance of such a stretch in a series in which nothing happens. */
  readonly score: number
}

export type SeriesDetection = {
  /** Evidence of each sample, 0 where none could be computed; comparable between series. */
  readonly scores: Float64Array
  /** Strongest first, one an event. */
  readonly anomalies: readonly SeriesAnomaly[]
  /** Stretches in which a moving value stands still, and times without samples: of the measuring as often as of the measured. */
  readonly flat: readonly { readonly from: Microseconds; readonly to: Microseconds; readonly samples: number }[]
  readonly gaps: readonly { readonly from: Microseconds; readonly to: Microseconds; readonly missing: number }[]
  /** Whether values are differences per second of a counter. */
  readonly isRate: boolean
}

/** Neighbours on both sides that tell the usual level of an event, in lengths of it, at least so many samples. */
const AROUND = 32
/** How far from its onset or its peak an event that is told as a point is looked for, in samples. */
const NEAR = 12

/**
 * Finds where a series leaves what is usual for it: counters as rates, samples in their order (the times of irregular ones tell gaps
 * and nothing else). Values that are not finite are passed over.
 * @param isRate whether the samples are those of a counter, where that is not for their values to tell
 * @returns nothing but gaps for fewer than 160 samples: `describeSeries` says what those do
 */
export function detectAnomalies(series: MetricSeries, isRate = isCounter(series)): SeriesDetection {
  const rates = isRate ? ratesOf(series.samples) : undefined
  const shown: readonly Sample[] = rates ?? series.samples
  const usable = finiteOf(shown)
  const values = Float64Array.from(usable, (index) => bounded(shown[index]!.value))
  const placeOf = (index: number) => rates?.[usable[index]!]!.at ?? usable[index]!
  const { scores, events } = detectEvents(values)
  const placed = new Float64Array(series.samples.length)
  for (let index = 0; index < usable.length; index++) placed[placeOf(index)] = scores[index]!
  const all = series.samples
  const sampleAt = (index: number) => all[placeOf(index)]!
  const told = (index: number) => ({ ...sampleAt(index), value: values[index]! })
  return {
    scores: placed,
    anomalies: events.map(({ start, end, peak: strangest, score }) => {
      // Evidence is that of whole subsequences: the value itself may stand some samples away from the onset or the strangest one.
      const isWhole = end > strangest
      const around = isWhole
        ? { start, end }
        : { start: Math.max(0, start - NEAR), end: Math.min(values.length, strangest + NEAR) }
      const { onset, peak, usual, direction } = furthest(values, around)
      return { first: told(start), onset: told(onset), peak: told(peak), last: told(end - 1), direction, usual, score }
    }),
    flat: findFlatLines(values).map(({ start, end }) => ({
      from: sampleAt(start).time,
      to: sampleAt(end - 1).time,
      samples: end - start,
    })),
    gaps: gapsOf(series.samples),
    isRate,
  }
}

/** Indexes of the samples whose value is finite. */
function finiteOf(samples: readonly Sample[]): Int32Array {
  const found = new Int32Array(samples.length)
  let count = 0
  for (let index = 0; index < samples.length; index++) if (Number.isFinite(samples[index]!.value)) found[count++] = index
  return found.subarray(0, count)
}

/** The value of a stretch that is furthest from the level around it. */
function furthest(values: Float64Array, { start, end }: { readonly start: number; readonly end: number }) {
  const reach = Math.max(AROUND, end - start)
  const usual = median([...values.subarray(Math.max(0, start - reach), start), ...values.subarray(end, end + reach)])
  let peak = start
  for (let at = start; at < end; at++) if (Math.abs(values[at]! - usual) > Math.abs(values[peak]! - usual)) peak = at
  const half = (values[peak]! - usual) / 2
  let onset = start
  while (onset < peak && (values[onset]! - usual - half) * Math.sign(half) < 0) onset++
  return { onset, peak, usual, direction: values[peak]! >= usual ? ('up' as const) : ('down' as const) }
}

function gapsOf(samples: MetricSeries['samples']): SeriesDetection['gaps'] {
  return findGaps(Float64Array.from(samples, ({ time }) => time)).map(({ after, missing }) => ({
    from: samples[after]!.time,
    to: samples[after + 1]!.time,
    missing,
  }))
}
