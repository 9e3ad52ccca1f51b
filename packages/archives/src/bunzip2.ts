import { createBitReader, type BitReader } from './bit-reader.ts'
import { createByteReader, type Bytes } from './byte-reader.ts'
import { OpenError } from './open-error.ts'

/** 48-bit marks before a block and at the end of a stream: the digits of pi and of its square root. */
const BLOCK_MARK = [0x314159, 0x265359] as const
const END_MARK = [0x177245, 0x385090] as const
const GROUP_SYMBOLS = 50
const MAX_CODE_BITS = 20
/** Symbols decoded, or bytes given out, before other work of the process gets its turn: about 3 ms. */
const SLICE = 64 * 1024

/**
 * Unpacks bzip2, streams joined together too, block by block: at most one block (900 kB, 3.6 MB unsorted) stands in memory.
 * @throws {OpenError} `truncated` or `corrupt`, after the blocks before it were given out
 * @see https://en.wikipedia.org/wiki/Bzip2#File_format; Burrows and Wheeler, SRC Research Report 124 (1994)
 */
export async function* bunzip2(input: Bytes): AsyncGenerator<Uint8Array, void> {
  const bits = createBitReader(createByteReader(input))
  do {
    yield* stream(bits)
    bits.alignToByte()
  } while (!(await bits.isAtEnd()))
}

async function* stream(bits: BitReader): AsyncGenerator<Uint8Array, void> {
  await bits.ensure(4)
  const level = bits.read(8) === 0x42 && bits.read(8) === 0x5a && bits.read(8) === 0x68 ? bits.read(8) - 0x30 : 0
  if (level < 1 || level > 9) throw damaged()
  for (;;) {
    await bits.ensure(14)
    const mark = [bits.read(24), bits.read(24)]
    const checksum = ((bits.read(16) << 16) | bits.read(16)) >>> 0
    if (mark[0] === END_MARK[0] && mark[1] === END_MARK[1]) return
    if (mark[0] !== BLOCK_MARK[0] || mark[1] !== BLOCK_MARK[1]) throw damaged()
    yield* block(bits, level * 100_000, checksum)
  }
}

async function* block(bits: BitReader, maxBytes: number, stated: number): AsyncGenerator<Uint8Array, void> {
  await bits.ensure(4 + 2 + 32)
  if (bits.read(1) === 1) throw new OpenError('unsupported', 'The bzip2 data was made by a version before 0.9.5')
  const origin = bits.read(24)
  const symbols = readSymbols(bits)
  const tables = await readTables(bits, symbols.length + 2)
  const { sorted, counts } = await readSorted(bits, { symbols, tables, maxBytes })
  if (origin >= sorted.length) throw damaged()
  const seen = { checksum: 0xffffffff }
  yield* unsort(sorted, counts, origin, seen)
  if (~seen.checksum >>> 0 !== stated) throw damaged()
}

/** Bytes that occur in the block: two levels of 16 bits. */
function readSymbols(bits: BitReader): Uint8Array {
  const ranges = bits.read(16)
  const symbols: number[] = []
  for (let high = 0; high < 16; high++) {
    if ((ranges & (0x8000 >> high)) === 0) continue
    const range = bits.read(16)
    for (let low = 0; low < 16; low++) if ((range & (0x8000 >> low)) !== 0) symbols.push(high * 16 + low)
  }
  if (symbols.length === 0) throw damaged()
  return Uint8Array.from(symbols)
}

/** A canonical Huffman code: for each length the largest code, where its symbols begin, and the symbols in code order. */
type Code = { readonly limit: Int32Array; readonly base: Int32Array; readonly symbols: Uint16Array; readonly shortest: number }
type Tables = { readonly codes: readonly Code[]; readonly selectors: Uint8Array }

async function readTables(bits: BitReader, alphabet: number): Promise<Tables> {
  const count = bits.read(3)
  const selectorCount = bits.read(15)
  if (count < 2 || count > 6 || selectorCount < 1) throw damaged()
  const front = Array.from({ length: count }, (_, index) => index)
  const selectors = new Uint8Array(selectorCount)
  for (let index = 0; index < selectorCount; index++) {
    if (index % 1024 === 0) await bits.ensure(1024)
    let position = 0
    while (bits.read(1) === 1) if (++position >= count) throw damaged()
    const [table = 0] = front.splice(position, 1)
    front.unshift(table)
    selectors[index] = table
  }
  const codes: Code[] = []
  for (let index = 0; index < count; index++) {
    // A length may move by at most 2 × 19 steps of two bits for each symbol.
    await bits.ensure(alphabet * 10 + 1)
    codes.push(readCode(bits, alphabet))
  }
  return { codes, selectors }
}

function readCode(bits: BitReader, alphabet: number): Code {
  const lengths = new Uint8Array(alphabet)
  let length = bits.read(5)
  for (let symbol = 0; symbol < alphabet; symbol++) {
    for (;;) {
      if (length < 1 || length > MAX_CODE_BITS) throw damaged()
      if (bits.read(1) === 0) break
      length += bits.read(1) === 0 ? 1 : -1
    }
    lengths[symbol] = length
  }
  return canonical(lengths)
}

function canonical(lengths: Uint8Array): Code {
  const limit = new Int32Array(MAX_CODE_BITS + 1).fill(-1)
  const base = new Int32Array(MAX_CODE_BITS + 1)
  const symbols = new Uint16Array(lengths.length)
  let code = 0
  let filled = 0
  for (let length = 1; length <= MAX_CODE_BITS; length++) {
    code <<= 1
    base[length] = filled - code
    for (let symbol = 0; symbol < lengths.length; symbol++) {
      if (lengths[symbol] !== length) continue
      symbols[filled++] = symbol
      code++
    }
    limit[length] = code - 1
  }
  return { limit, base, symbols, shortest: Math.min(...lengths) }
}

/** Undoes Huffman, run-length and move-to-front coding: the block as the Burrows–Wheeler transform left it. */
async function readSorted(
  bits: BitReader,
  { symbols, tables, maxBytes }: { readonly symbols: Uint8Array; readonly tables: Tables; readonly maxBytes: number },
): Promise<{ readonly sorted: Uint32Array; readonly counts: Uint32Array }> {
  const sorted = new Uint32Array(maxBytes)
  const counts = new Uint32Array(256)
  const front = symbols.slice()
  const endOfBlock = symbols.length + 1
  let length = 0
  let run = 0
  let runWeight = 1
  for (let group = 0; ; group++) {
    const code = tables.codes[tables.selectors[group] ?? 6]
    if (code === undefined) throw damaged()
    await bits.ensure((GROUP_SYMBOLS * MAX_CODE_BITS) / 8 + 1)
    if (group % ((SLICE / GROUP_SYMBOLS) | 0) === 0) await pause()
    for (let index = 0; index < GROUP_SYMBOLS; index++) {
      const symbol = decode(bits, code)
      if (symbol < 2) {
        run += runWeight << symbol
        runWeight <<= 1
        if (run > maxBytes) throw damaged()
        continue
      }
      if (run > 0) {
        const byte = front[0] ?? 0
        if (length + run > maxBytes) throw damaged()
        sorted.fill(byte, length, length + run)
        counts[byte] = (counts[byte] ?? 0) + run
        length += run
        run = 0
        runWeight = 1
      }
      if (symbol === endOfBlock) return { sorted: sorted.subarray(0, length), counts }
      const byte = front[symbol - 1]
      if (byte === undefined || length >= maxBytes) throw damaged()
      front.copyWithin(1, 0, symbol - 1)
      front[0] = byte
      counts[byte] = (counts[byte] ?? 0) + 1
      sorted[length++] = byte
    }
  }
}

function decode(bits: BitReader, code: Code): number {
  let value = bits.read(code.shortest)
  for (let length = code.shortest; length <= MAX_CODE_BITS; length++) {
    if (value <= (code.limit[length] ?? -1)) {
      const symbol = code.symbols[value + (code.base[length] ?? 0)]
      if (symbol === undefined) throw damaged()
      return symbol
    }
    value = (value << 1) | bits.read(1)
  }
  throw damaged()
}

/** Undoes the Burrows–Wheeler transform and the first run-length coding (four equal bytes and a count). */
async function* unsort(
  sorted: Uint32Array,
  counts: Uint32Array,
  origin: number,
  seen: { checksum: number },
): AsyncGenerator<Uint8Array, void> {
  const starts = new Uint32Array(256)
  for (let byte = 1; byte < 256; byte++) starts[byte] = (starts[byte - 1] ?? 0) + (counts[byte - 1] ?? 0)
  // The lower 8 bits hold the byte, the upper 24 where the one after it stands.
  for (let index = 0; index < sorted.length; index++) {
    const byte = (sorted[index] ?? 0) & 0xff
    const place = starts[byte] ?? 0
    starts[byte] = place + 1
    sorted[place] = ((sorted[place] ?? 0) | (index << 8)) >>> 0
  }
  let entry = (sorted[origin] ?? 0) >>> 8
  let repeats = 0
  let previous = -1
  let out = new Uint8Array(SLICE)
  let filled = 0
  for (let index = 0; index < sorted.length; index++) {
    const packed = sorted[entry] ?? 0
    const byte = packed & 0xff
    entry = packed >>> 8
    const isCount = repeats === 4
    const copies = isCount ? byte : 1
    const value = isCount ? previous : byte
    if (filled + copies > out.length) {
      seen.checksum = checksum(out.subarray(0, filled), seen.checksum)
      yield out.subarray(0, filled)
      await pause()
      out = new Uint8Array(SLICE)
      filled = 0
    }
    out.fill(value, filled, filled + copies)
    filled += copies
    repeats = isCount ? 0 : byte === previous ? repeats + 1 : 1
    previous = isCount ? -1 : byte
  }
  seen.checksum = checksum(out.subarray(0, filled), seen.checksum)
  yield out.subarray(0, filled)
}

/** CRC-32 with the most significant bit first, unlike zlib's. */
const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte << 24
  for (let bit = 0; bit < 8; bit++) value = value < 0 ? (value << 1) ^ 0x04c11db7 : value << 1
  return value >>> 0
})
function checksum(bytes: Uint8Array, start: number): number {
  let value = start
  for (let index = 0; index < bytes.length; index++) {
    value = ((value << 8) ^ (CRC_TABLE[((value >>> 24) ^ (bytes[index] ?? 0)) & 0xff] ?? 0)) >>> 0
  }
  return value
}

function pause(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
function damaged(): OpenError {
  return new OpenError('corrupt', 'The bzip2 data is damaged')
}
