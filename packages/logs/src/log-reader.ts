import { SEVERITIES, type LogRecord } from '@faultmaven/signals'
import { createRecordSample } from './comparison/record-sample.ts'
import type { LogDigest } from './digest.ts'
import type { Encoding } from './encoding/detect-encoding.ts'
import { createActivity } from './incidents/activity.ts'
import { createRhythms } from './incidents/rhythms.ts'
import { createSequenceEvents } from './incidents/sequence-events.ts'
import { createTemplateMiner } from './mining/template-miner.ts'
import { createRecordSplitter } from './records/record-splitter.ts'

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
  /** Id of the template that the records of a group ended up in, as of the last digest. */
  readonly templateOf: (group: number) => number | undefined
}

/**
 * Reads one log while it arrives: encoding, lines, formats, records, templates. Never fails on content; what is not read is counted.
 * Memory depends on distinct messages, not on length. The digest does not depend on how the bytes are cut into chunks.
 *
 * @param options.now Unix milliseconds when the source was collected, for stamps without a year
 * @param options.onRecord sees every record once it is complete, its text in the source, and the group that it was counted in
 * @param options.columns sees the same records as numbers
 */
export function createLogReader(options: {
  readonly now: number
  readonly encoding?: Encoding
  readonly onRecord?: (record: LogRecord, text: string, group: number) => void
  readonly columns?: RecordColumns
}): LogReader {
  const { columns } = options
  const miner = createTemplateMiner()
  const activity = createActivity()
  const sample = createRecordSample()
  const rhythms = createRhythms()
  const sequences = createSequenceEvents()
  const splitter = createRecordSplitter({
    ...options,
    onRecord: (record, text) => {
      const group = miner.add(record, text)
      activity.add(record, group)
      sample.add(record, group)
      rhythms.add(record, group)
      sequences.add(record, group)
      options.onRecord?.(record, text, group)
      columns?.add(
        record.start,
        record.end,
        record.line,
        record.lines,
        record.time ?? NaN,
        record.severity === undefined ? 0 : SEVERITIES.indexOf(record.severity) + 1,
        group,
        record.host,
        record.component,
      )
    },
  })
  const digestSoFar = (): LogDigest => {
    const coverage = splitter.coverage()
    return {
      format: splitter.format(),
      coverage,
      clock: splitter.clock(),
      ...miner.result(),
      activity: activity.result(coverage.lines, miner.templateOf),
      sample: sample.result(miner.templateOf),
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
    templateOf: miner.templateOf,
  }
}
