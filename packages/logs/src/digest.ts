import type { LogRecord, Microseconds, Severity } from '@faultmaven/signals'
import type { IdSketch } from './ids/id-sketch.ts'
import type { SparseSeries } from './incidents/sparse-series.ts'
import type { RecordOrder } from './time/order-watch.ts'
import type { Clock } from './time/time-reader.ts'

/** How many lines became what. The four parts add up to `lines` exactly. */
export type Coverage = {
  readonly lines: number
  readonly records: number
  readonly continuations: number
  readonly blank: number
  readonly skipped: ReadonlyMap<string, number>
  /** Share of records whose time or severity was recognised, [0, 1]. */
  readonly recognised: number
  /** Lines longer than 64 KiB, and the bytes of them beyond that which were counted but not analysed. Such a line is a record all the same. */
  readonly cut: { readonly lines: number; readonly bytes: number }
}

/** Records that differ only in their parameters. */
export type Template = {
  readonly id: number
  /** Constant pieces in order; `text` joins them with typed parameters such as `<ip>`. */
  readonly literals: readonly string[]
  readonly text: string
  readonly count: number
  /** Most frequent severity of its records. */
  readonly severity?: Severity
  readonly component?: string
  readonly firstTime?: Microseconds
  readonly lastTime?: Microseconds
  readonly firstLine: number
  readonly lastLine: number
  /** At most 12 whole records, in order: the first, the last, and others spread between. */
  readonly samples: readonly LogRecord[]
  /** Records per bucket of the digest's histogram; same length as its `total`. Empty when the source has no times. */
  readonly buckets: readonly number[]
}

/** Time that an origin wrote nothing, while others wrote `lines` lines. */
export type Pause = {
  readonly lines: number
  /** Line of the last record before it. */
  readonly fromLine: number
  /** Line of the first record after it; undefined where the source ended first. */
  readonly toLine?: number
  readonly fromTime?: Microseconds
  readonly toTime?: Microseconds
}

/** A component or host that writes, and the longest of its pauses: at most 32, longest first. */
export type Origin = {
  readonly kind: 'component' | 'host'
  readonly name: string
  readonly count: number
  readonly pauses: readonly Pause[]
}

/**
 * Where in the source its records stand, in at most 512 buckets of equal bytes: every source has that, with or without times.
 * `records`, `firstLines` and `firstTimes` are as long as there are buckets; a bucket without records has the first line of the next.
 */
export type LogActivity = {
  readonly bytesPerBucket: number
  readonly records: readonly number[]
  readonly firstLines: readonly number[]
  readonly firstTimes: readonly (Microseconds | undefined)[]
  /** Records of each template, by its id. */
  readonly templates: ReadonlyMap<number, SparseSeries>
  /** Components and hosts; none of a kind of which there are more than 500. */
  readonly origins: readonly Origin[]
}

/** Time between two records of a rhythm in which at least one beat did not come. */
export type Missed = {
  readonly fromLine: number
  readonly toLine: number
  readonly fromTime: Microseconds
  readonly toTime: Microseconds
}

/** Records that come at equal distances in time. */
export type Rhythm = {
  /** Id of their template. */
  readonly template: number
  readonly periodUs: number
  /** Gaps that were no shorter than half the period. */
  readonly beats: number
  /** Length of the mean direction of the gaps as phases of the period, [0, 1]: 1 when all are multiples of it. */
  readonly concentration: number
  /** At most the first 16 and exactly the last 16 gaps, microseconds; `late` is empty where there are fewer. */
  readonly early: readonly number[]
  readonly late: readonly number[]
  /** Line that the oldest of the late gaps began with. */
  readonly lateLine: number
  /** Beats that did not come, in all. */
  readonly missedBeats: number
  /** At most the 8 longest, in order. */
  readonly missed: readonly Missed[]
  readonly lastLine: number
  readonly lastTime: Microseconds
}

/** A record that names an id. */
export type IdEvent = { readonly template: number; readonly line: number; readonly time?: Microseconds }

/** Ids that were followed, with the records that name them, at most 8 each, in order; `rate` is the share of all ids, (0, 1]. */
export type IdEvents = {
  readonly rate: number
  readonly ids: readonly { readonly id: string; readonly events: readonly IdEvent[] }[]
}

/** A record as it was sampled: what is known of it, and its text. */
export type SampledLine = Pick<LogRecord, 'line' | 'time' | 'severity' | 'host' | 'component'> & {
  /** Which source it is of, where lines of several are compared. */
  readonly source?: string
  /** Id of its template; -1 for none. */
  readonly template: number
  /** Of severity `warn` or worse: sampled at the rate of faults. */
  readonly isFault: boolean
  /** Where its hash lies, [0, 1): those below a rate are a sample of that rate. */
  readonly draw: number
  /** As it stands in the source, at most 4096 characters; lines joined by `\n`. */
  readonly text: string
}

/** A sampled record once it is read: what its fields and its message say, without what follows its first line. */
export type SampledRecord = Omit<SampledLine, 'text'> & Pick<LogRecord, 'fields' | 'body'>

/** Records drawn at random, in the order of the source; 2048 of either kind at most. A rate of 1: all of them. */
export type RecordSample = {
  readonly faultRate: number
  readonly plainRate: number
  readonly lines: readonly SampledLine[]
}

/** Everything that analysis needs of a log, however large the log was: size depends on distinct templates only (at most 20 000). */
export type LogDigest = {
  readonly format: string
  readonly coverage: Coverage
  readonly clock: Clock
  readonly order: RecordOrder
  /** Identifiers of its records that other sources may share. */
  readonly ids: IdSketch
  readonly from?: Microseconds
  readonly to?: Microseconds
  /**
   * Records and error records per equal bucket of `widthUs` from `from` on; at most 240 buckets, none when no record has a time.
   * The first bucket begins at or before the first record's time.
   */
  readonly histogram: {
    readonly from?: Microseconds
    readonly widthUs?: number
    readonly total: readonly number[]
    readonly errors: readonly number[]
  }
  readonly templates: readonly Template[]
  readonly activity: LogActivity
  readonly sample: RecordSample
  readonly rhythms: readonly Rhythm[]
  readonly idEvents: IdEvents
}
