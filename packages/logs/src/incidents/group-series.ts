import type { RecordBatch } from '../records/record-batch.ts'
import { countInSeries, createSeries, halveSeries, type OpenSeries } from './sparse-series.ts'

/**
 * Where in a source the records of each group come, in buckets that are opened one after another. What comes in the open bucket is
 * counted in an array by group, and taken over when it is closed.
 */
export function createGroupSeries() {
  const series: (OpenSeries | undefined)[] = []
  /** Records of each group in the open bucket, and the line of the first of them. */
  let counts = new Int32Array(64)
  let firstLines = new Float64Array(64)
  /** Groups that have some. */
  let present: number[] = []

  const grow = (limit: number): void => {
    const old = { counts, firstLines }
    counts = new Int32Array(2 * limit)
    counts.set(old.counts)
    firstLines = new Float64Array(2 * limit)
    firstLines.set(old.firstLines)
  }
  return {
    /** Counts records `[from, to)` of a batch, of groups below `limit`, in the open bucket. */
    count: ({ groups, numbers }: RecordBatch, from: number, to: number, limit: number): void => {
      if (limit > counts.length) grow(limit)
      for (let index = from; index < to; index++) {
        const group = groups[index]!
        const counted = counts[group]!
        counts[group] = counted + 1
        if (counted > 0) continue
        present.push(group)
        firstLines[group] = numbers[index]!
      }
    },
    /** Takes over what was counted in the open bucket; it may be opened again. @returns how many entries were added */
    close: (bucket: number): number => {
      let entries = 0
      for (const group of present) {
        const one = (series[group] ??= createSeries())
        entries += countInSeries(one, bucket, counts[group]!, firstLines[group]!)
        counts[group] = 0
      }
      present = []
      return entries
    },
    /** Makes buckets twice as wide; the open one must be closed. @returns the entries of all series */
    halve: (): number => {
      let entries = 0
      for (const one of series) {
        if (one === undefined) continue
        halveSeries(one)
        entries += one.buckets.length
      }
      return entries
    },
    /** Up to the bucket that was closed last. */
    all: (): readonly (OpenSeries | undefined)[] => series,
  }
}
