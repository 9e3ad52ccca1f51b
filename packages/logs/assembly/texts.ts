import { MAX_TEXT, MAX_WORDS, LONGEST, WORDS, WORDS_APART, INPUT, LINE } from './layout'
import { byteAt, nextSet, nextSetBefore, endOfRun, startOfWord, isJoint, isLetterGroup } from './bitmaps'
import { head, mix, mixBytes, mixBytesAnd, mixClasses, seed } from './hashes'

/** Lines of text: their shapes and keys. */

@inline
export function wordStart(word: i32): u32 {
  return load<u32>(WORDS + 4 * word)
}
@inline
export function wordEnd(word: i32): u32 {
  return load<u32>(WORDS + 4 * word, WORDS_APART)
}

@inline
function noteWord(word: i32, start: u32, end: u32): void {
  if (word >= MAX_WORDS) return
  store<u32>(WORDS + 4 * word, start)
  store<u32>(WORDS + 4 * word, end, WORDS_APART)
}

export function scanText(from: u32): bool {
  let end = nextSet(from, 16)
  // Zeros are text here.
  while (byteAt(end) === 0 && end - from < MAX_TEXT) end = nextSet(end + 1, 16)
  let words = 0
  LINE.end = end
  const last = byteAt(end)
  if (last !== 10 && last !== 13) return false
  let hash = seed()
  let at = from
  while (true) {
    const digit = nextSetBefore(at, end, 8)
    if (digit >= end) break
    const start = startOfWord(digit, at)
    const isJoined = words > 0 && start - at === 1 && isJoint(byteAt(at))
    if (!isJoined) hash = mixBytesAnd(hash, at, start, 42)
    at = endOfRun(digit, 0)
    noteWord(words, start, at)
    words += 1
    for (; isLetterGroup(at); at += 5) {
      noteWord(words, at + 1, at + 5)
      words += 1
    }
  }
  LINE.count = words
  LINE.shape = mixBytesAnd(hash, at, end, 43)
  return true
}

// A plan of text: how many words from the start of the line are looked at; bit sets, of the first 32, of words of which the very
// bytes count, of which only the length counts, and which a stamp is made of; whether it counts which words are the same; a bit set
// of words whose length counts as well.

/**
 * Computes the key of a line: lines of equal keys have the same header but for the time, ids and numbers in it. Words of digits
 * count by their length, other words with a digit by their first letter, all by the marks around them.
 * @returns false for a line whose words with a digit are too long or not ASCII
 */
export function headerKey(from: u32, plan: u32): bool {
  // A line may have fewer words than another of its shape: joined ones count as one.
  const count = min(min(load<i32>(plan), LINE.count), MAX_WORDS)
  const exact = load<u32>(plan, 4)
  const opaque = load<u32>(plan, 8)
  const stamped = load<u32>(plan, 12)
  const repeats = load<u32>(plan, 16) !== 0
  const sized = load<u32>(plan, 20)
  let hash = LINE.shape
  for (let word = 0; word < count; word++) {
    const bit: u32 = word < 32 ? 1 << word : 0
    const start = wordStart(word)
    let to = wordEnd(word)
    const length = to - start
    const before: u32 = start === from ? 0 : byteAt(start - 1)
    if ((stamped & bit) !== 0) {
      // Its bytes are compared where it is read; `1/9/26` is not written like `1/12/26`.
      hash = mix(hash, (length as u64) ^ ((before as u64) << 32) ^ ((byteAt(to) as u64) << 40))
      continue
    }
    if (length > LONGEST) return false
    let repeated: u32 = repeats ? repeatOf(word) + 1 : 0
    let code: u64 = length
    if ((exact & bit) !== 0) code = exactCode(start, to)
    else if ((opaque & bit) !== 0) code = length | (4 << 22)
    // `<34>1 `: syslog writes its version behind the priority, the only digit that a format asks for by itself (RFC 5424 §6.2.2).
    else if (before === 62 && length === 1) code = exactCode(start, to)
    else if (endOfRun(start, 8) < to) {
      const mixed = codeOfMixed(start, to)
      if (mixed < 0) return false
      code = (mixed as u64) | ((sized & bit) !== 0 ? (length as u64) << 48 : 0)
    } else if ((word >= 32 || ((exact >> word) & 15) === 0) && length <= 3 && before !== 45 && isQuad(word, count)) {
      code = 1 << 22
      if (repeats) for (let next = word + 1; next <= word + 3; next++) repeated = (repeated << 6) + repeatOf(next) + 1
      word += 3
      to = wordEnd(word)
    }
    hash = mix(hash, code ^ ((before as u64) << 32) ^ ((byteAt(to) as u64) << 40))
    if (repeats) hash = mix(hash, repeated)
  }
  LINE.baseKey = mix(hash, count)
  return true
}
@inline
export function exactCode(from: u32, to: u32): u64 {
  return mixBytes(3, from, to)
}
/** Adds the words of some parameters to the key, with the marks that join them. */
export function mixNamedWords(hash: u64, named: u32): u64 {
  const words = min(LINE.count, MAX_WORDS)
  let parameter = -1
  for (let word = 0; word < words; word++) {
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
export function codeOfMixed(from: u32, to: u32): i64 {
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
export function isQuad(word: i32, count: i32): bool {
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
export function repeatOf(word: i32): u32 {
  const start = wordStart(word)
  const length = wordEnd(word) - start
  const first = head(start, min(length, 8))
  for (let back = 1; back <= word; back++) {
    const other = wordStart(word - back)
    if (wordEnd(word - back) - other !== length || head(other, min(length, 8)) !== first) continue
    if (length <= 8 || memory.compare(INPUT + other, INPUT + start, length) === 0) return back
  }
  return 0
}
