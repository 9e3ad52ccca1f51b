import { createSpanReader, type SpanReader, type SpanReading } from '@faultmaven/traces'

/** Spans that all readers together may keep, some 200 bytes each. */
const ROOM_SPANS = 2_000_000
const LEAST_SPANS = 1000

/** Bytes `at` and after of a source that is too large to be held whole. */
export type SourcePiece = { readonly turnId: string; readonly sourceId: string; readonly at: number; readonly bytes: Uint8Array }

/** Readers of traces that are still arriving, one a source. */
export type SpanReaders = {
  /** Reads a further piece; one at 0 begins. @throws {RangeError} when what comes before it was not read here */
  take(piece: SourcePiece): void
  /** @throws {RangeError} when the source was not read here */
  end(sourceId: string): SpanReading
  drop(sourceId: string): void
  forget(turnId: string): void
}

/** The first of several at once may keep half of `roomSpans`, each further one half of what is left. */
export function createSpanReaders({ roomSpans = ROOM_SPANS }: { readonly roomSpans?: number | undefined } = {}): SpanReaders {
  const readers = new Map<
    string,
    { readonly turnId: string; readonly reader: SpanReader; readonly room: number; bytes: number }
  >()

  function begin({ turnId, sourceId }: SourcePiece): void {
    readers.delete(sourceId)
    const taken = [...readers.values()].reduce((sum, { room }) => sum + room, 0)
    const room = Math.max(LEAST_SPANS, Math.floor((roomSpans - taken) / 2))
    readers.set(sourceId, { turnId, reader: createSpanReader({ maxSpans: room }), room, bytes: 0 })
  }
  return {
    take(piece) {
      if (piece.at === 0) begin(piece)
      const reading = readers.get(piece.sourceId)
      if (reading?.bytes !== piece.at) throw new RangeError(`Nothing reads the source up to its byte ${piece.at}`)
      reading.reader.push(piece.bytes)
      reading.bytes += piece.bytes.length
    },
    end(sourceId) {
      const reading = readers.get(sourceId)
      if (reading === undefined) throw new RangeError('Nothing reads the source')
      readers.delete(sourceId)
      return reading.reader.end()
    },
    drop: (sourceId) => void readers.delete(sourceId),
    forget(turnId) {
      for (const [sourceId, reading] of readers) if (reading.turnId === turnId) readers.delete(sourceId)
    },
  }
}
