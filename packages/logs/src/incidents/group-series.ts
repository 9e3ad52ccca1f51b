import type { BatchLoops } from '../records/batch-loops.ts'
import { asInteger } from '../records/record-batch.ts'
import { countInSeries, createSeries, halveSeries, type OpenSeries } from './sparse-series.ts'

// Of a group: see `batch-loops.ts`.
const TIMES = 6
const FIRST_LINE = 5
const COUNTS = 12
/** Records in the open bucket. */
const COUNT = 8

/**
 * Where in a source the records of each group come, in buckets that are opened one after another. What comes in the open bucket is
 * counted by group, and taken over when it is closed.
 */
export function createGroupSeries({ countInBucket, closeBucket, inBucket, groupTimes, groupCounts }: BatchLoops) {
  const series: (OpenSeries | undefined)[] = []
  return {
    /** Counts records `[from, to)` of the batch in the open bucket. */
    count: countInBucket,
    /** Takes over what was counted in the open bucket; it may be opened again. @returns how many entries were added */
    close: (bucket: number): number => {
      const present = closeBucket()
      let entries = 0
      for (let place = 0; place < present; place++) {
        const group = inBucket[place]!
        const one = (series[group] ??= createSeries())
        entries += countInSeries(
          one,
          bucket,
          groupCounts[COUNTS * group + COUNT]!,
          asInteger(groupTimes[TIMES * group + FIRST_LINE]!),
        )
        groupCounts[COUNTS * group + COUNT] = 0
      }
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
