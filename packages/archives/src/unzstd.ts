import { Decompress } from 'fzstd'
import { createByteReader, type ByteReader, type Bytes } from './byte-reader.ts'
import { OpenError } from './open-error.ts'

const FRAME_MAGIC = 0xfd2fb528
/** Sixteen magics of frames that a decoder passes over. */
const SKIPPABLE_MAGIC = 0x184d2a50
/** @see RFC 8878, section 3.1.1.2: no block unpacks to more */
const MAX_BLOCK_BYTES = 128 * 1024

/**
 * Unpacks zstd, frames joined together too. Blocks are cut here and handed over one at a time, so that at most one unpacked block
 * and the frame's window stand in memory. Content checksums are not verified: the decoder does not compute them.
 * @throws {OpenError} `limit` for a window beyond `maxWindowBytes`, else `truncated` or `corrupt` after the good blocks
 * @see RFC 8878
 */
export async function* unzstd(
  input: Bytes,
  { maxWindowBytes }: { readonly maxWindowBytes: number },
): AsyncGenerator<Uint8Array, void> {
  const reader = createByteReader(input)
  while ((await reader.peek(4)).length >= 4) {
    const magic = view(await reader.peek(4)).getUint32(0, true)
    // 0xfffffff0 as a number, because & works on signed 32 bits.
    if ((magic & ~0xf) >>> 0 === SKIPPABLE_MAGIC) {
      const head = await reader.take(8)
      await reader.skip(view(head).getUint32(4, true))
    } else if (magic === FRAME_MAGIC) yield* frame(reader, maxWindowBytes)
    else throw new OpenError('corrupt', 'The zstd data is damaged')
  }
}

async function* frame(reader: ByteReader, maxWindowBytes: number): AsyncGenerator<Uint8Array, void> {
  const header = await takeHeader(reader)
  if (header.windowBytes > maxWindowBytes) {
    throw new OpenError(
      'limit',
      `The zstd data needs a window of ${mebibytes(header.windowBytes)}; at most ${mebibytes(maxWindowBytes)} are allowed`,
    )
  }
  if (header.hasDictionary) throw new OpenError('unsupported', 'The zstd data needs a dictionary that is not in the file')
  const ready: Uint8Array[] = []
  // Copied because the decoder gives out views of memory that it may write again.
  const decoder = new Decompress((chunk) => chunk.length > 0 && ready.push(chunk.slice()))
  push(decoder, header.bytes, false)
  for (let last = false; !last;) {
    const block = await takeBlock(reader)
    last = block.last
    const checksum = last && header.hasChecksum ? await reader.take(4) : new Uint8Array(0)
    push(decoder, Buffer.concat([block.bytes, checksum]), last)
    yield* ready.splice(0)
  }
}

function push(decoder: Decompress, bytes: Uint8Array, last: boolean): void {
  try {
    decoder.push(bytes, last)
  } catch (cause) {
    throw new OpenError('corrupt', 'The zstd data is damaged', { cause })
  }
}

type Header = {
  readonly bytes: Uint8Array
  readonly windowBytes: number
  readonly hasChecksum: boolean
  readonly hasDictionary: boolean
}

/** @see RFC 8878, section 3.1.1.1 */
async function takeHeader(reader: ByteReader): Promise<Header> {
  const descriptor = (await reader.peek(5))[4] ?? 0
  const isSingleSegment = (descriptor & 0x20) !== 0
  const sizeFlag = descriptor >> 6
  const sizeBytes = sizeFlag === 0 ? (isSingleSegment ? 1 : 0) : 1 << sizeFlag
  const dictionaryBytes = [0, 1, 2, 4][descriptor & 3] ?? 0
  const bytes = await reader.take(5 + (isSingleSegment ? 0 : 1) + dictionaryBytes + sizeBytes)
  return {
    bytes,
    windowBytes: isSingleSegment ? littleEndian(bytes.subarray(bytes.length - sizeBytes)) : windowOf(bytes[5] ?? 0),
    hasChecksum: (descriptor & 0x04) !== 0,
    hasDictionary: dictionaryBytes > 0,
  }
}

function windowOf(descriptor: number): number {
  const base = 2 ** (10 + (descriptor >> 3))
  return base + (base / 8) * (descriptor & 7)
}

/** @see RFC 8878, section 3.1.1.2 */
async function takeBlock(reader: ByteReader): Promise<{ readonly bytes: Uint8Array; readonly last: boolean }> {
  const head = littleEndian((await reader.peek(3)).subarray(0, 3))
  const type = (head >> 1) & 3
  const size = head >> 3
  if (type === 3 || size > MAX_BLOCK_BYTES) throw new OpenError('corrupt', 'The zstd data is damaged')
  return { bytes: await reader.take(3 + (type === 1 ? 1 : size)), last: (head & 1) === 1 }
}

function littleEndian(bytes: Uint8Array): number {
  return bytes.reduceRight((value, byte) => value * 256 + byte, 0)
}
function view(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
function mebibytes(bytes: number): string {
  return `${Math.ceil(bytes / 2 ** 20)} MiB`
}
