import { createHash } from 'node:crypto'
import { detectEncoding, HEAD_BYTES, type Encoding, type LogDigest, type TaughtFormat } from '@faultmaven/logs'
import type { ReadLog } from '../log-reading/log-reading.ts'
import type { LogReadings } from '../log-reading/log-readings.ts'
import type { PackedDigest } from '../log-reading/packed-digest.ts'
import { type ByteReader, type Bytes, OpenError } from '@faultmaven/archives'
import type { IndexWriter } from '../record-index/index-writer.ts'
import type { SourceSeal } from '../sealing/source-seal.ts'
import type { LineMarks } from '../store/stored-source.ts'
import { createLineMarker } from './line-marker.ts'
import type { Pacer } from './pacer.ts'
import { recogniseBinary } from './recognise-binary.ts'

/** Sources up to this size are also read as trees, tables and series. */
export const STRUCTURED_BYTES = 16 * 2 ** 20
/** Bytes taken between two looks at the clock: under 3 ms. */
const PIECE_BYTES = 32 * 1024

/** A source as far as it was read. */
export type SourceReading = {
  readonly encoding: Encoding
  readonly bytes: number
  readonly lines: number
  /** Log records so far. */
  readonly records: number
  readonly marks: LineMarks
  /** The first {@link HEAD_BYTES} bytes, for recognition. */
  readonly head: Uint8Array
  /** All its bytes, while they are at most {@link STRUCTURED_BYTES}. */
  readonly whole: Uint8Array | undefined
  /** Its bytes went to the feed of {@link Options.onLarge}. */
  readonly isFed: boolean
  digestSoFar(): Promise<LogDigest | PackedDigest>
}
/** A source that has arrived: its hash, and why it ended early if it did. Its log may still be under way. */
export type ArrivedSource = SourceReading & {
  readonly sha256: string
  readonly fault?: OpenError
  /** To be asked for once. @throws {ReadingEndedError} */
  log(): Promise<ReadLog>
  /** Gives the log up, at any time. */
  drop(): void
}

/** Takes the bytes of a source that is too large to be examined whole, from its first on. */
export type LargeFeed = {
  /** What is to be awaited holds the sender back. */
  push(bytes: Uint8Array): Promise<void> | undefined
  end(): Promise<void>
}

type Options = {
  readonly seal: Pick<SourceSeal, 'write'>
  /** Absent when it is read again. */
  readonly index?: Pick<IndexWriter, 'add' | 'flush'>
  readonly logs: Pick<LogReadings, 'begin'>
  /** Formats that users taught. */
  readonly taught: readonly TaughtFormat[]
  /** Unix milliseconds when it was received. */
  readonly now: number
  readonly pacer: Pacer
  readonly signal: AbortSignal
  /** Called with the head of a source that is more than {@link STRUCTURED_BYTES}: what it returns gets all its bytes. */
  readonly onLarge: (head: Uint8Array) => LargeFeed | undefined
  /** Called between pieces; what it awaits holds the sender back. */
  readonly onPiece: (reading: SourceReading) => Promise<void> | undefined
}

/** Says why the stream is no text, if it is none. A fault of the stream counts as text: reading it says what is wrong. */
export async function refuseBinary(reader: ByteReader): Promise<string | undefined> {
  const head = await headOf(reader)
  return head.length === 0 ? undefined : recogniseBinary(head)
}

/**
 * Reads a source while it arrives: hashes, seals, counts lines and has its log read, holding at most a frame and what is on its way.
 * An {@link OpenError} of the stream ends the reading and is part of the answer; every other error is thrown.
 */
export async function readSource(
  reader: ByteReader,
  { seal, index, logs, taught, now, pacer, signal, onLarge, onPiece }: Options,
): Promise<ArrivedSource> {
  const head = Uint8Array.from(await headOf(reader))
  const { encoding, bomBytes } = detectEncoding(head)
  const hash = createHash('sha256')
  const marker = createLineMarker({ encoding, bomBytes })
  const log = logs.begin({ now, encoding, taught, isIndexed: index !== undefined }, index?.add)
  const kept = createKept(() => onLarge(head))
  let bytes = 0

  const reading: SourceReading = {
    encoding,
    head,
    get bytes() {
      return bytes
    },
    get lines() {
      return marker.lines()
    },
    get records() {
      return log.records()
    },
    get marks() {
      return marker.marks()
    },
    get whole() {
      return kept.whole()
    },
    get isFed() {
      return kept.isFed()
    },
    digestSoFar: () => log.digestSoFar(),
  }
  try {
    const fault = await consume(reader.rest(), async (piece) => {
      signal.throwIfAborted()
      hash.update(piece)
      await seal.write(piece)
      marker.push(piece)
      await log.push(piece)
      await index?.flush()
      await kept.push(piece)
      bytes += piece.length
      await pacer()
      await onPiece(reading)
    })
    await kept.end()
    const arrived = { sha256: hash.digest('hex'), log: () => log.end(), drop: () => log.drop() }
    return Object.assign(reading, arrived, fault === undefined ? {} : { fault })
  } catch (error) {
    log.drop()
    throw error
  }
}

/** The beginning of a stream, which stays in it. */
export async function headOf(reader: ByteReader): Promise<Uint8Array> {
  return (await reader.peek(HEAD_BYTES)).subarray(0, HEAD_BYTES)
}

async function consume(bytes: Bytes, take: (piece: Uint8Array) => Promise<void>): Promise<OpenError | undefined> {
  try {
    for await (const chunk of bytes) {
      for (let at = 0; at < chunk.length; at += PIECE_BYTES) await take(chunk.subarray(at, at + PIECE_BYTES))
    }
    return undefined
  } catch (error) {
    if (error instanceof OpenError) return error
    throw error
  }
}

/** Keeps the bytes of a source until it turns out to be large; a feed, if there is one then, gets them and those that follow. */
function createKept(begin: () => LargeFeed | undefined) {
  let parts: Uint8Array[] | undefined = []
  let bytes = 0
  let feed: LargeFeed | undefined

  async function handOver(held: readonly Uint8Array[]): Promise<void> {
    feed = begin()
    for (const piece of held) await feed?.push(piece)
  }
  return {
    push(piece: Uint8Array): Promise<void> | undefined {
      if (parts === undefined) return feed?.push(piece)
      bytes += piece.length
      parts.push(Uint8Array.from(piece))
      if (bytes <= STRUCTURED_BYTES) return undefined
      const held = parts
      parts = undefined
      return handOver(held)
    },
    end: async () => feed?.end(),
    isFed: () => feed !== undefined,
    whole(): Uint8Array | undefined {
      if (parts === undefined) return undefined
      const whole = parts.length === 1 ? parts[0] : Buffer.concat(parts)
      parts = whole === undefined ? [] : [whole]
      return whole ?? new Uint8Array(0)
    },
  }
}
