import type { LogRecord, Microseconds } from '@faultmaven/signals'
import type { LogActivity, Origin } from '../digest.ts'
import { createPauses } from './pauses.ts'
import { addSeries, countInSeries, createSeries, halveSeries, type OpenSeries } from './sparse-series.ts'

const MAX_BUCKETS = 512
const MIN_WIDTH = 64
/** Entries of all series together, 24 bytes each: where there are more, buckets become wider. */
const MAX_ENTRIES = 300_000
/** Components and hosts followed each; more different ones than this are ids. */
const MAX_ORIGINS = 500

type OpenOrigin = Pick<Origin, 'kind' | 'name'> & { count: number; readonly pauses: ReturnType<typeof createPauses> }

/**
 * Follows where in a source its messages come and who writes them. Positions are bytes, so that logs without times have them, too,
 * and parts of a source can be counted apart; at most 512 equal buckets, whose width doubles as the source grows.
 */
export function createActivity() {
  const series: (OpenSeries | undefined)[] = []
  const records: number[] = []
  const firstLines: number[] = []
  const firstTimes: (Microseconds | undefined)[] = []
  const components = new Map<string, OpenOrigin>()
  const hosts = new Map<string, OpenOrigin>()
  let width = MIN_WIDTH
  let entries = 0

  const widen = () => {
    width *= 2
    const old = records.splice(0)
    const lines = firstLines.splice(0)
    const times = firstTimes.splice(0)
    old.forEach((count, at) => countWhole(at >> 1, count, lines[at]!, times[at]))
    entries = 0
    for (const each of series) {
      if (each === undefined) continue
      halveSeries(each)
      entries += each.buckets.length
    }
  }
  const countWhole = (bucket: number, count: number, line: number, time: Microseconds | undefined) => {
    // A record can be longer than a bucket is wide: those that it skips have none.
    while (records.length <= bucket) {
      records.push(0)
      firstLines.push(line)
      firstTimes.push(time)
    }
    records[bucket] = records[bucket]! + count
    firstTimes[bucket] ??= time
  }
  const isFull = (position: number) => position >= width * MAX_BUCKETS || entries > MAX_ENTRIES
  const bucketOf = (position: number) => {
    while (isFull(position)) widen()
    return Math.floor(position / width)
  }
  return {
    /** Counts a record; they must come in the order of the source. */
    add: (record: LogRecord, group: number): void => {
      const bucket = bucketOf(record.start)
      countWhole(bucket, 1, record.line, record.time)
      entries += countInSeries((series[group] ??= createSeries()), bucket, record.line)
      if (record.component !== undefined) follow(components, 'component', record.component, record)
      if (record.host !== undefined) follow(hosts, 'host', record.host, record)
    },
    /** @param templateOf the template of each group */
    result: (lines: number, templateOf: (group: number) => number | undefined): LogActivity => ({
      bytesPerBucket: width,
      records: records.slice(),
      firstLines: firstLines.slice(),
      firstTimes: firstTimes.slice(),
      templates: byTemplate(series, templateOf),
      origins: [...components.values(), ...hosts.values()].map(({ kind, name, count, pauses }) => ({
        kind,
        name,
        count,
        pauses: pauses.result(lines),
      })),
    }),
  }
}

function follow(origins: Map<string, OpenOrigin>, kind: Origin['kind'], name: string, record: LogRecord): void {
  let origin = origins.get(name)
  if (origin === undefined) {
    if (origins.size >= MAX_ORIGINS) return
    origin = { kind, name, count: 0, pauses: createPauses() }
    origins.set(name, origin)
  }
  origin.count += 1
  origin.pauses.add(record)
}

function byTemplate(series: readonly (OpenSeries | undefined)[], templateOf: (group: number) => number | undefined) {
  const members = new Map<number, OpenSeries[]>()
  series.forEach((each, group) => {
    const template = templateOf(group)
    if (each === undefined || template === undefined) return
    const list = members.get(template)
    // Copied: the digest of a growing source must not change.
    const copy = { buckets: [...each.buckets], counts: [...each.counts], firstLines: [...each.firstLines] }
    if (list === undefined) members.set(template, [copy])
    else list.push(copy)
  })
  return new Map([...members].map(([template, list]) => [template, addSeries(list)] as const))
}
