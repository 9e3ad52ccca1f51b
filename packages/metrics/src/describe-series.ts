import type { Microseconds } from '@faultmaven/signals'
import { bounded } from './bounded.ts'
import { formatValue } from './format-value.ts'
import { findLimit } from './find-limit.ts'
import { measureOfSeries, type Measure } from './measure.ts'
import { isCounter, ratesOf } from './rates.ts'
import type { MetricSeries } from './series.ts'
import { findMovement, type Movement } from './movement.ts'
import { median } from './statistics.ts'

/** What a series does, in numbers and as a phrase that can follow its name. */
export type SeriesDescription = {
  readonly measure: Measure
  readonly shape: Movement['shape'] | 'steady'
  readonly direction: 'up' | 'down' | 'none'
  /** `rose from 23% to 91% at 03:12 and stayed there`. */
  readonly phrase: string
  /** How sure it is that this is no noise, [0, 1]; 0 for a steady series. */
  readonly significance: number
  readonly before: number
  /** The level at the end. */
  readonly after: number
  /** The value furthest from `before`. */
  readonly peak: number
  /** How near the end is to the natural limit of the measure (full, or used up), [0, 1]; undefined where no limit is known. */
  readonly saturation?: number
  /** It rose to a number that it has stood at without a change ever since: a limit. */
  readonly isPinned: boolean
  readonly recovered: boolean
  /** It leaves its level again and again, far and briefly, up to the end. */
  readonly isRecurring: boolean
  /** Where it changed, for the timeline. */
  readonly changedAt?: Microseconds
  readonly places: { readonly first: number; readonly change: number; readonly peak: number; readonly last: number }
  /** Whether values are differences per second of a counter. */
  readonly isRate: boolean
}

/**
 * Describes a series of at least one sample: step, trend, spike that is over, or steady, each by tests that outliers and noise do
 * not move (median, median deviation, Pettitt's test). A counter (`_total` that never falls) is described by its rate per second.
 * @throws {RangeError} for a series without samples
 */
export function describeSeries(series: MetricSeries): SeriesDescription {
  if (series.samples.length === 0) throw new RangeError('Cannot describe a series without samples')
  const measure = measureOfSeries(series)
  const isRate = isCounter(series)
  const samples = isRate ? ratesOf(series.samples) : series.samples
  const values = samples.map((sample) => bounded(sample.value))
  const movement = findMovement(values, measure.scale === 'percent' ? 100 : measure.scale === 'ratio' ? 1 : undefined)
  const isRecurring = movement !== undefined && recurs(movement, values)
  const after = endLevel(values)
  const before = movement?.before ?? median(values)
  const limit = movement?.shape === 'step' || movement?.shape === 'trend' ? findLimit(values, measure) : undefined
  const saturation = limit === undefined ? saturationOf(values, after, measure) : 1
  const last = samples.length - 1
  const lineAt = (index: number) => samples[Math.min(index, last)]?.line ?? 1
  const changedAt = movement ? samples[limit ?? (isRecurring ? movement.firstStart : movement.start)]?.time : undefined
  return {
    measure,
    shape: movement?.shape ?? 'steady',
    direction: movement ? (movement.peak > before ? 'up' : 'down') : 'none',
    phrase: phraseOf({ movement, isRecurring, limit, before, after, measure, isRate, samples }),
    significance: movement?.significance ?? 0,
    before,
    after,
    peak: movement?.peak ?? after,
    ...(saturation === undefined ? {} : { saturation }),
    isPinned: limit !== undefined,
    recovered: movement?.shape === 'spike' && !isRecurring,
    isRecurring,
    ...(changedAt === undefined || changedAt === 0 ? {} : { changedAt }),
    places: {
      first: lineAt(0),
      change: lineAt(limit ?? movement?.start ?? 0),
      peak: lineAt(limit ?? movement?.peakAt ?? last),
      last: lineAt(last),
    },
    isRate,
  }
}

type Samples = MetricSeries['samples']

const endLevel = (values: readonly number[]) => median(values.slice(-Math.max(1, Math.min(5, Math.ceil(values.length * 0.1)))))

/** Shares know their own limit; free bytes are judged against the most there was. */
function saturationOf(values: readonly number[], after: number, { scale, badWhen, kind }: Measure): number | undefined {
  const full = scale === 'percent' ? 100 : scale === 'ratio' ? 1 : undefined
  let highest = 0
  for (const value of values) if (value > highest) highest = value
  if (kind === 'traffic' || kind === 'other' || kind === 'errors' || kind === 'success') return undefined
  if (full !== undefined && highest <= full * 1.01) {
    const share = Math.max(0, Math.min(1, after / full))
    return badWhen === 'low' ? 1 - share : badWhen === 'high' ? share : undefined
  }
  const isSupply = badWhen === 'low' && (kind === 'disk' || kind === 'memory' || kind === 'credits' || kind === 'inodes')
  return isSupply && highest > 0 ? Math.max(0, 1 - after / highest) : undefined
}

const MANY_RUNS = 4
/** Times its level that recurring spikes reach; lower ones are the noise of a busy system. */
const FAR = 5

/** Several excursions, far beyond the level, the last of them in the last quarter. */
function recurs({ runs, before, peak, start, end }: Movement, values: readonly number[]): boolean {
  const isFar = Math.abs(peak) >= FAR * Math.abs(before) && peak !== before
  const reach = Math.abs(peak - before) / 2
  const lastFar = values.findLastIndex((value) => Math.abs(value - before) > reach)
  return runs >= MANY_RUNS && isFar && end - start < values.length / 4 && lastFar >= values.length * 0.75
}

type Telling = {
  movement: Movement | undefined
  isRecurring: boolean
  before: number
  after: number
  limit: number | undefined
  measure: Measure
  isRate: boolean
  samples: Samples
}

function phraseOf({ movement, isRecurring, limit, before, after, measure, isRate, samples }: Telling): string {
  const say = (value: number) => formatValue(value, measure.scale) + (isRate ? '/s' : '')
  if (!movement) return samples.length === 1 ? `is ${say(after)}` : `stays around ${say(before)}`
  const rose = movement.peak > before
  const clock = clockOf(samples)
  if (limit !== undefined) return `stayed at ${say(after)} from ${clock(limit) || 'then'} on, ${say(before)} before`
  if (isRecurring)
    return `${rose ? 'jumped' : 'dropped'} ${movement.runs} times from ${say(before)} to ${rose ? 'up to' : 'down to'} ${say(movement.peak)}, first at ${clock(movement.firstStart) || 'the start'}`
  const at = clock(movement.start)
  if (movement.shape === 'trend') return `${rose ? 'grew' : 'fell'} steadily from ${say(movement.from)} to ${say(after)}`
  if (movement.shape === 'spike') {
    const until = clock(movement.end)
    return `${rose ? 'rose' : 'fell'} from ${say(before)} to ${say(movement.peak)}${at && ` at ${at}`} and was back at ${say(after)}${until && ` by ${until}`}`
  }
  const peak =
    Math.abs(movement.peak - before) > 1.2 * Math.abs(after - before)
      ? ` (${rose ? 'at most' : 'at least'} ${say(movement.peak)})`
      : ''
  return `${rose ? 'rose' : 'fell'} from ${say(before)} to ${say(after)}${peak}${at && ` at ${at}`} and stayed there`
}

/** Time of day in UTC, with the date when the series is longer than a day. */
function clockOf(samples: Samples): (index: number) => string {
  const span = (samples.at(-1)?.time ?? 0) - (samples[0]?.time ?? 0)
  return (index) => {
    const time = samples[Math.min(index, samples.length - 1)]?.time ?? 0
    if (time === 0) return ''
    const text = new Date(time / 1000).toISOString()
    return span > 86_400e6 ? `${text.slice(5, 10)} ${text.slice(11, 16)}` : text.slice(11, span < 300e6 ? 19 : 16)
  }
}
