/**
 * The scanner of the line memo, in AssemblyScript: it finds out at the speed of the bytes whether a line is one of a known shape.
 * `npm run assemble` compiles it into `../src/shapes/line-scanner.wasm.ts`. Places are offsets in {@link INPUT}.
 *
 * A line's shape is what all lines have in common that differ in words with a digit only; joined words with a digit are one
 * parameter. Bytes are classed sixteen at a time into bitmaps, so that only words with a digit are looked at one by one, and what
 * stands between them is hashed eight bytes at a time.
 */

/** Bytes that are scanned together, and room behind them for blocks and words that are read whole. */
const INPUT_BYTES: u32 = 263_168
/** Words with a digit that are remembered of a line; a header has fewer. */
const MAX_WORDS: i32 = 48
/** Keys of an object that are remembered; lines with more are read in full. */
const MAX_KEYS: i32 = 60
/** Values in all, nested ones too: readers stop at a hundred. */
const MAX_VALUES: i32 = 90
const MAX_DEPTH: i32 = 16
/** Longer lines are read in full: messages are mined up to 1024 characters, and of JSON lines only some values are looked at. */
const MAX_TEXT: u32 = 1024
const MAX_JSON: u32 = 4096
/** Longer words with a digit in a header are read in full. */
const LONGEST: u32 = 60
/** Slots of a table at first and at most, each of 16 bytes. */
const MIN_CAPACITY: u32 = 1 << 10
const MAX_CAPACITY: u32 = 1 << 18
const MAX_PLANS: i32 = 1 << 17
const TEXT_PLAN_BYTES: u32 = 20
const JSON_PLAN_BYTES: u32 = 56
const MAX_JSON_PLANS: i32 = 1 << 12

const BLOCK: u32 = 32
const RESULT: u32 = 1024
const WORDS: u32 = RESULT + 64
const VALUES: u32 = WORDS + 8 * MAX_WORDS
/** Columns of words and values are so many bytes apart. */
const WORDS_APART: u32 = 4 * MAX_WORDS
const VALUES_APART: u32 = 4 * MAX_KEYS
const INPUT: u32 = 4096
const MAPS: u32 = INPUT + INPUT_BYTES + 64
const TEXT_PLANS: u32 = MAPS + (INPUT_BYTES / 64 + 2) * BLOCK
const JSON_PLANS: u32 = TEXT_PLANS + MAX_PLANS * TEXT_PLAN_BYTES
const NAMES: u32 = JSON_PLANS + MAX_JSON_PLANS * JSON_PLAN_BYTES
const TABLES: u32 = NAMES + MAX_PLANS * 4
/** A table with all the sizes that it grows through. */
const TABLE_BYTES: u32 = 2 * MAX_CAPACITY * 16

/** Where the host reads and writes. */
export const inputAt: u32 = INPUT
export const inputBytes: u32 = INPUT_BYTES - 1024
export const resultAt: u32 = RESULT
export const wordsAt: u32 = WORDS
export const valuesAt: u32 = VALUES
export const textPlansAt: u32 = TEXT_PLANS
export const jsonPlansAt: u32 = JSON_PLANS
export const namesAt: u32 = NAMES

const FACTOR: u64 = 0x9e3779b97f4a7c15
const FACTOR_2: u64 = 0xc2b2ae3d27d4eb4f
/** A value of the table of lines that stands for names: their place is in the rest. */
const HAS_NAMES: i32 = 1 << 30

let seed: u64 = FACTOR
let end: u32 = 0
let words: i32 = 0
let keys: i32 = 0
let values: i32 = 0
let shape: u64 = 0
let key: u64 = 0
/** The key before names were added. */
let baseKey: u64 = 0

// Bitmaps: of 64 bytes each those of words, digits, line ends, and what ends the plain part of a JSON text.

@inline
function bits(a: v128, b: v128, c: v128, d: v128): u64 {
  return (
    (i8x16.bitmask(a) as u64) |
    ((i8x16.bitmask(b) as u64) << 16) |
    ((i8x16.bitmask(c) as u64) << 32) |
    ((i8x16.bitmask(d) as u64) << 48)
  )
}
@inline
function areDigits(bytes: v128): v128 {
  return i8x16.lt_u(i8x16.sub(bytes, i8x16.splat(48)), i8x16.splat(10))
}
/** Letters, digits, underlines and bytes of other alphabets. */
@inline
function areWords(bytes: v128, digits: v128): v128 {
  const letters = i8x16.lt_u(i8x16.sub(v128.or(bytes, i8x16.splat(32)), i8x16.splat(97)), i8x16.splat(26))
  const others = v128.or(i8x16.eq(bytes, i8x16.splat(95)), i8x16.lt_s(bytes, i8x16.splat(0)))
  return v128.or(v128.or(letters, digits), others)
}
/** LF and CR; zeros and the escape character of terminal colours, for lines with such are read in full. */
@inline
function areEnds(bytes: v128): v128 {
  const feeds = v128.or(i8x16.eq(bytes, i8x16.splat(10)), i8x16.eq(bytes, i8x16.splat(13)))
  return v128.or(feeds, v128.or(i8x16.eq(bytes, i8x16.splat(0)), i8x16.eq(bytes, i8x16.splat(27))))
}
@inline
function areSpecial(bytes: v128): v128 {
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
function byteAt(at: u32): u32 {
  return load<u8>(INPUT + at)
}
/** First place from `at` on whose bit is set in a map. A line feed stands at the end of the input. */
@inline
function nextSet(at: u32, which: u32): u32 {
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
function nextSetBefore(at: u32, limit: u32, which: u32): u32 {
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
function endOfRun(at: u32, which: u32): u32 {
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
function startOfWord(at: u32, first: u32): u32 {
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
/** A bit for each of `+,-./:@`, counted from the first: `10.0.0.1:80` is one parameter. */
const JOINTS: u32 = 0b1000001000000000011111
@inline
function isJoint(byte: u32): bool {
  return byte >= 43 && byte <= 64 && ((JOINTS >> (byte - 43)) & 1) !== 0
}

// Hashes: each step is a bijection of what it adds, so that only sequences can collide; the seed differs from process to process.

@inline
function mix(hash: u64, value: u64): u64 {
  const product = (hash ^ value) * FACTOR
  return product ^ (product >> 32)
}
/** The first 1 to 8 bytes from a place on. */
@inline
function head(at: u32, count: u32): u64 {
  return load<u64>(INPUT + at) & ((<u64>-1) >> (64 - (count << 3)))
}
@inline
function mixBytes(hash: u64, from: u32, to: u32): u64 {
  let at = from
  for (; at + 8 <= to; at += 8) hash = mix(hash, load<u64>(INPUT + at))
  if (at < to) hash = mix(hash, head(at, to - at))
  return mix(hash, to - from)
}
/** The same with all digits taken for one. */
function mixClasses(hash: u64, from: u32, to: u32): u64 {
  for (let at = from; at < to; at += 16) {
    const bytes = v128.load(INPUT + at)
    const classes = v128.bitselect(i8x16.splat(48), bytes, areDigits(bytes))
    const left = to - at
    const low = i64x2.extract_lane(classes, 0) as u64
    hash = mix(hash, left >= 8 ? low : low & ((<u64>-1) >> (64 - (left << 3))))
    if (left <= 8) break
    const high = i64x2.extract_lane(classes, 1) as u64
    hash = mix(hash, left >= 16 ? high : high & ((<u64>-1) >> (128 - (left << 3))))
  }
  return mix(hash, to - from)
}

// Tables: numbers by keys of 64 bits, by open addressing. A slot holds the key, and the value plus one.

@unmanaged
class Table {
  base: u32
  slots: u32
  capacity: u32
  size: u32
}
const SHAPES = changetype<Table>(RESULT - 512)
const LINES = changetype<Table>(RESULT - 448)
const OBJECTS = changetype<Table>(RESULT - 384)

@inline
function slotOf(table: Table, hash: u64): u32 {
  const mask = table.capacity - 1
  let at = ((hash ^ (hash >> 40)) as u32) & mask
  while (true) {
    const slot = table.slots + 16 * at
    const value = load<i32>(slot, 8)
    if (value === 0 || load<u64>(slot) === hash) return slot
    at = (at + 1) & mask
  }
}
@inline
function valueOf(table: Table, hash: u64): i32 {
  return load<i32>(slotOf(table, hash), 8) - 1
}
function put(table: Table, hash: u64, value: i32): bool {
  if (table.size * 2 >= table.capacity) {
    if (table.capacity < MAX_CAPACITY) grow(table)
    else if (valueOf(table, hash) < 0) return false
  }
  const slot = slotOf(table, hash)
  if (load<i32>(slot, 8) === 0) table.size += 1
  store<u64>(slot, hash)
  store<i32>(slot, value + 1, 8)
  return true
}
function grow(table: Table): void {
  const old = table.slots
  const count = table.capacity
  table.slots = old + 16 * count
  table.capacity = 4 * count
  memory.fill(table.slots, 0, 16 * table.capacity)
  for (let at: u32 = 0; at < count; at++) {
    const from = old + 16 * at
    if (load<i32>(from, 8) === 0) continue
    const slot = slotOf(table, load<u64>(from))
    store<u64>(slot, load<u64>(from))
    store<i32>(slot, load<i32>(from, 8), 8)
  }
}
function clear(table: Table, index: u32): void {
  table.slots = TABLES + index * TABLE_BYTES
  table.capacity = MIN_CAPACITY
  table.size = 0
  memory.fill(table.slots, 0, 16 * MIN_CAPACITY)
}

/** Forgets everything. Must come first; with another seed than before after the lines of another source. */
export function reset(value: u64): void {
  seed = mix(FACTOR_2, value)
  clear(SHAPES, 0)
  clear(LINES, 1)
  clear(OBJECTS, 2)
}
/** Gives lines of a shape their plan, by its place among the plans of text from 1 on; 0 and less for none. @returns 0 when there is no room */
export function setShape(hash: u64, plan: i32): i32 {
  return put(SHAPES, hash, plan) ? 1 : 0
}
export function setObject(hash: u64, plan: i32): i32 {
  return put(OBJECTS, hash, plan) ? 1 : 0
}
export function setLine(hash: u64, line: i32): i32 {
  return put(LINES, hash, line) ? 1 : 0
}
/** Lines of a key have names in them, which count: `place` is that of their bits. */
export function setNames(hash: u64, place: i32): i32 {
  return put(LINES, hash, HAS_NAMES | place) ? 1 : 0
}

/**
 * Scans the line that begins at `from` and looks it up. The result holds where it ends, how many words with a digit or keys it has,
 * its shape, its key before and with names, 0 without, its plan and the place of its names, -1 each for none.
 * @returns the number of the line's kind; -1 for one that is new; -2 for one that must be read in full
 */
export function find(from: u32): i32 {
  store<i32>(RESULT + 32, -1)
  store<i32>(RESULT + 36, -1)
  key = baseKey = 0
  const line = byteAt(from) === 123 ? findObject(from) : findText(from)
  store<u32>(RESULT, end)
  store<u64>(RESULT, shape, 8)
  store<u64>(RESULT, baseKey, 16)
  store<u64>(RESULT, key, 24)
  return line
}
/** Computes the key of the line just found with another plan; its place among the plans of its kind. */
export function keyWith(from: u32, plan: i32, isObject: i32): i32 {
  store<i32>(RESULT + 36, -1)
  const isKeyed = isObject ? objectKey(JSON_PLANS + plan * JSON_PLAN_BYTES) : headerKey(from, TEXT_PLANS + plan * TEXT_PLAN_BYTES)
  if (!isKeyed) return -2
  const line = lookUp(isObject !== 0, plan)
  store<u64>(RESULT, baseKey, 16)
  store<u64>(RESULT, key, 24)
  return line
}

function findText(from: u32): i32 {
  // Indented lines are mostly parts of something.
  if (byteAt(from) <= 32 || !scanText(from) || end - from > MAX_TEXT) return -2
  store<i32>(RESULT, words, 4)
  const plan = valueOf(SHAPES, shape)
  store<i32>(RESULT, plan, 32)
  if (plan <= 0 || !headerKey(from, TEXT_PLANS + plan * TEXT_PLAN_BYTES)) return -1
  return lookUp(false, plan)
}
function findObject(from: u32): i32 {
  if (!scanObject(from) || end - from > MAX_JSON) return -2
  store<i32>(RESULT, keys, 4)
  const plan = valueOf(OBJECTS, shape)
  store<i32>(RESULT, plan, 32)
  if (plan < 0 || !objectKey(JSON_PLANS + plan * JSON_PLAN_BYTES)) return -1
  return lookUp(true, plan)
}
/** The line of the key, which names are added to where there are some. */
function lookUp(isObject: bool, plan: i32): i32 {
  const found = valueOf(LINES, baseKey)
  key = baseKey
  if (found < HAS_NAMES) return found
  key = mix(key, 46)
  const place = found & (HAS_NAMES - 1)
  store<i32>(RESULT, place, 36)
  const named = load<u32>(NAMES + 4 * place)
  if (isObject) {
    const message = load<i32>(JSON_PLANS + plan * JSON_PLAN_BYTES, 8)
    key = mixNamed(key, named, valueFrom(message), valueTo(message))
  } else key = mixNamedWords(key, named)
  return valueOf(LINES, key)
}

@inline
function wordStart(word: i32): u32 {
  return load<u32>(WORDS + 4 * word)
}
@inline
function wordEnd(word: i32): u32 {
  return load<u32>(WORDS + 4 * word, WORDS_APART)
}

function scanText(from: u32): bool {
  end = nextSet(from, 16)
  words = 0
  const last = byteAt(end)
  if (last !== 10 && last !== 13) return false
  let hash = seed
  let at = from
  while (true) {
    const digit = nextSetBefore(at, end, 8)
    if (digit >= end) break
    const start = startOfWord(digit, at)
    const isJoined = words > 0 && start - at === 1 && isJoint(byteAt(at))
    if (!isJoined) hash = mix(mixBytes(hash, at, start), 42)
    at = endOfRun(digit, 0)
    if (words < MAX_WORDS) {
      store<u32>(WORDS + 4 * words, start)
      store<u32>(WORDS + 4 * words, at, WORDS_APART)
    }
    words += 1
  }
  shape = mix(mixBytes(hash, at, end), 43)
  return true
}

// A plan of text: how many words from the start of the line are looked at; bit sets, of the first 32, of words of which the very
// bytes count, of which only the length counts, and which a stamp is made of; whether it counts which words are the same.

/**
 * Computes the key of a line: lines of equal keys have the same header but for the time, ids and numbers in it. Words of digits
 * count by their length, other words with a digit by their first letter, all by the marks around them.
 * @returns false for a line whose words with a digit are too long or not ASCII
 */
function headerKey(from: u32, plan: u32): bool {
  // A line may have fewer words than another of its shape: joined ones count as one.
  const count = min(min(load<i32>(plan), words), MAX_WORDS)
  const exact = load<u32>(plan, 4)
  const opaque = load<u32>(plan, 8)
  const stamped = load<u32>(plan, 12)
  const repeats = load<u32>(plan, 16) !== 0
  let hash = shape
  for (let word = 0; word < count; word++) {
    const bit: u32 = word < 32 ? 1 << word : 0
    if ((stamped & bit) !== 0) continue
    const start = wordStart(word)
    let to = wordEnd(word)
    const length = to - start
    if (length > LONGEST) return false
    const before: u32 = start === from ? 0 : byteAt(start - 1)
    let repeated: u32 = repeats ? repeatOf(word) + 1 : 0
    let code: u64 = length
    if ((exact & bit) !== 0) code = exactCode(start, to)
    else if ((opaque & bit) !== 0) code = length | (4 << 22)
    // `<34>1 `: syslog writes its version behind the priority, the only digit that a format asks for by itself (RFC 5424 §6.2.2).
    else if (before === 62 && length === 1) code = exactCode(start, to)
    else if (endOfRun(start, 8) < to) {
      const mixed = codeOfMixed(start, to)
      if (mixed < 0) return false
      code = mixed
    } else if ((word >= 32 || ((exact >> word) & 15) === 0) && length <= 3 && before !== 45 && isQuad(word, count)) {
      code = 1 << 22
      if (repeats) for (let next = word + 1; next <= word + 3; next++) repeated = (repeated << 6) + repeatOf(next) + 1
      word += 3
      to = wordEnd(word)
    }
    hash = mix(hash, code ^ ((before as u64) << 32) ^ ((byteAt(to) as u64) << 40))
    if (repeats) hash = mix(hash, repeated)
  }
  baseKey = mix(hash, count)
  return true
}
@inline
function exactCode(from: u32, to: u32): u64 {
  return mixBytes(3, from, to)
}
/** Adds the words of some parameters to the key, with the marks that join them. */
function mixNamedWords(hash: u64, named: u32): u64 {
  let parameter = -1
  for (let word = 0; word < words && word < MAX_WORDS; word++) {
    const start = wordStart(word)
    const joint: u32 = word > 0 && start === wordEnd(word - 1) + 1 ? byteAt(start - 1) : 0
    const isJoined = joint !== 0 && isJoint(joint)
    if (!isJoined) parameter += 1
    if (parameter > 31) break
    if (((named >> parameter) & 1) === 0) continue
    hash = mix(mixBytes(hash, start, wordEnd(word)), (parameter << 8) | (isJoined ? joint : 0))
  }
  return hash
}
/** By its first character; exactly where the letters in it may belong to a stamp (`02T08`, `890Z`, `E0304`) or a level (`debug1`). */
function codeOfMixed(from: u32, to: u32): i64 {
  let letters = 0
  const first = byteAt(from)
  const isDigit = first - 48 < 10
  let isStampLike = !isDigit
  for (let at = from; at < to; at++) {
    const byte = byteAt(at)
    if (byte > 127) return -1
    if (byte - 48 < 10) continue
    letters += 1
    if (byte === 84 || byte === 90 || byte === 95) isStampLike = true
  }
  const mixed: i64 = 2 << 22
  if (to - from === 6 && ((first | 32) === 100 || (first | 32) === 116)) return mixed | ((exactCode(from, to) >> 2) as i64)
  if (isStampLike && letters === 1) return mixed | ((mixClasses(7, from, to) >> 2) as i64)
  if (from > 0 && byteAt(from - 1) === 45) return mixed
  return mixed | (isDigit ? 1 : first === 95 ? 2 : first < 97 ? 3 : 4)
}
/** Four numbers of at most three digits with dots between: an address, of whatever lengths. */
function isQuad(word: i32, count: i32): bool {
  if (word + 3 >= count) return false
  for (let next = word + 1; next <= word + 3; next++) {
    const start = wordStart(next)
    const to = wordEnd(next)
    if (start !== wordEnd(next - 1) + 1 || byteAt(start - 1) !== 46) return false
    if (to - start > 3 || endOfRun(start, 8) < to) return false
  }
  return true
}
/** How far back the same word stands, 0 for nowhere. */
function repeatOf(word: i32): u32 {
  const start = wordStart(word)
  const length = wordEnd(word) - start
  for (let back = 1; back <= word; back++) {
    const other = wordStart(word - back)
    if (wordEnd(word - back) - other === length && memory.compare(INPUT + other, INPUT + start, length) === 0) return back
  }
  return 0
}

// Objects: of each value where its key begins and ends, where it does itself, texts without their quotes, and its type.

const TEXT: u32 = 1
const EMPTY_TEXT: u32 = 2
const NUMBER: u32 = 3
const WORD: u32 = 4
const OBJECT: u32 = 5
const ARRAY: u32 = 6
/** Added to the type of a text with escapes of characters. */
const HAS_CHARACTERS: u32 = 16
const TYPES: u32 = VALUES + 4 * VALUES_APART

let hasCharacters = false

@inline
function valueFrom(index: i32): u32 {
  return load<u32>(VALUES + 4 * index, 2 * VALUES_APART)
}
@inline
function valueTo(index: i32): u32 {
  return load<u32>(VALUES + 4 * index, 3 * VALUES_APART)
}

/**
 * Scans the JSON object that begins at `from` and ends its line. Stricter than JSON: what it accepts, `JSON.parse` accepts.
 * @returns false for anything else, and for keys with escapes
 */
function scanObject(from: u32): bool {
  let hash = seed
  let at = skipSpace(from + 1)
  values = 0
  keys = 0
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
    hash = mix(mixBytes(hash, keyFrom, keyTo), type)
    at = skipSpace(at)
    const byte = byteAt(at)
    if (byte === 44) {
      at = skipSpace(at + 1)
      continue
    }
    if (byte !== 125) return false
    end = at + 1
    const last = byteAt(end)
    shape = mix(hash, 44)
    return last === 10 || last === 13
  }
  return false
}

/** Where the value at `at` ends, 0 for none. */
function skipValue(at: u32, depth: i32): u32 {
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
function skipText(from: u32): u32 {
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
function isEscape(byte: u32): bool {
  return (
    byte === 34 || byte === 92 || byte === 47 || byte === 98 || byte === 102 || byte === 110 || byte === 114 || byte === 116
  )
}
function isHex(from: u32): bool {
  for (let at = from; at < from + 4; at++) {
    const byte = byteAt(at)
    if (byte - 48 >= 10 && (byte | 32) - 97 >= 6) return false
  }
  return true
}
function skipList(from: u32, close: u32, depth: i32): u32 {
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
function skipNumber(from: u32): u32 {
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
function skipDigits(from: u32): u32 {
  let at = from
  while (byteAt(at) - 48 < 10) at += 1
  return at
}
@inline
function skipSpace(from: u32): u32 {
  let at = from
  while (byteAt(at) === 32 || byteAt(at) === 9) at += 1
  return at
}
function typeOf(byte: u32): u32 {
  if (byte === 123) return OBJECT
  if (byte === 91) return ARRAY
  return byte === 45 || byte - 48 < 10 ? NUMBER : WORD
}

// A plan of objects: indexes of the component, host, message and cause, -1 for none; how many values are looked at for the time and
// for the level, and up to four indexes of each.

/** Messages are mined up to 1024 characters. */
const MAX_MESSAGE: u32 = 1000

function objectKey(plan: u32): bool {
  const component = load<i32>(plan)
  const host = load<i32>(plan, 4)
  const message = load<i32>(plan, 8)
  const cause = load<i32>(plan, 12)
  const times = load<i32>(plan, 16)
  const levels = load<i32>(plan, 20)
  let hash = mix(shape, (times << 8) | levels)
  for (let index = 0; index < times; index++) {
    const value = load<i32>(plan + 4 * index, 24)
    hash = mixClasses(hash, valueFrom(value), valueTo(value))
  }
  for (let index = 0; index < levels; index++) hash = mixValue(hash, load<i32>(plan + 4 * index, 40))
  if (host >= 0) hash = mixValue(hash, host)
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
  baseKey = mix(hash, 45)
  return length <= MAX_MESSAGE
}
@inline
function mixValue(hash: u64, index: i32): u64 {
  return mixBytes(hash, valueFrom(index), valueTo(index))
}
/** Adds the shape of a text to a hash: words with a digit count as one parameter, as in lines of plain text. */
function mixShape(hash: u64, from: u32, to: u32): u64 {
  let at = from
  let isFirst = true
  while (true) {
    const digit = nextSetBefore(at, to, 8)
    if (digit >= to) break
    const start = startOfWord(digit, at)
    const isJoined = !isFirst && start - at === 1 && isJoint(byteAt(at))
    if (!isJoined) hash = mix(mixBytes(hash, at, start), 42)
    isFirst = false
    at = min(endOfRun(digit, 0), to)
  }
  return mix(mixBytes(hash, at, to), 43)
}
/** Adds the words of some parameters of a text to a hash, with the marks that join them. */
function mixNamed(hash: u64, named: u32, from: u32, to: u32): u64 {
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
    if (((named >> parameter) & 1) !== 0) hash = mix(mixBytes(hash, start, at), (parameter << 8) | joint)
  }
}
