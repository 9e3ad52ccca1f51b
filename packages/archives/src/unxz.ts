import { createByteReader, type ByteReader, type Bytes } from './byte-reader.ts'
import { LzmaDecoder } from './lzma-decoder.ts'
import { OpenError } from './open-error.ts'
import { createXzCheck, type XzCheck } from './xz-check.ts'

const MAGIC = [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]
const LZMA2 = 0x21
/** Unpacked bytes between two turns of the event loop: about 5 ms. */
const SLICE_BYTES = 64 * 1024

/**
 * Unpacks xz, streams joined together too, and verifies each block's checksum. Memory is the dictionary that the file asks for.
 * @throws {OpenError} `limit` for a dictionary beyond `maxWindowBytes`, `unsupported` for filters other than LZMA2, else
 *   `truncated` or `corrupt` after what could be unpacked was given out
 * @see The .xz File Format, version 1.2.1 (tukaani.org)
 */
export async function* unxz(
  input: Bytes,
  { maxWindowBytes }: { readonly maxWindowBytes: number },
): AsyncGenerator<Uint8Array, void> {
  const reader = createByteReader(input)
  while ((await reader.peek(1)).length > 0) {
    const start = (await reader.peek(4)).subarray(0, 4)
    if (start.every((byte) => byte === 0)) await reader.skip(start.length)
    else yield* stream(reader, maxWindowBytes)
  }
}

async function* stream(reader: ByteReader, maxWindowBytes: number): AsyncGenerator<Uint8Array, void> {
  const header = await reader.take(12)
  if (!MAGIC.every((byte, index) => header[index] === byte)) throw damaged()
  const checkType = (header[7] ?? 0) & 0x0f
  for (;;) {
    const size = (await reader.peek(1))[0]
    if (size === undefined) throw new OpenError('truncated', 'The compressed data ends in the middle')
    if (size === 0) break
    yield* block(reader, { headerBytes: (size + 1) * 4, check: createXzCheck(checkType), maxWindowBytes })
  }
  await skipIndex(reader)
  await reader.skip(12)
}

type BlockOptions = { readonly headerBytes: number; readonly check: XzCheck; readonly maxWindowBytes: number }

async function* block(
  reader: ByteReader,
  { headerBytes, check, maxWindowBytes }: BlockOptions,
): AsyncGenerator<Uint8Array, void> {
  const windowBytes = dictionaryBytes(await reader.take(headerBytes))
  if (windowBytes > maxWindowBytes) {
    throw new OpenError(
      'limit',
      `The xz data needs a dictionary of ${mebibytes(windowBytes)}; at most ${mebibytes(maxWindowBytes)} are allowed`,
    )
  }
  const start = reader.position
  for await (const bytes of lzma2(reader, new LzmaDecoder(windowBytes))) {
    check.update(bytes)
    yield bytes
  }
  await reader.skip((4 - ((reader.position - start) % 4)) % 4)
  if (!check.matches(await reader.take(check.bytes))) throw damaged()
}

/** The dictionary's size from a block header that names LZMA2 as its only filter. */
function dictionaryBytes(header: Uint8Array): number {
  const flags = header[1] ?? 0
  let at = 2
  for (const flag of [0x40, 0x80]) if ((flags & flag) !== 0) at = varint(header, at).next
  if ((flags & 0x03) !== 0 || header[at] !== LZMA2) {
    throw new OpenError('unsupported', 'The xz data uses a filter other than LZMA2')
  }
  const bits = header[at + 2] ?? 0
  if (bits > 40) throw damaged()
  return bits === 40 ? 0xffffffff : (2 | (bits & 1)) * 2 ** ((bits >> 1) + 11)
}

/** @see The .xz File Format, section 5.3.1, and the LZMA2 chunk headers of xz's lzma2_decoder */
async function* lzma2(reader: ByteReader, decoder: LzmaDecoder): AsyncGenerator<Uint8Array, void> {
  let isFirst = true
  for (;;) {
    const control = (await reader.take(1))[0] ?? 0
    if (control === 0) return
    const resetsDictionary = control === 1 || control >= 0xe0
    if (isFirst && !resetsDictionary) throw damaged()
    isFirst = false
    if (resetsDictionary) decoder.resetDictionary()
    if (control < 0x80) {
      if (control > 2) throw damaged()
      yield decoder.copy(await reader.take(1 + bigEndian(await reader.take(2))))
    } else yield* lzmaChunk(reader, decoder, control)
  }
}

async function* lzmaChunk(reader: ByteReader, decoder: LzmaDecoder, control: number): AsyncGenerator<Uint8Array, void> {
  const unpackedBytes = ((control & 0x1f) << 16) + bigEndian(await reader.take(2)) + 1
  const packedBytes = bigEndian(await reader.take(2)) + 1
  if (control >= 0xc0) decoder.setProperties((await reader.take(1))[0] ?? 0)
  if (control >= 0xa0) decoder.resetState()
  const held = (await reader.peek(packedBytes)).length
  const isCut = held < packedBytes
  decoder.begin(await reader.take(Math.min(held, packedBytes)), unpackedBytes, isCut)
  for (;;) {
    const bytes = decoder.next(SLICE_BYTES)
    if (bytes.length === 0) break
    yield bytes
    await new Promise((resolve) => setImmediate(resolve))
  }
  // Asks for the byte that is missing, so that the fault is the stream's own.
  if (isCut) await reader.take(1)
}

/** Reads past the index: its blocks were read in order already. */
async function skipIndex(reader: ByteReader): Promise<void> {
  const start = reader.position
  await reader.skip(1)
  const records = await takeVarint(reader)
  for (let index = 0; index < records * 2; index++) await takeVarint(reader)
  await reader.skip((4 - ((reader.position - start) % 4)) % 4)
  await reader.skip(4)
}

async function takeVarint(reader: ByteReader): Promise<number> {
  const { value, next } = varint(await reader.peek(9), 0)
  await reader.skip(next)
  return value
}
function varint(bytes: Uint8Array, at: number): { readonly value: number; readonly next: number } {
  let value = 0
  for (let index = 0; index < 9; index++) {
    const byte = bytes[at + index] ?? 0
    value += (byte & 0x7f) * 2 ** (7 * index)
    if (byte < 0x80) return { value, next: at + index + 1 }
  }
  throw damaged()
}

function bigEndian(bytes: Uint8Array): number {
  return bytes.reduce((value, byte) => value * 256 + byte, 0)
}
function mebibytes(bytes: number): string {
  return `${Math.ceil(bytes / 2 ** 20)} MiB`
}
function damaged(): OpenError {
  return new OpenError('corrupt', 'The xz data is damaged')
}
