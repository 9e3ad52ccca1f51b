import type { RecordBatch } from '@faultmaven/logs'
import {
  CHUNK_RECORDS,
  type ChunkLists,
  type ChunkSummary,
  type ColumnName,
  forColumns,
  NO_TIME,
  type ValueCounts,
} from './stored-index.ts'
import { packCodes, packColumn, packNumbers, type PackedColumn, TIME_UNITS } from './pack-column.ts'

/** Bytes of the source after which a chunk ends although it has room: a search shows what it found after each chunk. */
const CHUNK_BYTES = 16 * 2 ** 20
/** More different values than this in a chunk are not listed with it. */
const MAX_LISTED = 1024

export type Chunk = {
  readonly summary: Omit<ChunkSummary, 'columns'>
  readonly lists: ChunkLists
  readonly columns: Readonly<Record<ColumnName, PackedColumn>>
}

/** Columns of the chunk being filled, reused for the next: 2.5 MiB, of which memory is taken as it is filled. */
export function createChunkBuffer() {
  const time = new Float64Array(CHUNK_RECORDS)
  const start = new Float64Array(CHUNK_RECORDS)
  const length = new Float64Array(CHUNK_RECORDS)
  const line = new Float64Array(CHUNK_RECORDS)
  const lines = new Uint32Array(CHUNK_RECORDS)
  const group = new Uint32Array(CHUNK_RECORDS)
  const host = new Uint16Array(CHUNK_RECORDS)
  const component = new Uint16Array(CHUNK_RECORDS)
  const severity = new Uint8Array(CHUNK_RECORDS)
  const timed = new Uint8Array(CHUNK_RECORDS)
  const arrays = { time, timed, severity, group, host, component, start, length, line, lines }
  /** Of values; more groups than this are more than a chunk lists. */
  const counts = new Uint32Array(CHUNK_RECORDS)
  let records = 0

  const addTimes = ({ times }: RecordBatch, from: number, to: number, beforeUs: number): void => {
    let before = beforeUs
    for (let index = from; index < to; index++) {
      const timeUs = timeOf(times[index]!)
      const hasTime = !Number.isNaN(timeUs)
      if (hasTime) before = timeUs
      time[records + index - from] = before
      timed[records + index - from] = hasTime ? 1 : 0
    }
  }
  return {
    /**
     * Adds records `[from, to)` of a batch as long as there is room.
     * @param beforeUs time of the record before, NaN when none had one yet
     * @returns index of the first record that was not added
     */
    add(batch: RecordBatch, from: number, to: number, beforeUs: number): number {
      const first = records > 0 ? start[0]! : batch.starts[from]!
      const end = endOfChunk(batch, from, Math.min(to, from + CHUNK_RECORDS - records), first)
      addTimes(batch, from, end, beforeUs)
      severity.set(batch.severities.subarray(from, end), records)
      group.set(batch.groups.subarray(from, end), records)
      host.set(batch.hosts.subarray(from, end), records)
      component.set(batch.components.subarray(from, end), records)
      start.set(batch.starts.subarray(from, end), records)
      line.set(batch.numbers.subarray(from, end), records)
      lines.set(batch.spans.subarray(from, end), records)
      const { starts, ends } = batch
      for (let index = from; index < end; index++) length[records + index - from] = ends[index]! - starts[index]!
      records += end - from
      return end
    },
    /** Time of the last record, or of the last before it that has one; NaN before the first. */
    lastTime: () => time[records - 1]!,
    isFull: () =>
      records === CHUNK_RECORDS || (records > 0 && start[records - 1]! + length[records - 1]! - start[0]! >= CHUNK_BYTES),
    records: () => records,
    /** Drops what a source that was given up left. */
    clear: () => void (records = 0),
    /** The chunk, packed; the buffer is empty afterwards. */
    take(): Chunk {
      const count = records
      records = 0
      fillLeading(time, count)
      const columns = forColumns((name) => {
        const values = arrays[name]
        if (name === 'line') return packNumbers(line, count)
        if (values instanceof Float64Array) return packColumn(values, count, name === 'time' ? TIME_UNITS : undefined)
        return packCodes(values, count)
      })
      const listed = (name: keyof ChunkLists) => {
        const list = countValues(arrays[name], count, counts)
        return list === undefined ? {} : { [name]: list }
      }
      return {
        columns,
        lists: { ...listed('group'), ...listed('host'), ...listed('component') },
        summary: {
          records: count,
          start: start[0]!,
          end: start[count - 1]! + length[count - 1]!,
          firstLine: line[0]!,
          severities: countSeverities(severity, count),
          ...spanOf(time, timed, count),
        },
      }
    },
  }
}
export type ChunkBuffer = ReturnType<typeof createChunkBuffer>

/** Behind the first record of `[from, to)` that ends so far behind the chunk's first byte that the chunk ends with it; `to` without. */
function endOfChunk({ ends }: RecordBatch, from: number, to: number, first: number): number {
  if (ends[to - 1]! - first < CHUNK_BYTES) return to
  let index = from
  while (ends[index]! - first < CHUNK_BYTES) index++
  return index + 1
}

/** A time that a column can hold, else NaN. */
function timeOf(timeUs: number): number {
  return Math.abs(timeUs) < NO_TIME ? Math.round(timeUs) : NaN
}

/** Records before the first time of a source are ordered with the first that has one. */
function fillLeading(time: Float64Array, count: number): void {
  let first = 0
  while (first < count && Number.isNaN(time[first]!)) first++
  if (first > 0) time.fill(first === count ? NO_TIME : time[first]!, 0, first)
}

function spanOf(time: Float64Array, timed: Uint8Array, count: number) {
  let [from, to, timedFrom, timedTo] = [Infinity, -Infinity, Infinity, -Infinity]
  let timedRecords = 0
  for (let index = 0; index < count; index++) {
    const at = time[index]!
    if (at < from) from = at
    if (at > to) to = at
    if (timed[index] === 0) continue
    timedRecords += 1
    if (at < timedFrom) timedFrom = at
    if (at > timedTo) timedTo = at
  }
  return timedRecords === 0 ? { from, to, timed: 0 } : { from, to, timed: timedRecords, timedFrom, timedTo }
}

function countSeverities(severity: Uint8Array, count: number): readonly number[] {
  const counts = Array.from<number>({ length: 7 }).fill(0)
  for (let index = 0; index < count; index++) counts[severity[index]!]!++
  return counts
}

/** Four times as fast as a Map; `counts` is all zero before and after. */
function countValues(values: Uint16Array | Uint32Array, length: number, counts: Uint32Array): ValueCounts | undefined {
  const different: number[] = []
  for (let index = 0; index < length && different.length <= MAX_LISTED; index++) {
    const value = values[index]!
    if (value >= counts.length) different.length = MAX_LISTED + 1
    else if (counts[value]!++ === 0) different.push(value)
  }
  const listed = different.length > MAX_LISTED ? undefined : different.flatMap((value) => [value, counts[value]!])
  counts.fill(0)
  return listed
}
