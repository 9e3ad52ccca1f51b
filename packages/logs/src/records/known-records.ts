import type { LogRecord } from '@faultmaven/signals'
import type { Encoding } from '../encoding/detect-encoding.ts'
import type { LineReader } from '../formats/line-reader.ts'
import type { ReadLine } from '../formats/read-line.ts'
import type { TemplateMiner } from '../mining/template-miner.ts'
import { createLineMemo, type Lesson } from '../shapes/line-memo.ts'
import type { createCoverage } from './coverage.ts'
import { BATCH_LINES, createLineBatch, keepLast, rawOf, type LineBatch } from './line-batch.ts'
import type { OpenRecord } from './open-record.ts'

/** Counts records by groups. */
export type RecordCounter = {
  /** Of the record last given to `onRecord`. */
  readonly lastGroup: () => number
  readonly namesOf: TemplateMiner['namesOf']
  readonly isSettled: TemplateMiner['isSettled']
  /** Counts the first lines of a batch. */
  readonly add: (batch: LineBatch, count: number) => void
  /** Saves what is needed of bytes that are about to change. */
  readonly save: TemplateMiner['save']
}

type Options = {
  readonly now: number
  readonly reader: LineReader
  readonly counter: RecordCounter
  readonly coverage: ReturnType<typeof createCoverage>
  readonly encoding: () => Encoding
}

/**
 * The records of lines that were seen alike before: counted, not made. They are collected until a line is read in full or the piece
 * ends; the one that came last waits longer, for the next line may belong to it.
 */
export function createKnownRecords({ now, reader, counter, coverage, encoding }: Options) {
  const memo = createLineMemo({ now, reader, encoding })
  const { rows } = memo
  const batch = createLineBatch()
  // The line that was sought last.
  let sought = 0
  let isStudying = false
  let lesson: { readonly of: OpenRecord; readonly read: ReadLine; readonly body: string; readonly taught: Lesson } | undefined

  /** Counts the lines but the last, which waits. */
  const settleButLast = (): void => {
    if (batch.count < 2) return
    counter.add(batch, batch.count - 1)
    keepLast(batch)
  }
  /** @param bytes the same until `keep` */
  const take = (kind: number, bytes: Buffer, from: number, number: number, start: number): number => {
    const { count } = batch
    if (rows.isLevelOnly(kind) && count > 0 && !batch.lines[count - 1]!.opensNoBlock) return -1
    const way = rows.wayOf(kind)
    if (!reader.mayTake(way)) return -1
    const time = memo.readTime(kind)
    if (time === -1) return -1
    reader.take(way, memo.text)
    if (count === BATCH_LINES) settleButLast()
    const at = batch.count++
    if (at === 0) batch.firstNumber = number
    const end = memo.end()
    batch.bytes = bytes
    batch.lines[at] = memo.lineOf(kind)
    batch.groups[at] = rows.groupOf(kind)
    batch.components[at] = rows.componentOf(kind)
    batch.hosts[at] = memo.hostOf(kind)
    batch.severities[at] = rows.severityOf(kind)
    batch.starts[at] = start
    batch.times[at] = time
    batch.froms[at] = from
    batch.tos[at] = end
    coverage.knownRecord()
    return end
  }
  /** Copies what is needed of the bytes of this piece. */
  const keep = (): void => {
    settleButLast()
    if (batch.raw === undefined) keepLast(batch)
    counter.save(batch.bytes)
    memo.unload()
  }
  /** Called before a line is read in full. */
  const study = (number: number): void => {
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
  /** Counts all lines. */
  const settle = (): void => {
    if (batch.count > 0) counter.add(batch, batch.count)
    batch.count = 0
    batch.raw = undefined
  }
  /** The record that waits, for a line that may belong to it. */
  const release = (): OpenRecord | undefined => {
    if (batch.count === 0) return undefined
    const last = batch.count - 1
    if (last > 0) counter.add(batch, last)
    const saved = {
      number: batch.firstNumber + last,
      start: batch.starts[last]!,
      time: batch.times[last]!,
      raw: rawOf(batch, last),
    }
    batch.count = 0
    batch.raw = undefined
    return batch.lines[last]!.open(saved)
  }
  return {
    /** Kind of a line, 0 or less when it must be read in full. */
    find: (bytes: Buffer, from: number, number: number): number => {
      sought = number
      return memo.find(bytes, from)
    },
    isLevelOnly: rows.isLevelOnly,
    study,
    draw,
    endStudy,
    learn,
    take,
    keep,
    settle,
    release,
    /** Counts what waits; no line comes any more. */
    end: (): void => {
      settle()
      memo.close()
    },
  }
}
