import { CLASS_OF_BYTE, DIGIT, JOINT, MARK } from './byte-classes.ts'

/** Keys of an object that are remembered; lines with more are read in full. */
const MAX_KEYS = 60
/** Values in all, nested ones too: readers stop at a hundred. */
const MAX_VALUES = 90
const MAX_DEPTH = 16

export const TEXT = 1
export const EMPTY_TEXT = 2
export const NUMBER = 3
export const WORD = 4
export const OBJECT = 5
export const ARRAY = 6

/** The keys of a JSON line and where their values stand. Reused from line to line. */
export type JsonShape = {
  end: number
  /** 64 bits of signature of the keys, in order, and the types of their values. */
  first: number
  second: number
  keys: number
  readonly keyFrom: Int32Array
  readonly keyTo: Int32Array
  /** Values as they stand, texts without their quotes. */
  readonly from: Int32Array
  readonly to: Int32Array
  readonly types: Uint8Array
}

export function createJsonShape(): JsonShape {
  const column = () => new Int32Array(MAX_KEYS)
  return {
    end: 0,
    first: 0,
    second: 0,
    keys: 0,
    keyFrom: column(),
    keyTo: column(),
    from: column(),
    to: column(),
    types: new Uint8Array(MAX_KEYS),
  }
}

const QUOTE = 34
const BACKSLASH = 92
// Bytes that a text may hold as they are: all but quote, backslash and controls.
const PLAIN = new Uint8Array(256).fill(1)
PLAIN.fill(0, 0, 32)
PLAIN[QUOTE] = PLAIN[BACKSLASH] = 0
const ESCAPED = new Set(Buffer.from('"\\/bfnrtu'))

/**
 * Scans the JSON object that begins at `from` and ends its line. Stricter than JSON: what it accepts, `JSON.parse` accepts.
 * @returns false for anything else, and for keys with escapes
 */
export function scanJson(bytes: Uint8Array, from: number, shape: JsonShape): boolean {
  let a = 0x811c9dc5 | 0
  let b = 0x9e3779b9 | 0
  let keys = 0
  let at = skipSpace(bytes, from + 1)
  budget.values = 0
  while (keys < MAX_KEYS) {
    if (bytes[at] !== QUOTE) return false
    const keyFrom = ++at
    let key = 0x811c9dc5 | 0
    let byte = bytes[at]!
    while (PLAIN[byte] === 1) {
      key = Math.imul(key ^ byte, 0x01000193)
      byte = bytes[++at]!
    }
    if (byte !== QUOTE) return false
    shape.keyFrom[keys] = keyFrom
    shape.keyTo[keys] = at
    at = skipSpace(bytes, at + 1)
    if (bytes[at] !== 58) return false
    at = skipSpace(bytes, at + 1)
    const start = at
    byte = bytes[at]!
    at = skipValue(bytes, at, 0)
    if (at < 0) return false
    const isText = byte === QUOTE
    const type = isText ? (at - start > 2 ? TEXT : EMPTY_TEXT) : typeOf(byte)
    shape.types[keys] = type
    shape.from[keys] = isText ? start + 1 : start
    shape.to[keys] = isText ? at - 1 : at
    keys += 1
    key ^= type << 24
    a = Math.imul(a ^ key, 0x85ebca6b)
    a ^= a >>> 13
    b = Math.imul(b + key + (shape.keyTo[keys - 1]! - keyFrom), 0xc2b2ae35)
    b ^= b >>> 16
    at = skipSpace(bytes, at)
    byte = bytes[at]!
    if (byte === 44) {
      at = skipSpace(bytes, at + 1)
      continue
    }
    if (byte !== 125) return false
    at += 1
    if (bytes[at] !== 10 && bytes[at] !== 13) return false
    shape.end = at
    shape.keys = keys
    shape.first = a
    shape.second = b
    return true
  }
  return false
}

const budget = { values: 0 }

/** Where the value at `at` ends, -1 for none. */
function skipValue(bytes: Uint8Array, at: number, depth: number): number {
  const byte = bytes[at]!
  if (++budget.values > MAX_VALUES || depth > MAX_DEPTH) return -1
  if (byte === QUOTE) return skipText(bytes, at + 1)
  if (byte === 123) return skipList(bytes, at, 125, depth)
  if (byte === 91) return skipList(bytes, at, 93, depth)
  if (byte === 45 || CLASS_OF_BYTE[byte] === DIGIT) return skipNumber(bytes, at)
  return skipWord(bytes, at, byte === 116 ? 'true' : byte === 102 ? 'false' : 'null')
}

function skipText(bytes: Uint8Array, from: number): number {
  let at = from
  for (;;) {
    while (PLAIN[bytes[at]!] === 1) at += 1
    if (bytes[at] === QUOTE) return at + 1
    if (bytes[at] !== BACKSLASH || !ESCAPED.has(bytes[at + 1]!)) return -1
    if (bytes[at + 1] === 117 && !isHex(bytes, at + 2)) return -1
    at += 2
  }
}

function isHex(bytes: Uint8Array, from: number): boolean {
  for (let at = from; at < from + 4; at++) {
    const byte = bytes[at]! | 32
    if (!(byte >= 97 && byte <= 102) && CLASS_OF_BYTE[bytes[at]!] !== DIGIT) return false
  }
  return true
}

function skipList(bytes: Uint8Array, from: number, close: number, depth: number): number {
  let at = skipSpace(bytes, from + 1)
  if (bytes[at] === close) return at + 1
  for (;;) {
    if (close === 125) {
      if (bytes[at] !== QUOTE) return -1
      at = skipText(bytes, at + 1)
      if (at < 0) return -1
      at = skipSpace(bytes, at)
      if (bytes[at] !== 58) return -1
      at = skipSpace(bytes, at + 1)
    }
    at = skipValue(bytes, at, depth + 1)
    if (at < 0) return -1
    at = skipSpace(bytes, at)
    if (bytes[at] === close) return at + 1
    if (bytes[at] !== 44) return -1
    at = skipSpace(bytes, at + 1)
  }
}

function skipNumber(bytes: Uint8Array, from: number): number {
  let at = bytes[from] === 45 ? from + 1 : from
  const whole = at
  at = skipDigits(bytes, at)
  if (at === whole || (bytes[whole] === 48 && at > whole + 1)) return -1
  if (bytes[at] === 46) {
    const end = skipDigits(bytes, at + 1)
    if (end === at + 1) return -1
    at = end
  }
  if ((bytes[at]! | 32) !== 101) return at
  at += 1
  if (bytes[at] === 43 || bytes[at] === 45) at += 1
  const end = skipDigits(bytes, at)
  return end === at ? -1 : end
}

function skipDigits(bytes: Uint8Array, from: number): number {
  let at = from
  while (CLASS_OF_BYTE[bytes[at]!] === DIGIT) at += 1
  return at
}

function skipWord(bytes: Uint8Array, from: number, word: string): number {
  for (let at = 0; at < word.length; at++) if (bytes[from + at] !== word.charCodeAt(at)) return -1
  return from + word.length
}

function skipSpace(bytes: Uint8Array, from: number): number {
  let at = from
  while (bytes[at] === 32 || bytes[at] === 9) at += 1
  return at
}

function typeOf(byte: number): number {
  if (byte === 123) return OBJECT
  if (byte === 91) return ARRAY
  return byte === 45 || CLASS_OF_BYTE[byte] === DIGIT ? NUMBER : WORD
}

/** 64 bits in two halves. */
export type Hash = { first: number; second: number }

/**
 * Adds the shape of a JSON text to `hash`: words with a digit count as one parameter, as in lines of plain text.
 * @param named bit set of the parameters, among the first 32, that count with every byte
 * @returns false for a text with escapes of characters
 */
export function hashText(bytes: Uint8Array, from: number, to: number, named: number, hash: Hash): boolean {
  let { first: a, second: b } = hash
  let afterParameter = false
  let parameter = -1
  let at = from
  while (at < to) {
    const marksFrom = at
    let marks = 0
    let lastKind = 0
    for (let byte = bytes[at]!; at < to && CLASS_OF_BYTE[byte]! >= MARK; byte = bytes[++at]!) {
      marks = (Math.imul(marks, 131) + byte) | 0
      lastKind = CLASS_OF_BYTE[byte]!
      if (byte !== BACKSLASH) continue
      at += 1
      if (bytes[at] === 117) return false
      marks = (Math.imul(marks, 131) + bytes[at]! + 256) | 0
    }
    const start = at
    let word = 0x811c9dc5 | 0
    let kinds = 0
    while (at < to) {
      const byte = bytes[at]!
      const kind = CLASS_OF_BYTE[byte]!
      if (kind >= MARK) break
      word = Math.imul(word ^ byte, 0x01000193)
      kinds |= kind
      at += 1
    }
    if ((kinds & DIGIT) === 0) afterParameter = false
    else {
      const isJoined = afterParameter && lastKind === JOINT && start - marksFrom === 1
      afterParameter = true
      if (!isJoined) parameter += 1
      if (parameter > 31 || ((named >>> parameter) & 1) === 0) {
        if (isJoined) continue
        word = 42
      }
    }
    const both = Math.imul(marks, 0x9e3779b1) ^ word
    a = Math.imul(a ^ both, 0x85ebca6b)
    a ^= a >>> 13
    b = Math.imul(b + both, 0xc2b2ae35)
    b ^= b >>> 16
  }
  hash.first = Math.imul(a ^ 0x5f, 0x85ebca6b)
  hash.second = Math.imul(b + 0x5f, 0xc2b2ae35)
  return true
}

/** Adds bytes to `hash`; with `isClass` all digits are taken for the same. */
export function hashBytes(bytes: Uint8Array, from: number, to: number, isClass: boolean, hash: Hash): void {
  let { first: a, second: b } = hash
  for (let at = from; at < to; at++) {
    const byte = bytes[at]!
    const value = isClass && CLASS_OF_BYTE[byte] === DIGIT ? 48 : byte
    a = Math.imul(a ^ value, 0x01000193)
    b = Math.imul(b + value, 0x85ebca6b) ^ (b >>> 15)
  }
  hash.first = Math.imul(a ^ (to - from), 0x85ebca6b)
  hash.second = Math.imul(b + 7, 0xc2b2ae35)
}
