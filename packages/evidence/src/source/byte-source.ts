/** Bytes of an unpacked source at random and in order, however they are kept: sealed frames, a file, memory. */
export type ByteSource = {
  readonly plainBytes: number
  /** Bytes `[start, end)`; shorter at the end. */
  read(start: number, end: number): Promise<Uint8Array>
  /** The source from `start` (default 0) to its end, in pieces of any size. */
  stream(start?: number): AsyncIterable<Uint8Array>
}

const PIECE_BYTES = 2 ** 20

/** A {@link ByteSource} over bytes in memory. */
export function memoryBytes(bytes: Uint8Array): ByteSource {
  async function* stream(start = 0): AsyncIterable<Uint8Array> {
    for (let at = start; at < bytes.length; at += PIECE_BYTES) yield bytes.subarray(at, at + PIECE_BYTES)
  }
  return { plainBytes: bytes.length, read: async (start, end) => bytes.subarray(start, end), stream }
}
