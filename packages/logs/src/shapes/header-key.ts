import { CLASS_OF_BYTE, DIGIT, JOINT } from './byte-classes.ts'
import type { NamePlan } from './parameters.ts'
import type { LineShape } from './scan-line.ts'

/** What is looked at in the words with a digit of a header, beyond the shape of its line. */
export type HeaderPlan = NamePlan & {
  /** This many words, counted from the start of the line. */
  readonly words: number
  /** Bit set of the words, among the first 32, of which the very digits count. */
  readonly exact: number
  /** Bit set of the words, among the first 32, of which only the length counts. */
  readonly opaque: number
  /** Bit set of the words, among the first 32, that are in a stamp, which is compared byte by byte. */
  readonly stamped: number
  /** Which words are the same counts: some headers repeat a name. */
  readonly repeats: boolean
}

/** Key of a line's shape together with its header, in two halves. */
export type HeaderKey = { first: number; second: number }

const QUAD = 1 << 22
const MIXED = 2 << 22
const EXACT = 3 << 22
const OPAQUE = 4 << 22
const LONGEST = 60
/** `<34>1 `: syslog writes its version behind the priority, the only digit that a format asks for by itself (RFC 5424 §6.2.2). */
const VERSION_MARK = 62

/**
 * Computes the key of a line: lines of equal keys have the same header but for the time, ids and numbers in it. Words of digits
 * count by their length, other words with a digit by their first letter, all by the marks around them.
 * @returns false for a line whose words with a digit are too long or not ASCII
 */
export function headerKey(bytes: Uint8Array, from: number, shape: LineShape, plan: HeaderPlan, key: HeaderKey): boolean {
  const { starts, ends, hashes, kinds } = shape
  const { exact, opaque, repeats, stamped } = plan
  let a = shape.first
  let b = shape.second
  // A line may have fewer words than another of its shape: joined ones count as one.
  const count = Math.min(plan.words, shape.words)
  for (let word = 0; word < count; word++) {
    if (word < 32 && ((stamped >>> word) & 1) === 1) continue
    const start = starts[word]!
    const end = ends[word]!
    const before = start === from ? 0 : bytes[start - 1]!
    let code = end - start
    if (code > LONGEST) return false
    let after = bytes[end]!
    let repeated = repeats ? repeatOf(shape, word) + 1 : 0
    if (word < 32 && ((exact >>> word) & 1) === 1) code = hashes[word]! ^ EXACT
    else if (word < 32 && ((opaque >>> word) & 1) === 1) code |= OPAQUE
    else if (before === VERSION_MARK && code === 1) code = hashes[word]! ^ EXACT
    else if (kinds[word] !== DIGIT) {
      code = codeOfMixed(bytes, start, end, hashes[word]!)
      if (code < 0) return false
    } else if ((word >= 32 || ((exact >>> word) & 15) === 0) && code <= 3 && before !== 45 && isQuad(shape, word, count, bytes)) {
      code = QUAD
      if (repeats) for (let next = word + 1; next <= word + 3; next++) repeated = (repeated << 6) + repeatOf(shape, next) + 1
      word += 3
      after = bytes[ends[word]!]!
    }
    if (repeats) code ^= Math.imul(repeated, 0x01000193)
    const all = Math.imul(code, 0x9e3779b1) ^ (before << 7) ^ (after << 14)
    a = Math.imul(a ^ all, 0x85ebca6b)
    a ^= a >>> 13
    b = Math.imul(b + all, 0xc2b2ae35)
    b ^= b >>> 16
  }
  key.first = Math.imul(a ^ count, 0x85ebca6b)
  key.second = b
  if (plan.named !== 0) addNamed(bytes, shape, plan.named, key)
  return true
}

/** Adds the words of some parameters to the key, with the marks that join them. */
function addNamed(bytes: Uint8Array, { starts, ends, hashes, words }: LineShape, named: number, key: HeaderKey): void {
  let parameter = -1
  for (let word = 0; word < words && word < starts.length; word++) {
    const start = starts[word]!
    const joint = word > 0 && start === ends[word - 1]! + 1 ? bytes[start - 1]! : 0
    const isJoined = CLASS_OF_BYTE[joint] === JOINT
    if (!isJoined) parameter += 1
    if (parameter > 31) break
    if (((named >>> parameter) & 1) === 0) continue
    const code = hashes[word]! ^ Math.imul((parameter << 8) | (isJoined ? joint : 0), 0x9e3779b1)
    key.first = Math.imul(key.first ^ code, 0x85ebca6b)
    key.first ^= key.first >>> 13
    key.second = Math.imul(key.second + code, 0xc2b2ae35)
    key.second ^= key.second >>> 16
  }
}

/** By its first character; exactly where the letters in it may belong to a stamp (`02T08`, `890Z`, `E0304`) or a level (`debug1`). */
function codeOfMixed(bytes: Uint8Array, start: number, end: number, hash: number): number {
  let letters = 0
  let isStampLike = CLASS_OF_BYTE[bytes[start]!] !== DIGIT
  for (let at = start; at < end; at++) {
    const byte = bytes[at]!
    if (byte > 127) return -1
    if (CLASS_OF_BYTE[byte] === DIGIT) continue
    letters += 1
    if (byte === 84 || byte === 90 || byte === 95) isStampLike = true
  }
  const first = bytes[start]!
  if (end - start === 6 && ((first | 32) === 100 || (first | 32) === 116)) return (hash >>> 8) | MIXED
  const isDigit = CLASS_OF_BYTE[first] === DIGIT
  const joined = bytes[start - 1] === 45
  const lead = isDigit ? 1 : first === 95 ? 2 : first < 97 ? 3 : 4
  if (isStampLike && letters === 1) return MIXED | (lettersCode(bytes, start, end) & 0xfffff)
  return MIXED | (joined ? 0 : lead)
}

/** The word with all digits taken for the same. */
function lettersCode(bytes: Uint8Array, start: number, end: number): number {
  let code = 7
  for (let at = start; at < end; at++) code = Math.imul(code, 131) + (CLASS_OF_BYTE[bytes[at]!] === DIGIT ? 48 : bytes[at]!)
  return code
}

/** Four numbers of at most three digits with dots between: an address, of whatever lengths. */
function isQuad({ starts, ends, kinds }: LineShape, word: number, count: number, bytes: Uint8Array): boolean {
  if (word + 3 >= count) return false
  for (let next = word + 1; next <= word + 3; next++) {
    const start = starts[next]!
    if (start !== ends[next - 1]! + 1 || bytes[start - 1] !== 46) return false
    if (kinds[next] !== DIGIT || ends[next]! - start > 3) return false
  }
  return true
}

/** How far back the same word stands, 0 for nowhere. */
function repeatOf({ hashes }: LineShape, word: number): number {
  for (let back = 1; back <= word; back++) if (hashes[word - back] === hashes[word]) return back
  return 0
}
