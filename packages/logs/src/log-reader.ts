import type { LogRecord } from '@faultmaven/signals'
import { createRecordSample } from './comparison/record-sample.ts'
import type { LogDigest } from './digest.ts'
import type { Encoding } from './encoding/detect-encoding.ts'
import type { TaughtFormat } from './formats/log-format.ts'
import { createIdSketch } from './ids/id-sketch.ts'
import { createActivity } from './incidents/activity.ts'
import { createFollowedGroups } from './incidents/followed-groups.ts'
import { createTemplateMiner } from './mining/template-miner.ts'
import type { RecordCounter } from './records/known-records.ts'
import { createNameTable } from './records/name-table.ts'
import { createBatchedRecords, type RecordBatch } from './records/record-batch.ts'
import { createRecordSplitter } from './records/record-splitter.ts'
import { giveBack, takeScanner } from './shapes/line-scanner.ts'
import { describeOrder } from './time/describe-order.ts'
import { createOrderWatch } from './time/order-watch.ts'

/** Takes the records of a source in order, a batch at a time, of which the first `count` count. */
export type TakeRecords = (batch: RecordBatch, count: number) => void

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
  const { now, encoding, onRecord, columns, taught = [], remembersLines = true } = options
  const names = { hosts: createNameTable(), components: createNameTable() }
  const scanner = takeScanner()
  const miner = createTemplateMiner(scanner.loops)
  const activity = createActivity(names, scanner.loops)
  const watch = createOrderWatch()
  const ids = createIdSketch()
  const sample = createRecordSample(names)
  const followed = createFollowedGroups(scanner.loops)
  const count: TakeRecords = (batch, records) => {
    miner.count(batch, records)
    activity.count(batch, records)
    watch.see(batch, records)
    ids.add(batch, records)
    sample.add(batch, records)
    followed.add(batch, records)
    columns?.(batch, records)
  }
  const records = createBatchedRecords(count, names, scanner)
  let lastGroup = 0
  const isCounting = remembersLines && onRecord === undefined
  const counter: RecordCounter = {
    lastGroup: () => lastGroup,
    namesOf: miner.namesOf,
    isSettled: miner.isSettled,
    records,
    scanner,
  }
  const splitter = createRecordSplitter({
    now,
    taught,
    ...(encoding === undefined ? {} : { encoding }),
    ...(isCounting ? { counter } : {}),
    onRecord: (record, text) => {
      lastGroup = miner.add(record, text)
      records.add(record, text, lastGroup)
      onRecord?.(record, text, lastGroup)
    },
  })
  let ended: LogDigest | undefined
  const digestSoFar = (): LogDigest => {
    if (ended !== undefined) return ended
    // With lines of known kinds, only one waits that the next line may belong to.
    if (!isCounting) records.settle()
    const coverage = splitter.coverage()
    const clock = splitter.clock()
    const order = watch.result()
    return {
      format: splitter.format(),
      coverage,
      clock: { ...clock, notes: [...clock.notes, ...describeOrder(order)] },
      order,
      ids: ids.result(),
      ...miner.result(),
      activity: activity.result(coverage.lines, miner.templateOf),
      sample: sample.result(miner.templateOf, splitter.encoding()),
      ...followed.result(miner.templateOf),
    }
  }
  return {
    push: splitter.push,
    digestSoFar,
    end: () => {
      splitter.end()
      ended = digestSoFar()
      giveBack(scanner)
      return ended
    },
    encoding: splitter.encoding,
    records: () => splitter.coverage().records,
    templateOf: miner.templateOf,
    taught: splitter.taught,
    names: () => ({ hosts: names.hosts.names(), components: names.components.names() }),
  }
}
