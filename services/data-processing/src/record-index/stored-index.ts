import type { Severity, SourceClock } from '@faultmaven/contracts'
import type { IdSketch } from '@faultmaven/logs'
import type { SealedPlace } from '../store/sealed-place.ts'
import type { ColumnHead } from './pack-column.ts'

/** Records of a chunk at most. */
export const CHUNK_RECORDS = 65_536

/**
 * Columns of the record index, in the order in which they stand: what a filter asks comes first, so that one read brings it.
 * `time` in microseconds; a record without a time of its own has that of the one before it, and `timed` 0. `severity` 0 none to 6 fatal;
 * `host` and `component` count the names of the source from 1, 0 is none. `start`, `length` in bytes, `line` from 1.
 */
export const COLUMNS = ['time', 'timed', 'severity', 'group', 'host', 'component', 'start', 'length', 'line', 'lines'] as const
export type ColumnName = (typeof COLUMNS)[number]

/** Something for each column, made in their order. */
export function forColumns<T>(make: (name: ColumnName) => T): Readonly<Record<ColumnName, T>> {
  return {
    time: make('time'),
    timed: make('timed'),
    severity: make('severity'),
    group: make('group'),
    host: make('host'),
    component: make('component'),
    start: make('start'),
    length: make('length'),
    line: make('line'),
    lines: make('lines'),
  }
}

/** Value and how many records have it, flat: value, count, value, count, … */
export type ValueCounts = readonly number[]

/** What a chunk holds, so that most are skipped or counted without opening them. */
export type ChunkSummary = {
  readonly records: number
  /** Bytes `[start, end)` of the source from its first record's to its last's. */
  readonly start: number
  readonly end: number
  readonly firstLine: number
  /** Of the column `time`: what the records are ordered by. */
  readonly from: number
  readonly to: number
  readonly timed: number
  /** Of the records with a time of their own, when there are any. */
  readonly timedFrom?: number
  readonly timedTo?: number
  /** Records of each severity code, 7 of them. */
  readonly severities: readonly number[]
  /** A column of no width has no bytes: its head says all. */
  readonly columns: Readonly<Record<ColumnName, { readonly head: ColumnHead; readonly at: number; readonly bytes: number }>>
}

/** The values in a chunk, apart from its summary as most questions need none; absent where there are too many different ones to list. */
export type ChunkLists = {
  readonly group?: ValueCounts
  readonly host?: ValueCounts
  readonly component?: ValueCounts
}

/** A sealed piece of the index: where it stands, with its seal. */
export type SegmentPlace = { readonly at: number; readonly bytes: number }

/** Names that the columns `host` and `component` count. `unnamed` records have one that there was no room for. */
export type EntityNames = { readonly hosts: readonly string[]; readonly components: readonly string[]; readonly unnamed: number }

export type StoredTemplate = {
  readonly text: string
  readonly literals: readonly string[]
  readonly severity?: Severity
  readonly count: number
}
/** Templates of a source; `owners` tells the place in `templates` for each mined group. */
export type StoredTemplates = { readonly templates: readonly StoredTemplate[]; readonly owners: readonly number[] }

/** Order of records without any time before or after them. */
export const NO_TIME = Number.MAX_SAFE_INTEGER

/** The row's part of a record index; everything else of it is sealed in the blob. */
export type StoredIndex = {
  readonly place: SealedPlace
  readonly records: number
  /** Records of each severity code, 7 of them. */
  readonly severities: readonly number[]
  readonly chunks: SegmentPlace
  /** {@link ChunkLists} of each chunk. */
  readonly lists: SegmentPlace
  readonly names: SegmentPlace
  readonly templates: SegmentPlace
  /** Present when there are identifiers that other sources may share. */
  readonly clock?: SegmentPlace
}

/** What a source itself says of its clock, and the identifiers by which it is compared with others. */
export type StoredClock = {
  readonly own: SourceClock
  /** What its stamps are rounded to. */
  readonly resolutionMs: number
  readonly ids: IdSketch
}
