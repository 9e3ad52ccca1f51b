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

/** Where the records of one group come, and who wrote the last of them: mostly the same that writes the next. */
type GroupActivity = { readonly series: OpenSeries; readonly component: LastOrigin; readonly host: LastOrigin }
/** `name` is the very text last seen: comparing a text with itself takes no look at its characters. */
type LastOrigin = { name: string | undefined; origin: OpenOrigin | undefined }

/**
 * Follows where in a source its messages come and who writes them. Positions are bytes, so that logs without times have them, too,
 * and parts of a source can be counted apart; at most 512 equal buckets, whose width doubles as the source grows.
 */
export function createActivity() {
  const groups: (GroupActivity | undefined)[] = []
  const records: number[] = []
  const firstLines: number[] = []
  const firstTimes: (Microseconds | undefined)[] = []
  const components = createOrigins('component')
  const hosts = createOrigins('host')
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
    entries = 0
    for (const group of groups) {
      if (group === undefined) continue
      halveSeries(group.series)
      entries += group.series.buckets.length
    }
  }
  // Numbers, not a record: most records are never made. `time` is NaN without.
  const count = (group: number, start: number, line: number, time: number): GroupActivity => {
    if (start >= bucketEnd) openBucket(start, line)
    records[bucket] = records[bucket]! + 1
    if (firstTimes[bucket] === undefined && !Number.isNaN(time)) firstTimes[bucket] = microseconds(time)
    let activity = groups[group]
    if (activity === undefined) {
      const unheard = () => ({ name: undefined, origin: undefined })
      activity = { series: createSeries(), component: unheard(), host: unheard() }
      groups[group] = activity
    }
    entries += countInSeries(activity.series, bucket, line)
    return activity
  }
  const add = (
    group: number,
    component: string | undefined,
    host: string | undefined,
    start: number,
    line: number,
    next: number,
    time: number,
  ): void => {
    const activity = count(group, start, line, time)
    if (component !== undefined) hearAgain(activity.component, components, component, line, next, time)
    if (host !== undefined) hearAgain(activity.host, hosts, host, line, next, time)
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
      templates: byTemplate(groups, templateOf),
      origins: [...components.result(lines), ...hosts.result(lines)],
    }),
  }
}

type Origins = ReturnType<typeof createOrigins>

/** Comparing with the last name of the group is far cheaper than looking it up. */
function hearAgain(last: LastOrigin, origins: Origins, name: string, line: number, next: number, time: number): void {
  if (last.name !== name) last.origin = origins.hear(name, line, next, time)
  else if (last.origin !== undefined) hear(last.origin, line, next, time)
  last.name = name
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

function byTemplate(groups: readonly (GroupActivity | undefined)[], templateOf: (group: number) => number | undefined) {
  const members = new Map<number, OpenSeries[]>()
  groups.forEach((group, id) => {
    const template = templateOf(id)
    if (group === undefined || template === undefined) return
    const { buckets, counts, firstLines } = group.series
    // Copied: the digest of a growing source must not change.
    const copy = { buckets: [...buckets], counts: [...counts], firstLines: [...firstLines] }
    const list = members.get(template)
    if (list === undefined) members.set(template, [copy])
    else list.push(copy)
  })
  return new Map([...members].map(([template, list]) => [template, addSeries(list)] as const))
}
