import type { LogRecord } from '@faultmaven/signals'
import { textOf, type RecordBatch } from '../records/record-batch.ts'
import type { KnownLine } from '../shapes/known-line.ts'
import type { Group } from './group.ts'
import { createLineStore } from './line-store.ts'
import type { LateRecord } from './sample-records.ts'

// A group's cell: one cache line. Measured: with an object for each of these the counting of a line took as long as reading it.
const CELL = 8
const COUNT = 0
/** Count of the next record that is kept as a sample. */
const NEXT_KEPT = 1
const EARLIEST = 2
const LATEST = 3
/** Number of the last batch with a record of the group. */
const LAST_BATCH = 4
const LAST_LINE = 5
const LAST_START = 6
const LAST_TIME = 7

/** Counts records by group: how many, between which times, some as samples, and the last one. */
export function createGroupTally(groups: readonly Group[]) {
  let cells = new Float64Array(CELL * 64)
  /** Of each group's last record either the line, of a known kind, with its bytes, or the whole. */
  const lines: (KnownLine | undefined)[] = []
  const store = createLineStore()
  const whole: (LogRecord | undefined)[] = []
  let batches = 0

  const grow = (): void => {
    const old = cells
    cells = new Float64Array(2 * CELL * groups.length)
    cells.set(old)
  }
  const add = (batch: RecordBatch, count: number): void => {
    if (CELL * groups.length > cells.length) grow()
    const { groups: ids, times } = batch
    for (let index = 0; index < count; index++) {
      const at = CELL * ids[index]!
      const time = times[index]!
      const counted = cells[at + COUNT]! + 1
      cells[at + COUNT] = counted
      if (counted >= cells[at + NEXT_KEPT]!) keep(batch, index, counted)
      if (time < cells[at + EARLIEST]!) cells[at + EARLIEST] = time
      if (time > cells[at + LATEST]!) cells[at + LATEST] = time
    }
    batches += 1
    for (let index = count - 1; index >= 0; index--) {
      const at = CELL * ids[index]!
      if (cells[at + LAST_BATCH] !== batches) takeLast(batch, index)
    }
  }
  const keep = (batch: RecordBatch, index: number, counted: number): void => {
    const id = batch.groups[index]!
    const at = CELL * id
    if (counted === 1) {
      cells[at + EARLIEST] = Infinity
      cells[at + LATEST] = -Infinity
    }
    cells[at + NEXT_KEPT] = groups[id]!.sampler.keep(sampleOf(batch, index), counted)
  }
  const takeLast = (batch: RecordBatch, index: number): void => {
    const id = batch.groups[index]!
    const at = CELL * id
    cells[at + LAST_BATCH] = batches
    cells[at + LAST_LINE] = batch.numbers[index]!
    cells[at + LAST_START] = batch.starts[index]!
    cells[at + LAST_TIME] = batch.times[index]!
    const line = batch.lines[index]
    lines[id] = line
    if (line === undefined) whole[id] = groups[id]!.sampler.hold(batch.whole[index]!.record)
    else if (index === 0 && batch.raw !== undefined) store.put(id, Buffer.from(batch.raw, 'latin1'), 0, batch.raw.length)
    else store.put(id, batch.bytes, batch.froms[index]!, batch.tos[index]!)
  }
  const lastOf = (id: number): LogRecord | LateRecord => {
    const at = CELL * id
    const line = lines[id]
    if (line === undefined) return whole[id]!
    const saved = {
      number: cells[at + LAST_LINE]!,
      start: cells[at + LAST_START]!,
      time: cells[at + LAST_TIME]!,
      raw: store.get(id),
    }
    return () => line.toRecord(saved)
  }
  return {
    add,
    /** Writes what was counted into the groups. */
    result: (): void => {
      for (const group of groups) {
        const at = CELL * group.id
        group.count = cells[at + COUNT]!
        group.earliest = cells[at + EARLIEST]!
        group.latest = cells[at + LATEST]!
        group.lastLine = cells[at + LAST_LINE]!
        group.sampler.setLast(lastOf(group.id), group.count)
      }
    },
  }
}

function sampleOf(batch: RecordBatch, index: number): LogRecord | LateRecord {
  const whole = batch.whole[index]
  if (whole !== undefined) return whole.record
  const line = batch.lines[index]!
  const saved = {
    number: batch.numbers[index]!,
    start: batch.starts[index]!,
    time: batch.times[index]!,
    raw: textOf(batch, index),
  }
  return () => line.toRecord(saved)
}
