import type { RecordBatch } from '../records/record-batch.ts'
import { createTimeBuckets, type Refold } from './time-buckets.ts'

/**
 * Counts the records of each group per bucket of time. A row of counts for each bucket: records that follow each other are mostly in the
 * same, and its row stays in the cache of the processor.
 */
export function createGroupHistogram() {
  let groups = 64
  let rows: (Uint32Array | undefined)[] = []

  const refold = ({ used, shift, factor }: Refold): void => {
    const old = rows
    rows = []
    for (let at = 0; at < used; at++) {
      const to = Math.floor((at + shift) / factor)
      rows[to] = sum(rows[to], old[at])
    }
  }
  const scale = createTimeBuckets(refold)
  const grow = (count: number): void => {
    groups = count
    rows = rows.map((row) => {
      const wider = row && new Uint32Array(groups)
      if (row !== undefined) wider?.set(row)
      return wider
    })
  }
  const rowOf = (time: number): Uint32Array => {
    const bucket = scale.indexOf(time)
    return (rows[bucket] ??= new Uint32Array(groups))
  }
  return {
    /** Counts the first records of a batch, of groups below `limit`. */
    add: ({ groups: ids, times }: Pick<RecordBatch, 'groups' | 'times'>, count: number, limit: number): void => {
      if (limit > groups) grow(Math.min(2 * limit, limit + 2048))
      let row: Uint32Array = NO_ROW
      let from = Infinity
      let to = -Infinity
      for (let index = 0; index < count; index++) {
        const time = times[index]!
        if (!(time >= from && time < to)) {
          if (Number.isNaN(time)) continue
          row = rowOf(time)
          const width = scale.width()
          from = scale.from()! + width * Math.floor((time - scale.from()!) / width)
          to = from + width
        }
        const group = ids[index]!
        row[group] = row[group]! + 1
      }
    },
    /** Of one group or of several together, per bucket that is in use. */
    countsOf: (members: readonly number[]): number[] => {
      const counts: number[] = []
      for (let bucket = 0; bucket < scale.used(); bucket++) {
        const row = rows[bucket] ?? NO_ROW
        let counted = 0
        for (const group of members) counted += row[group] ?? 0
        counts.push(counted)
      }
      return counts
    },
    scale,
  }
}
export type GroupHistogram = ReturnType<typeof createGroupHistogram>

const NO_ROW = new Uint32Array(0)

function sum(a: Uint32Array | undefined, b: Uint32Array | undefined): Uint32Array | undefined {
  if (a === undefined || b === undefined) return a ?? b
  for (let at = 0; at < a.length; at++) a[at] = a[at]! + b[at]!
  return a
}
