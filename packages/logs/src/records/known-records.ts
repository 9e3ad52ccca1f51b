import type { LogRecord } from '@faultmaven/signals'
import type { Encoding } from '../encoding/detect-encoding.ts'
import type { LineReader } from '../formats/line-reader.ts'
import type { ReadLine } from '../formats/read-line.ts'
import type { LinesToTake, TakenLines } from '../lines/line-splitter.ts'
import type { TemplateMiner } from '../mining/template-miner.ts'
import { createLineMemo, type Lesson } from '../shapes/line-memo.ts'
import type { LineScanner } from '../shapes/line-scanner.ts'
import { createRecognitionWatch } from '../shapes/recognition-watch.ts'
import type { createCoverage } from './coverage.ts'
import type { OpenRecord } from './open-record.ts'
import { asInteger, textOf, type BatchedRecords } from './record-batch.ts'

/** Counts records by groups. */
export type RecordCounter = {
  /** Of the record last given to `onRecord`. */
  readonly lastGroup: () => number
  readonly namesOf: TemplateMiner['namesOf']
  readonly isSettled: TemplateMiner['isSettled']
  /** Where records wait to be counted, in columns of the scanner. */
  readonly records: BatchedRecords
  readonly scanner: LineScanner
}

type Options = {
  readonly now: number
  readonly reader: LineReader
  readonly counter: RecordCounter
  readonly coverage: ReturnType<typeof createCoverage>
  readonly encoding: () => Encoding
  /** Ends the record before, which was read in full, if there is one. */
  readonly flush: () => void
}

/**
 * The records of lines that were seen alike before: counted, not made. They are collected until the piece ends; the one that came
 * last waits longer, for the next line may belong to it.
 */
export function createKnownRecords({ now, reader, counter, coverage, encoding, flush }: Options) {
  const { batch, names, settle, settleButLast, isFull } = counter.records
  const memo = createLineMemo({ now, reader, encoding, names, scanner: counter.scanner })
  const { rows } = memo
  // The last of the batch is a line of a known kind that the next line may belong to.
  let isWaiting = false
  const watch = createRecognitionWatch()
  // The line that was sought last.
  let sought = 0
  let isStudying = false
  let lesson: { readonly of: OpenRecord; readonly read: ReadLine; readonly body: string; readonly taught: Lesson } | undefined

  /** @param bytes the same until `keep` */
  const take = (kind: number, bytes: Buffer, from: number, number: number, start: number): number => {
    if (isWaiting && rows.isLevelOnly(kind) && !batch.lines[batch.count - 1]!.opensNoBlock) return -1
    const way = rows.wayOf(kind)
    if (!reader.mayTake(way)) return -1
    const time = memo.readTime(kind)
    if (time === -1) return -1
    reader.take(way, memo.text)
    const end = memo.end()
    const line = memo.lineOf(kind)
    const group = rows.groupOf(kind)
    const host = memo.hostOf(kind)
    const component = rows.componentOf(kind)
    const severity = rows.severityOf(kind)
    // What it teaches may empty the memo.
    flush()
    if (isFull()) settle()
    const at = batch.count++
    batch.bytes = bytes
    batch.starts[at] = start
    batch.ends[at] = start + end - from
    batch.numbers[at] = number
    batch.spans[at] = 1
    batch.times[at] = time
    batch.severities[at] = severity
    batch.groups[at] = group
    batch.hosts[at] = host
    batch.components[at] = component
    batch.lines[at] = line
    batch.whole[at] = undefined
    batch.froms[at] = from
    batch.tos[at] = end
    watch.hit(1)
    isWaiting = true
    coverage.knownRecords(1)
    return end
  }
  /**
   * Takes lines from `from` on as long as nothing must be looked at; no record may be open.
   * @returns how many were taken, and where the line behind them begins
   */
  const takeRun = (lines: LinesToTake): TakenLines => {
    const first = batch.count
    const { next, records, blank } = memo.takeRun(lines, first)
    coverage.blanks(blank)
    if (records === first) return { lines: blank, next }
    for (let at = first; at < records; at++) {
      batch.lines[at] = memo.lineOf(batch.kinds[at]!)
      batch.whole[at] = undefined
    }
    batch.count = records
    batch.bytes = lines.bytes
    watch.hit(records - first)
    isWaiting = true
    coverage.knownRecords(records - first)
    return { lines: records - first + blank, next }
  }
  /** Copies what is needed of the bytes of this piece. */
  const keep = (): void => {
    if (isWaiting) settleButLast()
    else settle()
    memo.unload()
    rows.settleWays()
  }
  /** Called before each line that is read in full. */
  const study = (number: number): void => {
    watch.miss()
    if (number !== sought) return
    isStudying = true
    reader.times.startTrace()
  }
  /** Learns from the record that the line began. */
  const draw = (open: OpenRecord): void => {
    if (!isStudying) return
    isStudying = false
    const taught = memo.study(open.first.text, open.read)
    lesson = taught === undefined ? undefined : { of: open, read: open.read, body: open.body, taught }
  }
  const endStudy = (): void => {
    if (isStudying) reader.times.endTrace()
    isStudying = false
  }
  /** Called with each record once its group is known; one that later lines changed teaches nothing. */
  const learn = (open: OpenRecord, record: LogRecord): void => {
    if (lesson?.of !== open) return
    const { read, body, taught } = lesson
    lesson = undefined
    if (open.read !== read || open.body !== body) return
    const group = counter.lastGroup()
    const shared = memo.share(taught, counter.namesOf(group))
    if (shared !== undefined && counter.isSettled(record, group, shared)) memo.learn(taught, group, record)
  }
  /** A record begins that is read in full: the line before it waits no longer. */
  const stopWaiting = (): void => {
    isWaiting = false
  }
  /** The record that waits, for a line that may belong to it. */
  const release = (): OpenRecord | undefined => {
    if (!isWaiting) return undefined
    isWaiting = false
    const last = --batch.count
    const saved = {
      number: asInteger(batch.numbers[last]!),
      start: batch.starts[last]!,
      time: batch.times[last]!,
      raw: textOf(batch, last),
    }
    if (last === 0) batch.raw = undefined
    return batch.lines[last]!.open(saved)
  }
  return {
    /** Kind of a line, 0 or less when it must be read in full. */
    find: (bytes: Buffer, from: number, number: number): number => {
      sought = number
      return memo.find(bytes, from)
    },
    isWorthSeeking: watch.isWorth,
    isLevelOnly: rows.isLevelOnly,
    study,
    draw,
    endStudy,
    learn,
    take,
    takeRun,
    keep,
    stopWaiting,
    release,
    /** Counts what waits; no line comes any more. */
    end: (): void => {
      settle()
    },
  }
}
