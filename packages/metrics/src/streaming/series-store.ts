import type { SeriesIdentity } from '../collector.ts'
import type { MetricSeries, Sample } from '../series.ts'
import { SampleColumns } from './sample-columns.ts'

const MAX_SERIES = 5000
/** Samples of all series that are kept, 21 bytes each and a quarter more for growth. */
const MAX_SAMPLES = 11_000_000
/** Of one series: examined it takes some 100 bytes a sample. */
const MAX_LENGTH = 262_144
/** Shorter series are left as they are where there is room for so many of each. */
const FEW = 512
/** Shorter ones are left as they are however little room there is. */
const FEWEST = 8
/** After a thinning that did not free enough, as many times what was kept come before the next. */
const GROWTH = 1.25

export type StoreLimits = { readonly maxSamples?: number; readonly maxLength?: number; readonly maxSeries?: number }

type Held = { identity: SeriesIdentity; readonly columns: SampleColumns }

/** The series of a store: samples are made when they are asked for, and those of one series at a time are remembered. */
export type StoredSeries = {
  readonly series: readonly MetricSeries[]
  readonly sampleCount: number
  /** How many of them were read, kept or not. */
  readonly readCount: number
  /** Present where not all samples were kept: by which rule, a sentence. */
  readonly sampled?: string
  /** Halves the longest series until no more than so many samples are kept, or few of each. */
  thinTo(maxSamples: number): void
}

export type SeriesStore = ReturnType<typeof createSeriesStore>

/**
 * Keeps the samples of many series in columns. Where they are too many the longest series are thinned: of neighbouring samples the lowest
 * and the highest are kept.
 */
export function createSeriesStore({
  maxSamples = MAX_SAMPLES,
  maxLength = MAX_LENGTH,
  maxSeries = MAX_SERIES,
}: StoreLimits = {}) {
  const held: Held[] = []
  let [seen, kept, left] = [0, 0, 0]
  let threshold = maxSamples

  function thin(columns: SampleColumns): void {
    kept -= columns.length
    columns.thin()
    kept += columns.length
  }
  /** @returns whether no more than so many are kept now */
  function thinTo(most: number): boolean {
    const few = Math.max(FEWEST, Math.min(FEW, Math.floor(most / held.length)))
    while (kept > most) {
      const longest = held.reduce((length, { columns }) => Math.max(length, columns.length), 0)
      if (longest < few) return false
      for (const { columns } of held) if (columns.length > longest / 2) thin(columns)
    }
    return true
  }
  function finish(): void {
    for (const { columns } of held) columns.finish()
    kept = held.reduce((sum, { columns }) => sum + columns.length, 0)
  }
  return {
    /** @returns a number for {@link add}; -1 when there are too many series */
    open(identity: SeriesIdentity): number {
      if (held.length >= maxSeries) return -1
      return held.push({ identity, columns: new SampleColumns() }) - 1
    },
    /** Says what a series is called that was opened before that was known. */
    rename(index: number, identity: SeriesIdentity): void {
      const one = held[index]
      if (one !== undefined) one.identity = identity
    },
    add(index: number, time: number, value: number, line: number, form: number): void {
      seen += 1
      if (index < 0) {
        left += 1
        return
      }
      const { columns } = held[index]!
      const before = columns.length
      columns.add(time, value, line, form)
      kept += columns.length - before
      if (columns.length >= maxLength) thin(columns)
      if (kept <= threshold) return
      thinTo(maxSamples * 0.75)
      threshold = Math.max(maxSamples, kept * GROWTH)
    },
    end(): StoredSeries {
      finish()
      return {
        series: seriesOf(held),
        sampleCount: kept,
        readCount: seen - left,
        ...(seen > 0 && describeSampling({ held, seen, left })),
        thinTo(most) {
          // Ending the groups that thinning leaves open may keep a few samples more.
          do {
            const isEnough = thinTo(most)
            finish()
            if (!isEnough) return
          } while (kept > most)
        },
      }
    },
  }
}

function seriesOf(held: readonly Held[]): MetricSeries[] {
  let made: { readonly columns: SampleColumns; readonly length: number; readonly samples: readonly Sample[] } | undefined
  return held
    .filter(({ columns }) => columns.length > 0)
    .map(({ identity, columns }) => ({
      ...identity,
      get sampleCount() {
        return columns.length
      },
      get samples() {
        // Rules ask for them several times on the way through a series.
        if (made?.columns !== columns || made.length !== columns.length)
          made = { columns, length: columns.length, samples: columns.samples() }
        return made.samples
      },
    }))
}

type Kept = { readonly held: readonly Held[]; readonly seen: number; readonly left: number }

function describeSampling({ held, seen, left }: Kept): { readonly sampled?: string } {
  const thinned = held.filter(({ columns }) => columns.group > 1)
  const most = thinned.reduce((group, { columns }) => Math.max(group, columns.group), 1)
  const parts = [
    thinned.length === 0
      ? ''
      : `in ${thinned.length} of ${held.length} series the lowest and the highest of each ${most * 2} neighbours were kept${thinned.some(({ columns }) => columns.group < most) ? ', or of fewer' : ''}`,
    left === 0 ? '' : `${left} of other series than the first ${held.length} were left out`,
  ].filter((part) => part !== '')
  return parts.length === 0 ? {} : { sampled: `Of ${seen} samples not all were examined: ${parts.join('; ')}` }
}
