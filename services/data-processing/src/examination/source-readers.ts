import { createSeriesReader, type SeriesReader, type SeriesReading } from '@faultmaven/metrics'
import { createSpanReader, type SpanReader, type SpanReading } from '@faultmaven/traces'

/** What all readers together may keep: spans, some 200 bytes each, and samples of metrics, some 25. */
const ROOM: Room = { spans: 2_000_000, series: 14_000_000 }
/** Of what is left the first of several at once may keep so much, and each further one so much of what is left then. */
const SHARE: Room = { spans: 0.5, series: 0.75 }
const LEAST: Room = { spans: 1000, series: 100_000 }

/** What the bytes of a large source are read as. */
export type PieceKind = 'spans' | 'series'
export type Room = Readonly<Record<PieceKind, number>>
/** Bytes `at` and after of a source that is too large to be held whole. */
export type SourcePiece = {
  readonly turnId: string
  readonly sourceId: string
  readonly name: string
  readonly as: PieceKind
  readonly at: number
  readonly bytes: Uint8Array
}
export type FedReading =
  | { readonly as: 'spans'; readonly reading: SpanReading }
  | { readonly as: 'series'; readonly reading: SeriesReading }

/** Readers of traces and metrics that are still arriving, one a source. */
export type SourceReaders = {
  /** Reads a further piece; one at 0 begins. @throws {RangeError} when what comes before it was not read here */
  take(piece: SourcePiece): void
  /** @throws {RangeError} when the source was not read here */
  end(sourceId: string): FedReading
  drop(sourceId: string): void
  forget(turnId: string): void
}

type Reader = { readonly as: 'spans'; readonly reader: SpanReader } | { readonly as: 'series'; readonly reader: SeriesReader }
type Reading = Reader & { readonly turnId: string; readonly room: number; bytes: number }

/** @param room of all readers together; what is not told is as usual */
export function createSourceReaders(room: Partial<Room> = {}): SourceReaders {
  const rooms = { ...ROOM, ...room }
  const readings = new Map<string, Reading>()

  function roomOf(as: PieceKind): number {
    const taken = [...readings.values()].reduce((sum, reading) => sum + (reading.as === as ? reading.room : 0), 0)
    return Math.max(LEAST[as], Math.floor((rooms[as] - taken) * SHARE[as]))
  }
  function begin({ turnId, sourceId, name, as }: SourcePiece): void {
    readings.delete(sourceId)
    const own = roomOf(as)
    const made: Reader =
      as === 'spans'
        ? { as, reader: createSpanReader({ maxSpans: own }) }
        : { as, reader: createSeriesReader(name, { maxSamples: own }) }
    readings.set(sourceId, { ...made, turnId, room: own, bytes: 0 })
  }
  return {
    take(piece) {
      if (piece.at === 0) begin(piece)
      const reading = readings.get(piece.sourceId)
      if (reading?.bytes !== piece.at) throw new RangeError(`Nothing reads the source up to its byte ${piece.at}`)
      reading.reader.push(piece.bytes)
      reading.bytes += piece.bytes.length
    },
    end(sourceId) {
      const reading = readings.get(sourceId)
      if (reading === undefined) throw new RangeError('Nothing reads the source')
      readings.delete(sourceId)
      return reading.as === 'spans'
        ? { as: reading.as, reading: reading.reader.end() }
        : { as: reading.as, reading: reading.reader.end() }
    },
    drop: (sourceId) => void readings.delete(sourceId),
    forget(turnId) {
      for (const [sourceId, reading] of readings) if (reading.turnId === turnId) readings.delete(sourceId)
    },
  }
}
