import type { LogRecord } from '@faultmaven/signals'
import { asInteger, textOf, type RecordBatch } from '../records/record-batch.ts'
import type { KnownLine } from '../shapes/known-line.ts'
import type { Group } from './group.ts'
import { createLineStore } from './line-store.ts'
import type { LateRecord } from './sample-records.ts'

// Of a group, in arrays: with an object for each of them the counting of a line took as long as reading it.
const COUNT = 0
/** Count of the next record that is kept as a sample. */
const NEXT_KEPT = 1
const EARLIEST = 0
const LATEST = 1
const LAST_LINE = 0
const LAST_START = 1
const LAST_TIME = 2
const LAST = 3

/** Counts records by group: how many, between which times, some as samples, and the last one. */
export function createGroupTally(groups: readonly Group[]) {
  let counts = new Uint32Array(2 * 64)
  let times = new Float64Array(2 * 64)
  /** Number of the last batch with a record of the group. */
  let lastBatches = new Uint32Array(64)
  let lasts = new Float64Array(LAST * 64)
  /** Of each group's last record either the line, of a known kind, with its bytes, or the whole. */
  const lines: (KnownLine | undefined)[] = []
  const store = createLineStore()
  const whole: (LogRecord | undefined)[] = []
  let batches = 0

  const grow = (): void => {
    const size = 2 * groups.length
    const old = { counts, times, lastBatches, lasts }
    counts = new Uint32Array(2 * size)
    counts.set(old.counts)
    times = new Float64Array(2 * size)
    times.set(old.times)
    lastBatches = new Uint32Array(size)
    lastBatches.set(old.lastBatches)
    lasts = new Float64Array(LAST * size)
    lasts.set(old.lasts)
  }
  const add = (batch: RecordBatch, count: number): void => {
    if (groups.length > lastBatches.length) grow()
    for (let index = 0; index < count; index++) {
      const at = 2 * batch.groups[index]!
      const time = batch.times[index]!
      const counted = counts[at + COUNT]! + 1
      counts[at + COUNT] = counted
      if (counted >= counts[at + NEXT_KEPT]!) keep(batch, index, counted)
      if (time < times[at + EARLIEST]!) times[at + EARLIEST] = time
      if (time > times[at + LATEST]!) times[at + LATEST] = time
    }
    batches += 1
    for (let index = count - 1; index >= 0; index--) if (lastBatches[batch.groups[index]!] !== batches) takeLast(batch, index)
  }
  const keep = (batch: RecordBatch, index: number, counted: number): void => {
    const id = batch.groups[index]!
    if (counted === 1) {
      times[2 * id + EARLIEST] = Infinity
      times[2 * id + LATEST] = -Infinity
    }
    counts[2 * id + NEXT_KEPT] = groups[id]!.sampler.keep(sampleOf(batch, index), counted)
  }
  const takeLast = (batch: RecordBatch, index: number): void => {
    const id = batch.groups[index]!
    lastBatches[id] = batches
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
    return () => line.toRecord(saved)
  }
  return {
    add,
    /** Writes what was counted into the groups. */
    result: (): void => {
      for (const group of groups) {
        group.count = counts[2 * group.id + COUNT]!
        group.earliest = times[2 * group.id + EARLIEST]!
        group.latest = times[2 * group.id + LATEST]!
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
  return () => line.toRecord(saved)
}
