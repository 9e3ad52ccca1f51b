import { randomInt } from 'node:crypto'

const MAX_LOAD = 0.6

/**
 * Texts as UTF-8 bytes, each kept once and numbered in the order of its first coming.
 * A million span ids take 40 MB here and 130 MB as strings in a Map.
 */
export class TextTable {
  size = 0
  private bytes = new Uint8Array(4096)
  /** Where text n ends; it begins where the one before it ends. */
  private ends = new Uint32Array(256)
  private hashes = new Int32Array(256)
  private slots = new Int32Array(1024).fill(-1)
  private readonly maxBytes: number
  /** Texts that came when the table was full; each got the number of the empty text. */
  refused = 0

  constructor(maxBytes = 128 * 2 ** 20) {
    this.maxBytes = maxBytes
    this.internText('')
  }

  /** Number of the text `[start, end)` of `source`, whose hash is {@link hashOf}. */
  intern(source: Uint8Array, start: number, end: number, hash: number): number {
    const mask = this.slots.length - 1
    let slot = spread(hash) & mask
    for (;;) {
      const known = this.slots[slot]!
      if (known < 0) return this.add(source, start, end, hash, slot)
      if (this.hashes[known] === hash && this.isSame(known, source, start, end)) return known
      slot = (slot + 1) & mask
    }
  }

  internText(text: string): number {
    const bytes = Buffer.from(text)
    return this.intern(bytes, 0, bytes.length, hashOf(bytes, 0, bytes.length))
  }

  /** Number of a text that is there already; -1 when it is not. */
  find(text: string): number {
    const bytes = Buffer.from(text)
    const hash = hashOf(bytes, 0, bytes.length)
    const mask = this.slots.length - 1
    for (let slot = spread(hash) & mask; ; slot = (slot + 1) & mask) {
      const known = this.slots[slot]!
      if (known < 0 || (this.hashes[known] === hash && this.isSame(known, bytes, 0, bytes.length))) return known
    }
  }

  /** The text of a number; a new string at each call. */
  text(number: number): string {
    const start = number === 0 ? 0 : this.ends[number - 1]!
    return Buffer.from(this.bytes.buffer, start, this.ends[number]! - start).toString()
  }

  /** A hash of a text that is the same in every process. */
  lastingHash(number: number): number {
    let hash = 0
    for (let at = number === 0 ? 0 : this.ends[number - 1]!; at < this.ends[number]!; at += 1)
      hash = Math.imul(hash ^ this.bytes[at]!, FNV_PRIME)
    return spread(hash)
  }

  private isSame(known: number, source: Uint8Array, start: number, end: number): boolean {
    const from = known === 0 ? 0 : this.ends[known - 1]!
    if (this.ends[known]! - from !== end - start) return false
    const { bytes } = this
    for (let at = start, own = from; at < end; at += 1, own += 1) if (bytes[own] !== source[at]) return false
    return true
  }

  private add(source: Uint8Array, start: number, end: number, hash: number, slot: number): number {
    const from = this.size === 0 ? 0 : this.ends[this.size - 1]!
    const to = from + end - start
    if (to > this.maxBytes) {
      this.refused += 1
      return 0
    }
    if (to > this.bytes.length) this.bytes = grown(this.bytes, to)
    if (this.size === this.ends.length) {
      this.ends = grown(this.ends, this.size + 1)
      this.hashes = grown(this.hashes, this.size + 1)
    }
    for (let at = start, own = from; at < end; at += 1, own += 1) this.bytes[own] = source[at]!
    const number = this.size
    this.ends[number] = to
    this.hashes[number] = hash
    this.slots[slot] = number
    this.size += 1
    if (this.size > this.slots.length * MAX_LOAD) this.rehash()
    return number
  }

  private rehash(): void {
    const slots = new Int32Array(this.slots.length * 2).fill(-1)
    const mask = slots.length - 1
    for (let number = 0; number < this.size; number += 1) {
      let slot = spread(this.hashes[number]!) & mask
      while (slots[slot]! >= 0) slot = (slot + 1) & mask
      slots[slot] = number
    }
    this.slots = slots
  }
}

/** FNV-1a with a factor of its own over `[start, end)`, as {@link TextTable.intern} wants it; readers compute it while they look for the end. */
export function hashOf(bytes: Uint8Array, start: number, end: number): number {
  let hash = HASH_START
  for (let at = start; at < end; at += 1) hash = Math.imul(hash ^ bytes[at]!, HASH_FACTOR)
  return hash
}
/** Another one in each process: a file cannot be made of texts that all fall together. Numbers of texts do not depend on it. */
export const HASH_START = randomInt(2 ** 31)
/** With a factor that is known the start hides no more than its low byte: above that FNV is linear. */
export const HASH_FACTOR = randomInt(2 ** 31) | 1
const FNV_PRIME = 0x01000193

/** FNV's low bits alone fall together for ids that count up. */
function spread(hash: number): number {
  const mixed = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d)
  return mixed ^ (mixed >>> 13)
}

/** A copy with room for `needed` elements, half as large again at least: doubling a million spans costs too much memory. */
export function grown<T extends Uint8Array | Uint16Array | Uint32Array | Int32Array | Float64Array>(array: T, needed: number): T {
  // A typed array's constructor makes its own type.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  const Type = array.constructor as new (length: number) => T
  const larger = new Type(Math.max(needed, Math.ceil(array.length * 1.5)))
  larger.set(array)
  return larger
}
