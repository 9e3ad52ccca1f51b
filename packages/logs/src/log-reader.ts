import type { LogRecord } from '@faultmaven/signals'
import { createRecordSample } from './comparison/record-sample.ts'
import type { LogDigest } from './digest.ts'
import type { Encoding } from './encoding/detect-encoding.ts'
import type { TaughtFormat } from './formats/log-format.ts'
import { createIdSketch } from './ids/id-sketch.ts'
import { createActivity } from './incidents/activity.ts'
import { createFollowedGroups } from './incidents/followed-groups.ts'
import { createLogMiner, type TakeRecords } from './log-miner.ts'
import type { RecordBatch } from './records/record-batch.ts'
import { describeOrder } from './time/describe-order.ts'
import { createOrderWatch } from './time/order-watch.ts'

export type LogReader = {
  /** Takes the next bytes of the unpacked source; they may be reused afterwards. */
  readonly push: (chunk: Uint8Array) => void
  /** The digest of what was pushed; the last record, and the first 200 lines of a short source, may still be missing. */
  readonly digestSoFar: () => LogDigest
  /** Ends the source: its last line needs no terminator. */
  readonly end: () => LogDigest
  readonly encoding: () => Encoding
  /** Records begun so far. */
  readonly records: () => number
  /** Id of the template that the records of a group ended up in, as of the last digest. */
  readonly templateOf: (group: number) => number | undefined
  /** Of the taught formats those that the source has. */
  readonly taught: () => readonly TaughtFormat[]
  /** Names of the hosts and components so far, which columns count from 1. */
  readonly names: () => { readonly hosts: readonly string[]; readonly components: readonly string[] }
}

/**
 * Reads one log while it arrives: encoding, lines, formats, records, templates. Never fails on content; what is not read is counted.
 * Memory depends on distinct messages, not on length. The digest does not depend on how the bytes are cut into chunks.
 *
 * @param options.now Unix milliseconds when the source was collected, for stamps without a year
 * @param options.onRecord sees every record once it is complete, its text in the source, and the group that it was counted in.
 * Without it records that are alike are only counted, which takes a quarter of the time
 * @param options.columns sees the same records as columns
 * @param options.taught formats that users taught, tried with those of the set
 * @param options.remembersLines false reads every line in full: the result is the same, which tests hold against it
 */
export function createLogReader(options: {
  readonly now: number
  readonly encoding?: Encoding
  readonly onRecord?: (record: LogRecord, text: string, group: number) => void
  readonly columns?: TakeRecords
  readonly taught?: readonly TaughtFormat[]
  readonly remembersLines?: boolean
}): LogReader {
  const { columns } = options
  const miner = createLogMiner(options, countAll)
  const { names, loops } = miner
  const activity = createActivity(names, loops)
  const watch = createOrderWatch()
  const ids = createIdSketch()
  const sample = createRecordSample(names)
  const followed = createFollowedGroups(loops)
  function countAll(batch: RecordBatch, records: number): void {
    activity.count(batch, records)
    watch.see(batch, records)
    ids.add(batch, records)
    sample.add(batch, records)
    followed.add(batch, records)
    columns?.(batch, records)
  }
  let ended: LogDigest | undefined
  const digestSoFar = (): LogDigest => {
    if (ended !== undefined) return ended
    const { coverage, clock, format, ...mined } = miner.minedSoFar()
    const order = watch.result()
    return {
      format,
      coverage,
      clock: { ...clock, notes: [...clock.notes, ...describeOrder(order)] },
      order,
      ids: ids.result(),
      ...mined,
      activity: activity.result(coverage.lines, miner.templateOf),
      sample: sample.result(miner.templateOf, miner.encoding()),
      ...followed.result(miner.templateOf),
    }
  }
  return {
    push: miner.push,
    digestSoFar,
    end: () => {
      miner.end()
      ended = digestSoFar()
      miner.release()
      return ended
    },
    encoding: miner.encoding,
    records: miner.records,
    templateOf: miner.templateOf,
    taught: miner.taught,
    names: () => ({ hosts: names.hosts.names(), components: names.components.names() }),
  }
}
