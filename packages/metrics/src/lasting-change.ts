import { findChangePoints } from '@faultmaven/anomaly'
import { bounded } from './bounded.ts'
import type { MetricSeries, Sample } from './series.ts'
import { isCounter, ratesOf } from './rates.ts'
import { median, spread } from './statistics.ts'

const KINDS = ['mean', 'variance'] as const

/** From when on a series is another one: its level, or the noise around one level. */
export type LastingChange = {
  readonly kind: (typeof KINDS)[number]
  /** The first sample of the new law, a rate for a counter. */
  readonly first: Sample
  /** Medians up to then and from then on, as far as the neighbouring changes. */
  readonly before: number
  readonly after: number
}

/** A change lasts from so many samples on; shorter ones are events. */
const MIN_LENGTH = 48
/** A series that changes more often is restless: no change of it says more than the others. */
const MAX_CHANGES = 3

/** Levels differ that are so many deviations apart, noise that is so many times as wide; less is the work of single spikes. */
const FAR = 1.5

/** The lasting changes of a series in order: those of its level, or where there are none of its noise. */
export function findLastingChanges(series: MetricSeries): LastingChange[] {
  const samples = (isCounter(series) ? ratesOf(series.samples) : series.samples).filter(({ value }) => Number.isFinite(value))
  const values = Float64Array.from(samples, ({ value }) => bounded(value))
  for (const kind of KINDS) {
    const points = findChangePoints(values, { kind, minLength: MIN_LENGTH })
    if (points.length > MAX_CHANGES) return []
    const parts = [0, ...points].map((from, at) => levelOf([...values.subarray(from, points[at])]))
    const changes = points.flatMap((point, at): LastingChange[] => {
      const [before, after] = [parts[at]!, parts[at + 1]!]
      const isFar = kind === 'mean' ? isElsewhere(before, after) : isWider(before, after) || isWider(after, before)
      return isFar ? [{ kind, first: samples[point]!, before: before.level, after: after.level }] : []
    })
    if (changes.length > 0) return changes
  }
  return []
}

type Level = { readonly level: number; readonly noise: number }

const levelOf = (values: readonly number[]): Level => ({ level: median(values), noise: spread(values) })
const isElsewhere = (a: Level, b: Level) => Math.abs(a.level - b.level) > FAR * Math.max(a.noise, b.noise)
const isWider = (a: Level, b: Level) => a.noise > FAR * b.noise
