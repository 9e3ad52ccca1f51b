import { createHash } from 'node:crypto'
import { createLogReader, detectEncoding, HEAD_BYTES, type Encoding, type LogDigest } from '@faultmaven/logs'
import type { ByteReader, Bytes } from '../open/byte-reader.ts'
import { OpenError } from '../open/open-error.ts'
import type { IndexWriter } from '../record-index/index-writer.ts'
import type { SourceSeal } from '../sealing/source-seal.ts'
import type { LineMarks } from '../store/stored-source.ts'
import { createLineMarker } from './line-marker.ts'
import type { Pacer } from './pacer.ts'
import { recogniseBinary } from './recognise-binary.ts'

/** Sources up to this size are also read as trees, tables and series. */
export const STRUCTURED_BYTES = 16 * 2 ** 20
/** Bytes handed to the log reader between two looks at the clock: under 3 ms. */
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
  digest(): LogDigest
  /** Id of the template that a mined group ended up in. */
  templateOf(group: number): number | undefined
}
/** The end: its hash, and why reading ended early if it did. */
export type WholeReading = SourceReading & { readonly sha256: string; readonly fault?: OpenError }

type Options = {
  readonly seal: Pick<SourceSeal, 'write'>
  /** Absent when it is read again. */
  readonly index?: Pick<IndexWriter, 'columns' | 'flush'>
  /** Unix milliseconds when it was received. */
  readonly now: number
  readonly pacer: Pacer
  readonly signal: AbortSignal
  /** Called between pieces; what it awaits holds the sender back. */
  readonly onPiece: (reading: SourceReading) => Promise<void> | undefined
}

/** Says why the stream is no text, if it is none. A fault of the stream counts as text: reading it says what is wrong. */
export async function refuseBinary(reader: ByteReader): Promise<string | undefined> {
  const head = await headOf(reader)
  return head.length === 0 ? undefined : recogniseBinary(head)
}

/**
 * Reads a source while it arrives: hashes, seals, counts lines and mines templates, holding at most a frame and a line of it.
 * An {@link OpenError} of the stream ends the reading and is part of the answer; every other error is thrown.
 */
export async function readSource(
  reader: ByteReader,
  { seal, index, now, pacer, signal, onPiece }: Options,
): Promise<WholeReading> {
  const head = Uint8Array.from(await headOf(reader))
  const { encoding, bomBytes } = detectEncoding(head)
  const hash = createHash('sha256')
  const marker = createLineMarker({ encoding, bomBytes })
  const log = createLogReader({ now, encoding, ...(index === undefined ? {} : { columns: index.columns }) })
  const kept = createKept()
  let bytes = 0
  let digest: LogDigest | undefined

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
    digest: () => digest ?? log.digestSoFar(),
    templateOf: log.templateOf,
  }
  const fault = await consume(reader.rest(), async (piece) => {
    signal.throwIfAborted()
    hash.update(piece)
    await seal.write(piece)
    marker.push(piece)
    log.push(piece)
    await index?.flush()
    kept.push(piece)
    bytes += piece.length
    await pacer()
    await onPiece(reading)
  })
  digest = log.end()
  return Object.assign(reading, { sha256: hash.digest('hex') }, fault === undefined ? {} : { fault })
}

async function headOf(reader: ByteReader): Promise<Uint8Array> {
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

/** Keeps the bytes of a source until it turns out to be large. */
function createKept() {
  let parts: Uint8Array[] | undefined = []
  let bytes = 0
  return {
    push(piece: Uint8Array): void {
      if (parts === undefined) return
      bytes += piece.length
      if (bytes > STRUCTURED_BYTES) parts = undefined
      else parts.push(Uint8Array.from(piece))
    },
    whole(): Uint8Array | undefined {
      if (parts === undefined) return undefined
      const whole = parts.length === 1 ? parts[0] : Buffer.concat(parts)
      parts = whole === undefined ? [] : [whole]
      return whole ?? new Uint8Array(0)
    },
  }
}
