import type { LogRecord } from '@faultmaven/signals'
import { asInteger, textOf, type RecordBatch } from '../records/record-batch.ts'
import type { KnownLine } from '../shapes/known-line.ts'
import type { BatchLoops } from '../records/batch-loops.ts'
import type { Group } from './group.ts'
import { createLineStore } from './line-store.ts'
import type { LateRecord } from './sample-records.ts'

// Of a group: see `batch-loops.ts`.
const TIMES = 6
const EARLIEST = 0
const LATEST = 1
const COUNTS = 12
const COUNT = 4
/** Count of the next record that is kept as a sample. */
const NEXT_KEPT = 5

// Of its last record.
const LAST_LINE = 0
const LAST_START = 1
const LAST_TIME = 2
const LAST = 3

/** Counts records by group: how many, between which times, some as samples, and the last one. */
export function createGroupTally(groups: readonly Group[], { groupTimes, groupCounts, present }: BatchLoops) {
  let lasts = new Float64Array(LAST * 64)
  /** Of each group's last record either the line, of a known kind, with its bytes, or the whole. */
  const lines: (KnownLine | undefined)[] = []
  const store = createLineStore()
  const whole: (LogRecord | undefined)[] = []

  const grow = (): void => {
    const old = lasts
    lasts = new Float64Array(2 * LAST * groups.length)
    lasts.set(old)
  }
  const add = (batch: RecordBatch, count: number): void => {
    const { loops } = batch
    if (LAST * groups.length > lasts.length) grow()
    for (let index = loops.tally(0, count); index < count; index = loops.tally(index + 1, count)) keep(batch, index)
    for (let place = loops.presentGroups() - 1; place >= 0; place--) takeLast(batch, present[2 * place + 1]!)
  }
  const keep = (batch: RecordBatch, index: number): void => {
    const id = batch.groups[index]!
    const counted = groupCounts[COUNTS * id + COUNT]!
    groupCounts[COUNTS * id + NEXT_KEPT] = groups[id]!.sampler.keep(sampleOf(batch, index), counted)
  }
  const takeLast = (batch: RecordBatch, index: number): void => {
    const id = batch.groups[index]!
    lasts[LAST * id + LAST_LINE] = batch.numbers[index]!
    lasts[LAST * id + LAST_START] = batch.starts[index]!
    lasts[LAST * id + LAST_TIME] = batch.times[index]!
    const line = batch.lines[index]
    lines[id] = line
    if (line === undefined) whole[id] = groups[id]!.sampler.hold(batch.whole[index]!.record)
    else if (index === 0 && batch.raw !== undefined) store.put(id, Buffer.from(batch.raw, 'latin1'), 0, batch.raw.length)
    else store.put(id, batch.bytes, batch.froms[index]!, batch.tos[index]!)
  }
  const lastOf = (id: number): LogRecord | LateRecord => {
    const at = LAST * id
    const line = lines[id]
    if (line === undefined) return whole[id]!
    const saved = {
      number: asInteger(lasts[at + LAST_LINE]!),
      start: lasts[at + LAST_START]!,
      time: lasts[at + LAST_TIME]!,
      raw: store.get(id),
    }
    return { line: saved.number, make: () => line.toRecord(saved) }
  }
  return {
    add,
    /** Writes what was counted into the groups. */
    result: (): void => {
      for (const group of groups) {
        group.count = groupCounts[COUNTS * group.id + COUNT]!
        group.earliest = groupTimes[TIMES * group.id + EARLIEST]!
        group.latest = groupTimes[TIMES * group.id + LATEST]!
        group.lastLine = asInteger(lasts[LAST * group.id + LAST_LINE]!)
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
    number: asInteger(batch.numbers[index]!),
    start: batch.starts[index]!,
    time: batch.times[index]!,
    raw: textOf(batch, index),
  }
  return { line: saved.number, make: () => line.toRecord(saved) }
}
