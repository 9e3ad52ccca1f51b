import { microseconds, type LogRecord, type Microseconds } from '@faultmaven/signals'
import type { LogActivity, Origin } from '../digest.ts'
import type { LineBatch } from '../records/line-batch.ts'
import { createOrigin, hear, toOrigin, type OpenOrigin } from './pauses.ts'
import { addSeries, countInSeries, createSeries, halveSeries, type OpenSeries } from './sparse-series.ts'

const MAX_BUCKETS = 512
const MIN_WIDTH = 64
/** Entries of all series together, 24 bytes each: where there are more, buckets become wider. */
const MAX_ENTRIES = 300_000
/** Components and hosts followed each; where there are more, none is: looking each up costs more than all the rest. */
const MAX_ORIGINS = 500

/**
 * Follows where in a source its messages come and who writes them. Positions are bytes, so that logs without times have them, too,
 * and parts of a source can be counted apart; at most 512 equal buckets, whose width doubles as the source grows.
 */
export function createActivity() {
  const groups = createGroupSeries()
  const records: number[] = []
  const firstLines: number[] = []
  const firstTimes: (Microseconds | undefined)[] = []
  const components = createWriters('component')
  const hosts = createWriters('host')
  let width = MIN_WIDTH
  let entries = 0
  /** The bucket of the last record, and the position that it ends at. */
  let bucket = -1
  let bucketEnd = 0

  const isFull = (position: number) => position >= width * MAX_BUCKETS || entries > MAX_ENTRIES
  const openBucket = (start: number, line: number) => {
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
  // Numbers, not a record: most records are never made. `time` is NaN without.
  const add = (
    group: number,
    component: string | undefined,
    host: string | undefined,
    start: number,
    line: number,
    next: number,
    time: number,
  ): void => {
    if (start >= bucketEnd) openBucket(start, line)
    records[bucket] = records[bucket]! + 1
    if (firstTimes[bucket] === undefined && !Number.isNaN(time)) firstTimes[bucket] = microseconds(time)
    entries += groups.count(group, bucket, line)
    if (component !== undefined) components.hear(group, component, line, next, time)
    if (host !== undefined) hosts.hear(group, host, line, next, time)
  }
  return {
    /** Counts a record; they must come in the order of the source. */
    add: (record: LogRecord, group: number): void => {
      const { component, host, start, line, lines, time = NaN } = record
      add(group, component, host, start, line, line + lines, time)
    },
    /** Counts the records of the first lines of a batch, which are not made. */
    addKnown: (batch: LineBatch, count: number): void => {
      const { groups: ids, components: by, hosts: on, starts, times, firstNumber } = batch
      for (let index = 0; index < count; index++) {
        const line = firstNumber + index
        add(ids[index]!, by[index], on[index], starts[index]!, line, line + 1, times[index]!)
      }
    },
    /** @param templateOf the template of each group */
    result: (lines: number, templateOf: (group: number) => number | undefined): LogActivity => ({
      bytesPerBucket: width,
      records: records.slice(),
      firstLines: firstLines.slice(),
      firstTimes: firstTimes.slice(),
      templates: byTemplate(groups.all(), templateOf),
      origins: [...components.result(lines), ...hosts.result(lines)],
    }),
  }
}

/**
 * The series of each group. What came in the bucket of a group's last record is counted in two numbers and taken over when the next
 * bucket comes: measured, it takes half the time of counting in the series.
 */
function createGroupSeries() {
  const series: (OpenSeries | undefined)[] = []
  let lastBuckets = new Int32Array(64).fill(-1)
  /** Records in the last bucket that are not in the series yet. */
  let pending = new Int32Array(64)

  const grow = (group: number): void => {
    const size = Math.max(2 * pending.length, group + 1)
    const old = { lastBuckets, pending }
    lastBuckets = new Int32Array(size).fill(-1)
    lastBuckets.set(old.lastBuckets)
    pending = new Int32Array(size)
    pending.set(old.pending)
  }
  const takeOver = (group: number): void => {
    const counts = series[group]?.counts
    if (counts === undefined) return
    counts[counts.length - 1] = counts.at(-1)! + pending[group]!
    pending[group] = 0
  }
  return {
    /** Counts a record of a group. @returns how many entries were added: 0 or 1 */
    count: (group: number, bucket: number, line: number): 0 | 1 => {
      if (group >= pending.length) grow(group)
      if (lastBuckets[group] === bucket) {
        pending[group] = pending[group]! + 1
        return 0
      }
      takeOver(group)
      lastBuckets[group] = bucket
      return countInSeries((series[group] ??= createSeries()), bucket, line)
    },
    /** Makes buckets twice as wide. @returns the entries of all series */
    halve: (): number => {
      let entries = 0
      series.forEach((one, group) => {
        if (one === undefined) return
        takeOver(group)
        halveSeries(one)
        lastBuckets[group] = one.buckets.at(-1)!
        entries += one.buckets.length
      })
      return entries
    },
    all: (): readonly (OpenSeries | undefined)[] => {
      series.forEach((_, group) => takeOver(group))
      return series
    },
  }
}

/** Who writes the records. Who wrote the last of a group mostly writes the next, and comparing is far cheaper than looking up. */
function createWriters(kind: Origin['kind']) {
  const origins = createOrigins(kind)
  /** By group. The names are the very texts last seen: comparing a text with itself takes no look at its characters. */
  const lastNames: (string | undefined)[] = []
  const lastOrigins: (OpenOrigin | undefined)[] = []
  return {
    hear: (group: number, name: string, line: number, next: number, time: number): void => {
      while (lastNames.length <= group) {
        lastNames.push(undefined)
        lastOrigins.push(undefined)
      }
      if (lastNames[group] !== name) lastOrigins[group] = origins.hear(name, line, next, time)
      else {
        const origin = lastOrigins[group]
        if (origin !== undefined) hear(origin, line, next, time)
      }
      lastNames[group] = name
    },
    result: origins.result,
  }
}

/** Origins of one kind by name, until there are too many. */
function createOrigins(kind: Origin['kind']) {
  let origins: Map<string, OpenOrigin> | undefined = new Map()
  return {
    hear: (name: string, line: number, next: number, time: number): OpenOrigin | undefined => {
      const known = origins?.get(name)
      if (known !== undefined) {
        hear(known, line, next, time)
        return known
      }
      if (origins === undefined) return undefined
      if (origins.size === MAX_ORIGINS) {
        origins = undefined
        return undefined
      }
      const origin = createOrigin(kind, name, line, next, time)
      origins.set(name, origin)
      return origin
    },
    result: (lines: number): Origin[] => [...(origins?.values() ?? [])].map((origin) => toOrigin(origin, lines)),
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
