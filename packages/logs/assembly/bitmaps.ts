import { BLOCK, INPUT, MAPS } from './layout'

/** Bitmaps of the input, of 64 bytes each: those of words, digits, line ends, and what ends the plain part of a JSON text. */

@inline
export function bits(a: v128, b: v128, c: v128, d: v128): u64 {
  return (
    (i8x16.bitmask(a) as u64) |
    ((i8x16.bitmask(b) as u64) << 16) |
    ((i8x16.bitmask(c) as u64) << 32) |
    ((i8x16.bitmask(d) as u64) << 48)
  )
}
@inline
export function areDigits(bytes: v128): v128 {
  return i8x16.lt_u(i8x16.sub(bytes, i8x16.splat(48)), i8x16.splat(10))
}
/** Letters, digits, underlines and bytes of other alphabets. */
@inline
export function areWords(bytes: v128, digits: v128): v128 {
  const letters = i8x16.lt_u(i8x16.sub(v128.or(bytes, i8x16.splat(32)), i8x16.splat(97)), i8x16.splat(26))
  const others = v128.or(i8x16.eq(bytes, i8x16.splat(95)), i8x16.lt_s(bytes, i8x16.splat(0)))
  return v128.or(v128.or(letters, digits), others)
}
/** LF and CR; zeros, of which texts may have some; and the escape character of terminal colours, for lines with such are read in full. */
@inline
export function areEnds(bytes: v128): v128 {
  const feeds = v128.or(i8x16.eq(bytes, i8x16.splat(10)), i8x16.eq(bytes, i8x16.splat(13)))
  return v128.or(feeds, v128.or(i8x16.eq(bytes, i8x16.splat(0)), i8x16.eq(bytes, i8x16.splat(27))))
}
@inline
export function areSpecial(bytes: v128): v128 {
  const marks = v128.or(i8x16.eq(bytes, i8x16.splat(34)), i8x16.eq(bytes, i8x16.splat(92)))
  return v128.or(marks, i8x16.lt_u(bytes, i8x16.splat(32)))
}

/** Makes the bitmaps of the first `length` bytes of the input and ends them with a line feed. */
export function classify(length: u32): void {
  store<u8>(INPUT + length, 10)
  for (let at: u32 = 0; at <= length; at += 64) {
    const from = INPUT + at
    const a = v128.load(from)
    const b = v128.load(from, 16)
    const c = v128.load(from, 32)
    const d = v128.load(from, 48)
    const digitsA = areDigits(a)
    const digitsB = areDigits(b)
    const digitsC = areDigits(c)
    const digitsD = areDigits(d)
    const map = MAPS + (at >> 6) * BLOCK
    store<u64>(map, bits(areWords(a, digitsA), areWords(b, digitsB), areWords(c, digitsC), areWords(d, digitsD)))
    store<u64>(map, bits(digitsA, digitsB, digitsC, digitsD), 8)
    store<u64>(map, bits(areEnds(a), areEnds(b), areEnds(c), areEnds(d)), 16)
    store<u64>(map, bits(areSpecial(a), areSpecial(b), areSpecial(c), areSpecial(d)), 24)
  }
}

@inline
export function byteAt(at: u32): u32 {
  return load<u8>(INPUT + at)
}
/** First place from `at` on whose bit is set in a map. A line feed stands at the end of the input. */
@inline
export function nextSet(at: u32, which: u32): u32 {
  let map = MAPS + (at >> 6) * BLOCK + which
  let rest = load<u64>(map) >> (at & 63)
  if (rest !== 0) return at + (ctz(rest) as u32)
  at = at & ~63
  do {
    at += 64
    map += BLOCK
    rest = load<u64>(map)
  } while (rest === 0)
  return at + (ctz(rest) as u32)
}
/** First place from `at` on, but before `limit`, whose bit is set; `limit` where there is none. */
@inline
export function nextSetBefore(at: u32, limit: u32, which: u32): u32 {
  let map = MAPS + (at >> 6) * BLOCK + which
  let rest = load<u64>(map) >> (at & 63)
  if (rest !== 0) return min(at + (ctz(rest) as u32), limit)
  at = (at & ~63) + 64
  while (at < limit) {
    map += BLOCK
    rest = load<u64>(map)
    if (rest !== 0) return min(at + (ctz(rest) as u32), limit)
    at += 64
  }
  return limit
}
/** Where the run of set bits at `at` ends. */
@inline
export function endOfRun(at: u32, which: u32): u32 {
  let map = MAPS + (at >> 6) * BLOCK + which
  let rest = ~load<u64>(map) >> (at & 63)
  if (rest !== 0) return at + (ctz(rest) as u32)
  at = at & ~63
  do {
    at += 64
    map += BLOCK
    rest = ~load<u64>(map)
  } while (rest === 0)
  return at + (ctz(rest) as u32)
}
/** Where the word at `at` begins, not before `first`. */
@inline
export function startOfWord(at: u32, first: u32): u32 {
  let map = MAPS + (at >> 6) * BLOCK
  let before = ~load<u64>(map) << (63 - (at & 63))
  let start = at - (clz(before) as u32) + 1
  if (before !== 0) return max(start, first)
  start = at & ~63
  while (start > first) {
    map -= BLOCK
    before = ~load<u64>(map)
    start -= clz(before) as u32
    if (before !== 0) break
  }
  return max(start, first)
}
/**
 * A dash, four letters of a hexadecimal number, and a dash: behind a word with a digit a group of a UUID that happens to hold no
 * digit. It counts as one; one UUID in sixteen has such a group.
 */
@inline
export function isLetterGroup(at: u32): bool {
  if (byteAt(at) !== 45 || byteAt(at + 5) !== 45) return false
  const letters = (load<u32>(INPUT + at, 1) | 0x20202020) - 0x61616161
  // Each byte at most 5; a byte below `a` borrows and sets a high bit.
  return ((letters | (letters + 0x02020202)) & 0xf8f8f8f8) === 0
}
/** A bit for each of `+,-./:@`, counted from the first: `10.0.0.1:80` is one parameter. */
export const JOINTS: u32 = 0b1000001000000000011111
@inline
export function isJoint(byte: u32): bool {
  return byte >= 43 && byte <= 64 && ((JOINTS >> (byte - 43)) & 1) !== 0
}
