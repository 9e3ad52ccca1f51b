import { microseconds, type LogRecord, type Microseconds, type Severity } from '@faultmaven/signals'
import { literalsOf } from './mask.ts'
import { createSampler, type SampleRoom } from './sample-records.ts'
import type { BucketCounts } from './time-buckets.ts'

/** Records with the same masked text and severity, while they are being read. */
export type Group = {
  readonly id: number
  /** Masked text of its first record; becomes coarser when other texts fold into the group. */
  masked: string
  /** The first record's message, kept where it holds names. */
  body: string
  /** Words with a digit that stand in every record so far: names, not values. */
  names: readonly string[]
  /** The name that every record ends with, else empty. */
  ending: string
  literals: readonly string[]
  readonly severity: Severity | undefined
  component: string | undefined
  count: number
  readonly firstLine: number
  lastLine: number
  readonly firstTime: Microseconds | undefined
  readonly lastTime: Microseconds | undefined
  /** First and last, NaN without: an array, because assigning a number that is no small integer to a property makes an object. */
  readonly times: Float64Array
  readonly sampler: ReturnType<typeof createSampler>
  /** Made with the first record that has a time. */
  buckets: BucketCounts | undefined
}

export function createGroup(id: number, record: LogRecord, masked: string, room: SampleRoom): Group {
  const times = new Float64Array([NaN, NaN])
  return {
    id,
    masked,
    body: '',
    names: [],
    ending: '',
    literals: literalsOf(masked),
    severity: record.severity,
    component: record.component,
    count: 0,
    firstLine: record.line,
    lastLine: record.line,
    get firstTime() {
      return instantOf(times[0]!)
    },
    get lastTime() {
      return instantOf(times[1]!)
    },
    times,
    sampler: createSampler(room),
    buckets: undefined,
  }
}

/** Counts a record in its group; `bucket` is -1 when it has no time. */
export function addToGroup(group: Group, record: LogRecord, bucket: number, createBuckets: () => BucketCounts): void {
  if (group.component !== record.component) group.component = undefined
  group.sampler.add(record)
  group.count += 1
  group.lastLine = record.line
  if (record.time === undefined) return
  const { times } = group
  if (!(record.time >= times[0]!)) times[0] = record.time
  if (!(record.time <= times[1]!)) times[1] = record.time
  group.buckets ??= createBuckets()
  group.buckets[bucket] = group.buckets[bucket]! + 1
}

function instantOf(time: number): Microseconds | undefined {
  return Number.isNaN(time) ? undefined : microseconds(time)
}
