import type { LogRecord } from '@faultmaven/signals'
import type { Group } from './group.ts'
import type { LateRecord } from './sample-records.ts'

/** A line whose record can be made at any later time. */
export type LateLine = { readonly toRecord: (saved: SavedLine) => LogRecord }

/** Where a line stands, and its bytes. */
export type SavedLine = {
  readonly number: number
  /** Offset of the line in the source. */
  readonly start: number
  /** Microseconds, NaN for none. */
  readonly time: number
  /** The bytes, a character each. */
  readonly raw: string
}

/** A place as numbers: see the indexes below. Reused. */
export type LinePlace = Float64Array
export const NUMBER = 0
export const START = 1
export const TIME = 2
export const FROM = 3
export const TO = 4

// A group's cell: one cache line. Measured: with an object for each of these the counting of a line took as long as reading it.
const CELL = 8
const COUNT = 0
const LAST_LINE = 1
const LAST_START = 2
const LAST_TIME = 3
const LAST_FROM = 4
const LAST_TO = 5
const EARLIEST = 6
const LATEST = 7

/**
 * Counts records that are not made: what came since the last `fold` stands in numbers, and the bytes of each group's last line are
 * saved before they change.
 */
export function createKnownTally(groups: readonly Group[]) {
  let cells = new Float64Array(CELL * 64)
  // Records until the next sample, 0 when that is not known.
  let untilSample = new Int32Array(64)
  const lines: LateLine[] = []
  const raws: (string | undefined)[] = []
  const latest: LateRecord[] = []
  // Groups whose last line is only in the bytes of the piece.
  let unsaved: number[] = []
  let counted: number[] = []

  const grow = (group: number) => {
    const size = Math.max(2 * untilSample.length, group + 1)
    const old = { cells, untilSample }
    cells = new Float64Array(CELL * size)
    cells.set(old.cells)
    untilSample = new Int32Array(size)
    untilSample.set(old.untilSample)
  }
  /** @param bytes of the line, unless `raw` has them */
  const add = (group: number, line: LateLine, place: LinePlace, bytes: Buffer, raw: string | undefined): void => {
    if (group >= untilSample.length) grow(group)
    const at = CELL * group
    const time = place[TIME]!
    const count = cells[at + COUNT]!
    cells[at + COUNT] = count + 1
    if (count === 0) {
      counted.push(group)
      cells[at + EARLIEST] = cells[at + LATEST] = time
    } else {
      cells[at + EARLIEST] = earlier(time, cells[at + EARLIEST]!)
      cells[at + LATEST] = -earlier(-time, -cells[at + LATEST]!)
    }
    cells[at + LAST_LINE] = place[NUMBER]!
    cells[at + LAST_START] = place[START]!
    cells[at + LAST_TIME] = time
    if (raw !== undefined) raws[group] = raw
    else {
      if (raws[group] !== '') unsaved.push(group)
      raws[group] = ''
      cells[at + LAST_FROM] = place[FROM]!
      cells[at + LAST_TO] = place[TO]!
    }
    lines[group] = line
    if (untilSample[group] === 0) untilSample[group] = groups[group]!.sampler.untilKept()
    untilSample[group] = untilSample[group]! - 1
    if (untilSample[group] === 0) foldSample(group, bytes)
  }
  /** The last record of a group is kept as a sample. */
  const foldSample = (group: number, bytes: Buffer): void => {
    fold(group, 1)
    const line = lines[group]!
    const saved = savedOf(group, bytes)
    groups[group]!.sampler.keepLate(() => line.toRecord(saved))
  }
  const savedOf = (group: number, bytes: Buffer | undefined): SavedLine => {
    const at = CELL * group
    const known = raws[group]!
    const raw = known === '' ? (bytes?.toString('latin1', cells[at + LAST_FROM], cells[at + LAST_TO]) ?? '') : known
    return { number: cells[at + LAST_LINE]!, start: cells[at + LAST_START]!, time: cells[at + LAST_TIME]!, raw }
  }
  /** Takes over what was counted of a group; must come before any record is added to it otherwise. */
  const fold = (id: number, kept: 0 | 1 = 0): void => {
    const at = CELL * id
    const count = cells[at + COUNT] ?? 0
    if (count === 0) return
    const group = groups[id]!
    cells[at + COUNT] = 0
    group.count += count
    group.lastLine = cells[at + LAST_LINE]!
    group.times[0] = earlier(cells[at + EARLIEST]!, group.times[0]!)
    group.times[1] = -earlier(-cells[at + LATEST]!, -group.times[1]!)
    latest[id] ??= () => lines[id]!.toRecord(savedOf(id, undefined))
    if (count > kept) group.sampler.skip(count - kept, latest[id])
    untilSample[id] = 0
  }
  return {
    add,
    fold,
    foldAll: (): void => {
      for (const group of counted) fold(group)
      counted = []
    },
    /** Saves what is needed of the bytes of a piece. */
    save: (bytes: Buffer): void => {
      for (const group of unsaved) if (raws[group] === '') raws[group] = savedOf(group, bytes).raw
      unsaved = []
    },
  }
}

/** The smaller of two times; NaN is none. */
function earlier(time: number, known: number): number {
  return time < known || Number.isNaN(known) ? time : known
}
