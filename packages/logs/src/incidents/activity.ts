import { microseconds, type Microseconds } from '@faultmaven/signals'
import type { LogActivity } from '../digest.ts'
import type { BatchLoops } from '../records/batch-loops.ts'
import type { RecordBatch, SourceNames } from '../records/record-batch.ts'
import { createGroupSeries } from './group-series.ts'
import { createOrigins } from './origins.ts'
import { addSeries, type OpenSeries } from './sparse-series.ts'

const MAX_BUCKETS = 512
const MIN_WIDTH = 64
/** Entries of all series together, 24 bytes each: where there are more, buckets become wider. */
const MAX_ENTRIES = 300_000

/**
 * Follows where in a source its messages come and who writes them. Positions are bytes, so that logs without times have them, too,
 * and parts of a source can be counted apart; at most 512 equal buckets, whose width doubles as the source grows.
 */
export function createActivity(names: SourceNames, loops: BatchLoops) {
  const groups = createGroupSeries(loops)
  const records: number[] = []
  const firstLines: number[] = []
  const firstTimes: (Microseconds | undefined)[] = []
  const components = createOrigins('component', names.components, loops)
  const hosts = createOrigins('host', names.hosts, loops)
  let width = MIN_WIDTH
  let entries = 0
  /** The bucket of the last record, and the position that it ends at. */
  let bucket = -1
  let bucketEnd = 0

  const isFull = (position: number) => position >= width * MAX_BUCKETS || entries > MAX_ENTRIES
  const closeBucket = () => {
    entries += groups.close(bucket)
  }
  const openBucket = (start: number, line: number) => {
    closeBucket()
    while (isFull(start)) widen()
    bucket = Math.floor(start / width)
    bucketEnd = (bucket + 1) * width
    // A record can be longer than a bucket is wide: those that it skips have none.
    while (records.length <= bucket) {
      records.push(0)
      firstLines.push(line)
      firstTimes.push(undefined)
    }
  }
  const widen = () => {
    width *= 2
    const used = Math.ceil(records.length / 2)
    for (let at = 0; at < used; at++) {
      records[at] = records[2 * at]! + (records[2 * at + 1] ?? 0)
      firstLines[at] = firstLines[2 * at]!
      firstTimes[at] = firstTimes[2 * at] ?? firstTimes[2 * at + 1]
    }
    records.length = firstLines.length = firstTimes.length = used
    entries = groups.halve()
  }
  /** Counts records `[from, to)` of a batch, all of the open bucket. */
  const countOpen = (batch: RecordBatch, from: number, to: number) => {
    records[bucket] = records[bucket]! + to - from
    for (let index = from; index < to && firstTimes[bucket] === undefined; index++) {
      const time = batch.times[index]!
      if (!Number.isNaN(time)) firstTimes[bucket] = microseconds(time)
    }
    groups.count(from, to)
  }
  return {
    /** Counts the first records of a batch; they must come in the order of the source. */
    count: (batch: RecordBatch, count: number): void => {
      const { starts } = batch
      for (let from = 0; from < count;) {
        if (starts[from]! >= bucketEnd) openBucket(starts[from]!, batch.numbers[from]!)
        let to = count
        if (starts[count - 1]! >= bucketEnd) for (to = from + 1; starts[to]! < bucketEnd;) to++
        countOpen(batch, from, to)
        from = to
      }
      components.hear(batch, count)
      hosts.hear(batch, count)
    },
    /** @param templateOf the template of each group */
    result: (lines: number, templateOf: (group: number) => number | undefined): LogActivity => {
      closeBucket()
      return {
        bytesPerBucket: width,
        records: records.slice(),
        firstLines: firstLines.slice(),
        firstTimes: firstTimes.slice(),
        templates: byTemplate(groups.all(), templateOf),
        origins: [...components.result(lines), ...hosts.result(lines)],
      }
    },
  }
}

function byTemplate(groups: readonly (OpenSeries | undefined)[], templateOf: (group: number) => number | undefined) {
  const members = new Map<number, OpenSeries[]>()
  groups.forEach((group, id) => {
    const template = templateOf(id)
    if (group === undefined || template === undefined) return
    const { buckets, counts, firstLines } = group
    // Copied: the digest of a growing source must not change.
    const copy = { buckets: [...buckets], counts: [...counts], firstLines: [...firstLines] }
    const list = members.get(template)
    if (list === undefined) members.set(template, [copy])
    else list.push(copy)
  })
  return new Map([...members].map(([template, list]) => [template, addSeries(list)] as const))
}
