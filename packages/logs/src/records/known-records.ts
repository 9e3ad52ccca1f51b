import type { LogRecord } from '@faultmaven/signals'
import type { Encoding } from '../encoding/detect-encoding.ts'
import type { LineReader } from '../formats/line-reader.ts'
import type { ReadLine } from '../formats/read-line.ts'
import { createLineMemo, type KnownLine, type Lesson } from '../shapes/line-memo.ts'
import type { createCoverage } from './coverage.ts'
import { FROM, NUMBER, START, TIME, TO, type LinePlace } from '../mining/known-tally.ts'
import type { TemplateMiner } from '../mining/template-miner.ts'
import type { OpenRecord } from './open-record.ts'

const NO_BYTES = Buffer.alloc(0)

/** Counts records by groups. */
export type RecordCounter = {
  /** Of the record last given to `onRecord`. */
  readonly lastGroup: () => number
  readonly namesOf: TemplateMiner['namesOf']
  readonly isSettled: TemplateMiner['isSettled']
  readonly add: (line: KnownLine, place: LinePlace, bytes: Buffer, raw: string | undefined) => void
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
 * The records of lines that were seen alike before: counted, not made. The one that came last waits for the next line, which may
 * belong to it.
 */
export function createKnownRecords({ now, reader, counter, coverage, encoding }: Options) {
  const memo = createLineMemo({ now, reader, encoding })
  // The record that waits: its line, place and bytes, or a character for each of them.
  let waiting: KnownLine | undefined
  const place: LinePlace = new Float64Array(5)
  let piece: Buffer = NO_BYTES
  let raw: string | undefined
  // The line that was sought last.
  let sought = 0
  let isStudying = false
  let lesson: { readonly of: OpenRecord; readonly read: ReadLine; readonly body: string; readonly taught: Lesson } | undefined

  /** Counts the record that waits. */
  const settle = (): void => {
    if (waiting === undefined) return
    counter.add(waiting, place, piece, raw)
    waiting = undefined
  }
  const take = (line: KnownLine, bytes: Buffer, from: number, number: number, start: number): number => {
    if ((line.isLevelOnly && waiting?.opensNoBlock === false) || !reader.mayTake(line.way)) return -1
    const time = memo.readTime(line)
    if (time === -1) return -1
    reader.take(line.way)
    settle()
    const end = memo.end()
    waiting = line
    place[NUMBER] = number
    place[START] = start
    place[TIME] = time
    place[FROM] = from
    place[TO] = end
    piece = bytes
    raw = undefined
    coverage.knownRecord()
    return end
  }
  /** Copies what is needed of the bytes of this piece. */
  const keep = (): void => {
    counter.save(piece)
    if (waiting !== undefined) raw ??= rawOf()
    piece = NO_BYTES
  }
  const rawOf = (): string => raw ?? piece.toString('latin1', place[FROM], place[TO])
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
  return {
    find: (bytes: Buffer, from: number, number: number): KnownLine | undefined => {
      const line = memo.find(bytes, from)
      sought = number
      return line
    },
    study,
    draw,
    endStudy,
    learn,
    take,
    settle,
    keep,
    /** The record that waits, for a line that may belong to it. */
    release: (): OpenRecord | undefined => {
      if (waiting === undefined) return undefined
      const { open } = waiting
      waiting = undefined
      return open({ number: place[NUMBER]!, start: place[START]!, time: place[TIME]!, raw: rawOf() })
    },
  }
}
