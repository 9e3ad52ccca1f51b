import { severityCode, type LogRecord } from '@faultmaven/signals'
import { createRecordSample, isDrawn } from './comparison/record-sample.ts'
import type { LogDigest } from './digest.ts'
import type { Encoding } from './encoding/detect-encoding.ts'
import { createIdSketch } from './ids/id-sketch.ts'
import { createActivity } from './incidents/activity.ts'
import type { TaughtFormat } from './formats/log-format.ts'
import { createRhythms } from './incidents/rhythms.ts'
import { createSequenceEvents } from './incidents/sequence-events.ts'
import { createTemplateMiner, MAX_TEMPLATES } from './mining/template-miner.ts'
import type { RecordCounter } from './records/known-records.ts'
import { rawOf, type LineBatch } from './records/line-batch.ts'
import { createRecordSplitter } from './records/record-splitter.ts'
import { describeOrder } from './time/describe-order.ts'
import { createOrderWatch } from './time/order-watch.ts'

/** Takes the columns of every record, in order. Plain arguments: it is called for each line of a log. */
export type RecordColumns = {
  /**
   * @param start bytes `[start, end)` of the record in the unpacked source
   * @param line of its first line, from 1
   * @param lines how many it spans
   * @param timeUs Unix microseconds, NaN when it has none
   * @param severity 0 when it has none, else 1 (trace) to 6 (fatal)
   * @param group that it was counted in
   */
  readonly add: (
    start: number,
    end: number,
    line: number,
    lines: number,
    timeUs: number,
    severity: number,
    group: number,
    host: string | undefined,
    component: string | undefined,
  ) => void
}

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
}

/**
 * Reads one log while it arrives: encoding, lines, formats, records, templates. Never fails on content; what is not read is counted.
 * Memory depends on distinct messages, not on length. The digest does not depend on how the bytes are cut into chunks.
 *
 * @param options.now Unix milliseconds when the source was collected, for stamps without a year
 * @param options.onRecord sees every record once it is complete, its text in the source, and the group that it was counted in.
 * Without it records that are alike are only counted, which takes a quarter of the time
 * @param options.columns sees the same records as numbers
 * @param options.taught formats that users taught, tried with those of the set
 * @param options.remembersLines false reads every line in full: the result is the same, which tests hold against it
 */
export function createLogReader(options: {
  readonly now: number
  readonly encoding?: Encoding
  readonly onRecord?: (record: LogRecord, text: string, group: number) => void
  readonly columns?: RecordColumns
  readonly taught?: readonly TaughtFormat[]
  readonly remembersLines?: boolean
}): LogReader {
  const { now, encoding, onRecord, columns, taught = [], remembersLines = true } = options
  const miner = createTemplateMiner()
  const activity = createActivity()
  const watch = createOrderWatch()
  const ids = createIdSketch()
  const sample = createRecordSample()
  const rhythms = createRhythms()
  const sequences = createSequenceEvents()
  // Groups without rhythm and sequences: every record comes by here, and most are of these.
  const isIdle = new Uint8Array(MAX_TEMPLATES)
  const note = (group: number, isRhythmic: boolean, isSequence: boolean) => {
    if (!isRhythmic && !isSequence) isIdle[group] = 1
  }
  const follow = (record: LogRecord, text: string, group: number) =>
    note(group, rhythms.add(group, record.line, record.time ?? NaN), sequences.add(record, text, group))
  const followKnown = (batch: LineBatch, count: number) => {
    const { groups, times, firstNumber } = batch
    for (let index = 0; index < count; index++) {
      const group = groups[index]!
      if (isIdle[group] === 1) continue
      note(group, rhythms.add(group, firstNumber + index, times[index]!), sequences.addKnown(batch, index))
    }
  }
  let lastGroup = 0
  const counter: RecordCounter = {
    lastGroup: () => lastGroup,
    namesOf: miner.namesOf,
    isSettled: miner.isSettled,
    add: (batch, count) => {
      miner.addKnown(batch, count)
      activity.addKnown(batch, count)
      watchTimes(batch, count)
      sample.addKnown(batch, count)
      followKnown(batch, count)
      if (columns !== undefined) addColumns(columns, batch, count)
    },
    save: miner.save,
  }
  const watchTimes = (batch: LineBatch, count: number) => {
    const { starts, times, firstNumber } = batch
    for (let index = 0; index < count; index++) {
      const time = times[index]!
      if (Number.isNaN(time)) continue
      watch.see(time, firstNumber + index)
      if (ids.looksAt(starts[index]!, time)) ids.add(rawOf(batch, index), time)
    }
  }
  const splitter = createRecordSplitter({
    now,
    taught,
    ...(encoding === undefined ? {} : { encoding }),
    ...(remembersLines && onRecord === undefined ? { counter } : {}),
    onRecord: (record, text) => {
      lastGroup = miner.add(record, text)
      activity.add(record, lastGroup)
      const { start, end, line, lines, time = NaN, host, component } = record
      if (record.time !== undefined) {
        watch.see(time, line)
        if (ids.looksAt(start, time)) ids.add(text, time)
      }
      const severity = severityCode(record.severity)
      if (isDrawn(start, sample.limits[severity]!)) sample.add(record, text, lastGroup)
      if (isIdle[lastGroup] !== 1) follow(record, text, lastGroup)
      onRecord?.(record, text, lastGroup)
      columns?.add(start, end, line, lines, time, severity, lastGroup, host, component)
    },
  })
  const digestSoFar = (): LogDigest => {
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
      rhythms: rhythms.result(miner.templateOf),
      idEvents: sequences.result(miner.templateOf),
    }
  }
  return {
    push: splitter.push,
    digestSoFar,
    end: () => {
      splitter.end()
      return digestSoFar()
    },
    encoding: splitter.encoding,
    records: () => splitter.coverage().records,
    templateOf: miner.templateOf,
    taught: splitter.taught,
  }
}

function addColumns(columns: RecordColumns, batch: LineBatch, count: number): void {
  const { groups, components, hosts, severities, starts, froms, tos, times, firstNumber } = batch
  for (let index = 0; index < count; index++) {
    const start = starts[index]!
    const end = start + tos[index]! - froms[index]!
    const line = firstNumber + index
    columns.add(start, end, line, 1, times[index]!, severities[index]!, groups[index]!, hosts[index], components[index])
  }
}
