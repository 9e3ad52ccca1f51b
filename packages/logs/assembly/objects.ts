import { MAX_KEYS, MAX_VALUES, MAX_DEPTH, BLOCK, VALUES, VALUES_APART, INPUT, MAPS, LINE } from './layout'
import { byteAt, nextSet, nextSetBefore, endOfRun, startOfWord, isJoint, isLetterGroup } from './bitmaps'
import { mix, mixBytes, mixBytesAnd, mixClasses, seed } from './hashes'

/** Objects: of each value where its key begins and ends, where it does itself, texts without their quotes, and its type. */

export const TEXT: u32 = 1
export const EMPTY_TEXT: u32 = 2
export const NUMBER: u32 = 3
export const WORD: u32 = 4
export const OBJECT: u32 = 5
export const ARRAY: u32 = 6
/** Added to the type of a text with escapes of characters. */
export const HAS_CHARACTERS: u32 = 16
export const TYPES: u32 = VALUES + 4 * VALUES_APART

let hasCharacters = false
/** Values of the object at hand, so far. */
let values: i32 = 0

@inline
export function valueFrom(index: i32): u32 {
  return load<u32>(VALUES + 4 * index, 2 * VALUES_APART)
}
@inline
export function valueTo(index: i32): u32 {
  return load<u32>(VALUES + 4 * index, 3 * VALUES_APART)
}

/**
 * Scans the JSON object that begins at `from` and ends its line. Stricter than JSON: what it accepts, `JSON.parse` accepts.
 * @returns false for anything else, and for keys with escapes
 */
export function scanObject(from: u32): bool {
  let hash = seed()
  let at = skipSpace(from + 1)
  values = 0
  let keys = 0
  while (keys < MAX_KEYS) {
    if (byteAt(at) !== 34) return false
    const keyFrom = at + 1
    const keyTo = nextSet(keyFrom, 24)
    if (byteAt(keyTo) !== 34) return false
    at = skipSpace(keyTo + 1)
    if (byteAt(at) !== 58) return false
    const start = skipSpace(at + 1)
    const first = byteAt(start)
    hasCharacters = false
    at = skipValue(start, 0)
    if (at === 0) return false
    const isText = first === 34
    const type = isText ? (at - start > 2 ? TEXT : EMPTY_TEXT) : typeOf(first)
    const value = VALUES + 4 * keys
    store<u32>(value, keyFrom)
    store<u32>(value, keyTo, VALUES_APART)
    store<u32>(value, isText ? start + 1 : start, 2 * VALUES_APART)
    store<u32>(value, isText ? at - 1 : at, 3 * VALUES_APART)
    store<u8>(TYPES + keys, type | (hasCharacters ? HAS_CHARACTERS : 0))
    keys += 1
    hash = mixBytesAnd(hash, keyFrom, keyTo, type)
    at = skipSpace(at)
    const byte = byteAt(at)
    if (byte === 44) {
      at = skipSpace(at + 1)
      continue
    }
    if (byte !== 125) return false
    const last = byteAt(at + 1)
    LINE.end = at + 1
    LINE.count = keys
    LINE.shape = mix(hash, 44)
    return last === 10 || last === 13
  }
  return false
}

/** Where the value at `at` ends, 0 for none. */
export function skipValue(at: u32, depth: i32): u32 {
  const byte = byteAt(at)
  values += 1
  if (values > MAX_VALUES || depth > MAX_DEPTH) return 0
  if (byte === 34) return skipText(at + 1)
  if (byte === 123) return skipList(at, 125, depth)
  if (byte === 91) return skipList(at, 93, depth)
  if (byte === 45 || byte - 48 < 10) return skipNumber(at)
  // true, false, null
  if (byte === 116) return load<u32>(INPUT + at) === 0x65757274 ? at + 4 : 0
  if (byte === 102) return load<u32>(INPUT + at, 1) === 0x65736c61 ? at + 5 : 0
  return load<u32>(INPUT + at) === 0x6c6c756e ? at + 4 : 0
}
export function skipText(from: u32): u32 {
  let at = from
  while (true) {
    at = nextSet(at, 24)
    const byte = byteAt(at)
    if (byte === 34) return at + 1
    if (byte !== 92) return 0
    const letter = byteAt(at + 1)
    if (letter === 117) {
      if (!isHex(at + 2)) return 0
      hasCharacters = true
    } else if (!isEscape(letter)) return 0
    // An escape stands between words, whatever its letter.
    const map = MAPS + ((at + 1) >> 6) * BLOCK
    store<u64>(map, load<u64>(map) & ~((<u64>1) << ((at + 1) & 63)))
    at += 2
  }
}
@inline
export function isEscape(byte: u32): bool {
  return (
    byte === 34 || byte === 92 || byte === 47 || byte === 98 || byte === 102 || byte === 110 || byte === 114 || byte === 116
  )
}
export function isHex(from: u32): bool {
  for (let at = from; at < from + 4; at++) {
    const byte = byteAt(at)
    if (byte - 48 >= 10 && (byte | 32) - 97 >= 6) return false
  }
  return true
}
export function skipList(from: u32, close: u32, depth: i32): u32 {
  let at = skipSpace(from + 1)
  if (byteAt(at) === close) return at + 1
  while (true) {
    if (close === 125) {
      if (byteAt(at) !== 34) return 0
      at = skipText(at + 1)
      if (at === 0) return 0
      at = skipSpace(at)
      if (byteAt(at) !== 58) return 0
      at = skipSpace(at + 1)
    }
    at = skipValue(at, depth + 1)
    if (at === 0) return 0
    at = skipSpace(at)
    const byte = byteAt(at)
    if (byte === close) return at + 1
    if (byte !== 44) return 0
    at = skipSpace(at + 1)
  }
}
export function skipNumber(from: u32): u32 {
  const whole = byteAt(from) === 45 ? from + 1 : from
  let at = skipDigits(whole)
  if (at === whole || (byteAt(whole) === 48 && at > whole + 1)) return 0
  if (byteAt(at) === 46) {
    const to = skipDigits(at + 1)
    if (to === at + 1) return 0
    at = to
  }
  if ((byteAt(at) | 32) !== 101) return at
  at += 1
  const sign = byteAt(at)
  if (sign === 43 || sign === 45) at += 1
  const to = skipDigits(at)
  return to === at ? 0 : to
}
export function skipDigits(from: u32): u32 {
  let at = from
  while (byteAt(at) - 48 < 10) at += 1
  return at
}
@inline
export function skipSpace(from: u32): u32 {
  let at = from
  while (byteAt(at) === 32 || byteAt(at) === 9) at += 1
  return at
}
export function typeOf(byte: u32): u32 {
  if (byte === 123) return OBJECT
  if (byte === 91) return ARRAY
  return byte === 45 || byte - 48 < 10 ? NUMBER : WORD
}

// A plan of objects: indexes of the component, message and cause, -1 for none; how many values are looked at for the time and
// for the level, and up to four indexes of each.

/** Messages are mined up to 1024 characters. */
export const MAX_MESSAGE: u32 = 1000

export function objectKey(plan: u32): bool {
  const component = load<i32>(plan)
  const message = load<i32>(plan, 4)
  const cause = load<i32>(plan, 8)
  const times = load<i32>(plan, 12)
  const levels = load<i32>(plan, 16)
  let hash = mix(LINE.shape, (times << 8) | levels)
  for (let index = 0; index < times; index++) {
    const value = load<i32>(plan + 4 * index, 20)
    hash = mixClasses(hash, valueFrom(value), valueTo(value))
  }
  for (let index = 0; index < levels; index++) hash = mixValue(hash, load<i32>(plan + 4 * index, 36))
  if (component >= 0) hash = mixValue(hash, component)
  let length: u32 = 0
  if (message >= 0) {
    length = valueTo(message) - valueFrom(message)
    if (load<u8>(TYPES + message) >= HAS_CHARACTERS) return false
    hash = mixShape(hash, valueFrom(message), valueTo(message))
  }
  if (cause >= 0) {
    length += valueTo(cause) - valueFrom(cause)
    if (load<u8>(TYPES + cause) >= HAS_CHARACTERS) return false
    hash = mixShape(hash, valueFrom(cause), valueTo(cause))
  }
  LINE.baseKey = mix(hash, 45)
  return length <= MAX_MESSAGE
}
@inline
export function mixValue(hash: u64, index: i32): u64 {
  return mixBytes(hash, valueFrom(index), valueTo(index))
}
/** Adds the shape of a text to a hash: words with a digit count as one parameter, as in lines of plain text. */
export function mixShape(hash: u64, from: u32, to: u32): u64 {
  let at = from
  let isFirst = true
  while (true) {
    const digit = nextSetBefore(at, to, 8)
    if (digit >= to) break
    const start = startOfWord(digit, at)
    const isJoined = !isFirst && start - at === 1 && isJoint(byteAt(at))
    if (!isJoined) hash = mixBytesAnd(hash, at, start, 42)
    isFirst = false
    at = min(endOfRun(digit, 0), to)
    while (isLetterGroup(at)) at += 5
  }
  return mixBytesAnd(hash, at, to, 43)
}
/** Adds the words of some parameters of a text to a hash, with the marks that join them. */
export function mixNamed(hash: u64, named: u32, from: u32, to: u32): u64 {
  let at = from
  let parameter = -1
  while (true) {
    const digit = nextSetBefore(at, to, 8)
    if (digit >= to) return hash
    const start = startOfWord(digit, at)
    const joint: u32 = parameter >= 0 && start - at === 1 && isJoint(byteAt(at)) ? byteAt(at) : 0
    if (joint === 0) parameter += 1
    if (parameter > 31) return hash
    at = min(endOfRun(digit, 0), to)
    const isNamed = ((named >> parameter) & 1) !== 0
    if (isNamed) hash = mix(mixBytes(hash, start, at), (parameter << 8) | joint)
    for (; isLetterGroup(at); at += 5) if (isNamed) hash = mix(mixBytes(hash, at + 1, at + 5), (parameter << 8) | 45)
  }
}
