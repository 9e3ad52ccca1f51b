import type { ByteReader } from './byte-reader.ts'
import { OpenError } from './open-error.ts'

/** Bits of a stream, most significant first, as bzip2 packs them. Reading is synchronous within what `ensure` made ready. */
export type BitReader = {
  /** Makes `bytes` ready for `read`, fewer only at the end of the stream. */
  ensure(bytes: number): Promise<void>
  /** The next `count` bits, 1 to 24, as a number. @throws {OpenError} `truncated` past the end */
  read(count: number): number
  /** Drops the rest of the byte at hand. */
  alignToByte(): void
  /** True when no whole byte is left. */
  isAtEnd(): Promise<boolean>
}

/** How much is fetched at once: fetching is asynchronous and reading is hot. */
const AHEAD_BYTES = 32 * 1024

export function createBitReader(reader: ByteReader): BitReader {
  let buffer: Uint8Array = new Uint8Array(0)
  let at = 0
  let bits = 0
  let held = 0

  async function ensure(bytes: number): Promise<void> {
    while (buffer.length - at < bytes) {
      const chunk = await reader.some(AHEAD_BYTES)
      if (chunk.length === 0) return
      buffer = at === buffer.length ? chunk : Buffer.concat([buffer.subarray(at), chunk])
      at = 0
    }
  }
  function read(count: number): number {
    while (held < count) {
      const byte = buffer[at++]
      if (byte === undefined) throw new OpenError('truncated', 'The compressed data ends in the middle')
      bits = ((bits << 8) | byte) >>> 0
      held += 8
    }
    held -= count
    const value = (bits >>> held) & ((1 << count) - 1)
    return value
  }
  return {
    ensure,
    read,
    alignToByte() {
      held -= held % 8
    },
    async isAtEnd() {
      await ensure(1)
      return held < 8 && at >= buffer.length
    },
  }
}
