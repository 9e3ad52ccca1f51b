import type { LogRecord } from '@faultmaven/signals'
import type { LogDigest } from './digest.ts'
import type { Encoding } from './encoding/detect-encoding.ts'
import type { TaughtFormat } from './formats/log-format.ts'
import { createTemplateMiner } from './mining/template-miner.ts'
import type { RecordCounter } from './records/known-records.ts'
import { createNameTable } from './records/name-table.ts'
import { createBatchedRecords, type RecordBatch } from './records/record-batch.ts'
import { createRecordSplitter } from './records/record-splitter.ts'
import { giveBack, takeScanner } from './shapes/line-scanner.ts'

/** Takes the records of a source in order, a batch at a time, of which the first `count` count. */
export type TakeRecords = (batch: RecordBatch, count: number) => void

/** What mining alone finds out about a log. */
export type MinedLog = Pick<LogDigest, 'format' | 'coverage' | 'clock' | 'templates' | 'histogram' | 'from' | 'to'>

/**
 * Splits a log into records, reads their headers and groups them by template: the part of reading a log that every other count builds
 * on. See {@link createLogReader} for the options.
 *
 * @param take sees the records of each batch after they were grouped
 */
export function createLogMiner(
  options: {
    readonly now: number
    readonly encoding?: Encoding
    readonly onRecord?: (record: LogRecord, text: string, group: number) => void
    readonly taught?: readonly TaughtFormat[]
    readonly remembersLines?: boolean
  },
  take?: TakeRecords,
) {
  const { now, encoding, onRecord, taught = [], remembersLines = true } = options
  const names = { hosts: createNameTable(), components: createNameTable() }
  const scanner = takeScanner()
  const miner = createTemplateMiner(scanner.loops)
  const count: TakeRecords = (batch, records) => {
    miner.count(batch, records)
    take?.(batch, records)
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
  return {
    push: splitter.push,
    /** Ends the source: its last line needs no terminator. */
    end: splitter.end,
    minedSoFar: (): MinedLog => {
      // With lines of known kinds, only one waits that the next line may belong to.
      if (!isCounting) records.settle()
      return { format: splitter.format(), coverage: splitter.coverage(), clock: splitter.clock(), ...miner.result() }
    },
    encoding: splitter.encoding,
    records: (): number => splitter.coverage().records,
    templateOf: miner.templateOf,
    taught: splitter.taught,
    names,
    /** Counts of the batches, in the memory of the scanner. */
    loops: scanner.loops,
    /** Gives the scanner back; nothing else may be called afterwards. */
    release: (): void => giveBack(scanner),
  }
}
