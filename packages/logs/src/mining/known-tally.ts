import type { LineBatch } from '../records/line-batch.ts'
import type { KnownLine, SavedLine } from '../shapes/known-line.ts'
import type { Group } from './group.ts'
import type { LateRecord } from './sample-records.ts'

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
  const lines: KnownLine[] = []
  const raws: (string | undefined)[] = []
  const latest: LateRecord[] = []
  // Groups whose last line is only in the bytes of the piece.
  let unsaved: number[] = []
  /** Groups with records that were not taken over. */
  let open: number[] = []

  const grow = (group: number) => {
    const size = Math.max(2 * untilSample.length, group + 1)
    const old = { cells, untilSample }
    cells = new Float64Array(CELL * size)
    cells.set(old.cells)
    untilSample = new Int32Array(size)
    untilSample.set(old.untilSample)
  }
  const add = (batch: LineBatch, count: number): void => {
    const { groups: ids, lines: kinds, starts, times, froms, tos, firstNumber } = batch
    for (let index = 0; index < count; index++) {
      const group = ids[index]!
      if (group >= untilSample.length) grow(group)
      const at = CELL * group
      const time = times[index]!
      const counted = cells[at + COUNT]!
      cells[at + COUNT] = counted + 1
      if (counted === 0) {
        open.push(group)
        cells[at + EARLIEST] = cells[at + LATEST] = time
      } else if (!(time >= cells[at + EARLIEST]! && time <= cells[at + LATEST]!)) {
        cells[at + EARLIEST] = earlier(time, cells[at + EARLIEST]!)
        cells[at + LATEST] = -earlier(-time, -cells[at + LATEST]!)
      }
      cells[at + LAST_LINE] = firstNumber + index
      cells[at + LAST_START] = starts[index]!
      cells[at + LAST_TIME] = time
      if (index === 0 && batch.raw !== undefined) raws[group] = batch.raw
      else {
        if (raws[group] !== '') unsaved.push(group)
        raws[group] = ''
        cells[at + LAST_FROM] = froms[index]!
        cells[at + LAST_TO] = tos[index]!
      }
      lines[group] = kinds[index]!
      if (untilSample[group] === 0) untilSample[group] = groups[group]!.sampler.untilKept()
      untilSample[group] = untilSample[group]! - 1
      if (untilSample[group] === 0) foldSample(group, batch.bytes)
    }
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
    return { number: asInteger(cells[at + LAST_LINE]!), start: cells[at + LAST_START]!, time: cells[at + LAST_TIME]!, raw }
  }
  /** Takes over what was counted of a group; must come before any record is added to it otherwise. */
  const fold = (id: number, kept: 0 | 1 = 0): void => {
    const at = CELL * id
    const count = cells[at + COUNT] ?? 0
    if (count === 0) return
    const group = groups[id]!
    cells[at + COUNT] = 0
    group.count += count
    group.lastLine = asInteger(cells[at + LAST_LINE]!)
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
      for (const group of open) fold(group)
      open = []
    },
    /** Saves what is needed of the bytes of a piece. */
    save: (bytes: Buffer): void => {
      for (const group of unsaved) if (raws[group] === '') raws[group] = savedOf(group, bytes).raw
      unsaved = []
    },
  }
}

/** The same number. One from an array of floating point numbers would be kept as such, and all code that sees it compiled again. */
function asInteger(value: number): number {
  const small = value | 0
  return small === value ? small : value
}

/** The smaller of two times; NaN is none. */
function earlier(time: number, known: number): number {
  return time < known || Number.isNaN(known) ? time : known
}
