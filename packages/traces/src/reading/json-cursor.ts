import { BOOLEAN, NUMBER, TEXT } from './span-columns.ts'
import { hashOf, HASH_FACTOR, HASH_START, type TextTable } from './text-table.ts'

/** Thrown when the bytes at hand end within a value: the reader goes back to where the value began and waits for more. */
export const OUT_OF_BYTES = Symbol('out of bytes')

/** The syntax is broken at byte `at` of the bytes at hand. */
export class JsonFault {
  readonly message: string
  constructor(message: string) {
    this.message = message
  }
}

export const OBJECT = 123
export const OBJECT_END = 125
export const ARRAY = 91
export const ARRAY_END = 93
export const QUOTE = 34
export const COMMA = 44
const BACKSLASH = 92
const LINE_FEED = 10
/** Longer texts of attributes are cut. */
const MAX_TEXT = 4096

/**
 * Reads JSON out of bytes, a value after the other, without making strings or objects: texts go to a {@link TextTable}.
 * JSON.parse of the same spans takes three times as long and 4 KB a span.
 */
export class JsonCursor {
  bytes: Uint8Array = new Uint8Array()
  at = 0
  end = 0
  /** Line of the source at `at`, from 1. */
  line = 1
  /** Of the number that {@link nanoseconds} read: Unix microseconds and the nanoseconds after them. */
  micros = 0
  remainder = 0

  /** Next byte that is no white space; the cursor stands on it. */
  peek(): number {
    const { bytes, end } = this
    let at = this.at
    for (; at < end; at += 1) {
      const byte = bytes[at]!
      if (byte > 32) {
        this.at = at
        return byte
      }
      if (byte === LINE_FEED) this.line += 1
    }
    this.at = at
    throw OUT_OF_BYTES
  }

  /** Steps over the byte that must come next. */
  take(byte: number): void {
    if (this.peek() !== byte) throw this.fault(`"${String.fromCharCode(byte)}" expected`)
    this.at += 1
  }

  /** Steps onto the next value of an array or over its end. @returns whether there is a value */
  nextItem(): boolean {
    let byte = this.peek()
    if (byte === COMMA) {
      this.at += 1
      byte = this.peek()
    }
    if (byte !== ARRAY_END) return true
    this.at += 1
    return false
  }

  /** Number of the next key of an object, the cursor before its value; -1 after the end of the object. */
  nextKey(table: TextTable): number {
    let byte = this.peek()
    if (byte === COMMA) {
      this.at += 1
      byte = this.peek()
    }
    if (byte === OBJECT_END) {
      this.at += 1
      return -1
    }
    const key = this.text(table)
    this.take(58)
    return key
  }

  /** Number of the text in the quotes that come next. */
  text(table: TextTable): number {
    if (this.peek() !== QUOTE) throw this.fault('A text in quotes expected')
    const { bytes, end } = this
    const start = this.at + 1
    let hash = HASH_START
    for (let at = start; at < end; at += 1) {
      const byte = bytes[at]!
      if (byte === QUOTE) {
        this.at = at + 1
        if (at - start > MAX_TEXT) return table.internText(cutText(bytes, start))
        return table.intern(bytes, start, at, hash)
      }
      if (byte === BACKSLASH) return this.escapedText(table)
      if (byte < 32) throw this.fault('A text in quotes is not closed on its line')
      hash = Math.imul(hash ^ byte, HASH_FACTOR)
    }
    throw OUT_OF_BYTES
  }

  /** A text, a number or a literal as the number of its text; objects and arrays give their JSON. @returns × 4 + type; -1 for null */
  scalar(table: TextTable): number {
    const byte = this.peek()
    if (byte === QUOTE) return this.text(table) * 4 + TEXT
    const start = this.at
    this.skip()
    if (byte === OBJECT || byte === ARRAY) return table.internText(this.slice(start, this.at)) * 4 + TEXT
    if (byte === 110) return -1
    const type = byte === 116 || byte === 102 ? BOOLEAN : NUMBER
    return table.intern(this.bytes, start, this.at, hashOf(this.bytes, start, this.at)) * 4 + type
  }

  /**
   * Reads a whole number of nanoseconds, in quotes or not, to the last digit: numbers of JavaScript would lose three.
   * @returns false for anything else, which is stepped over
   */
  nanoseconds(): boolean {
    const { bytes, end } = this
    const isQuoted = this.peek() === QUOTE
    const start = this.at + (isQuoted ? 1 : 0)
    let last = start
    while (last < end && bytes[last]! >= 48 && bytes[last]! <= 57) last += 1
    if (last + 1 >= end) throw OUT_OF_BYTES
    const after = bytes[last]!
    if (last === start || last - start > 19 || (isQuoted ? after !== QUOTE : isNumberByte(after))) return this.roughNanoseconds()
    this.micros = digits(bytes, start, last - 3)
    this.remainder = digits(bytes, Math.max(start, last - 3), last)
    this.at = isQuoted ? last + 1 : last
    return true
  }

  /** A number, in quotes or not; NaN for anything else, which is stepped over. */
  number(): number {
    const isQuoted = this.peek() === QUOTE
    const start = this.at
    this.skip()
    const text = isQuoted ? this.slice(start + 1, this.at - 1) : this.slice(start, this.at)
    return text === '' || text === 'null' ? Number.NaN : Number(text)
  }

  /** Steps over a value of any depth. */
  skip(): void {
    const { bytes, end } = this
    const first = this.peek()
    if (first !== OBJECT && first !== ARRAY) {
      if (first === QUOTE) return this.skipText()
      const start = this.at
      while (this.at < end && isNumberByte(bytes[this.at]!)) this.at += 1
      if (this.at === end) throw OUT_OF_BYTES
      if (this.at === start) throw this.fault('A value expected')
      return
    }
    let depth = 0
    while (this.at < end) {
      const byte = bytes[this.at]!
      if (byte === QUOTE) {
        this.skipText()
        continue
      }
      this.at += 1
      if (byte === OBJECT || byte === ARRAY) depth += 1
      else if (byte === OBJECT_END || byte === ARRAY_END) {
        depth -= 1
        if (depth === 0) return
      } else if (byte === LINE_FEED) this.line += 1
    }
    throw OUT_OF_BYTES
  }

  slice(start: number, end: number): string {
    return Buffer.from(this.bytes.buffer, this.bytes.byteOffset + start, end - start).toString()
  }

  fault(message: string): JsonFault {
    return new JsonFault(message)
  }

  private skipText(): void {
    const { bytes, end } = this
    for (let at = this.at + 1; at < end; at += 1) {
      const byte = bytes[at]!
      if (byte === BACKSLASH) at += 1
      else if (byte === QUOTE) {
        this.at = at + 1
        return
      } else if (byte === LINE_FEED) throw this.fault('A text in quotes is not closed on its line')
    }
    throw OUT_OF_BYTES
  }

  private escapedText(table: TextTable): number {
    const start = this.at
    this.skipText()
    try {
      const text: unknown = JSON.parse(this.slice(start, this.at))
      return table.internText(String(text).slice(0, MAX_TEXT))
    } catch {
      throw this.fault('A text in quotes has an escape that JSON does not know')
    }
  }

  private roughNanoseconds(): boolean {
    const value = this.number()
    if (!Number.isFinite(value) || value < 0) return false
    this.micros = Math.floor(value / 1000)
    this.remainder = Math.floor(value % 1000)
    return true
  }
}

function digits(bytes: Uint8Array, start: number, end: number): number {
  let value = 0
  for (let at = start; at < end; at += 1) value = value * 10 + bytes[at]! - 48
  return value
}

/** Digits, signs, points and the letters of numbers and literals. */
function isNumberByte(byte: number): boolean {
  return (byte >= 48 && byte <= 57) || (byte >= 97 && byte <= 122) || byte === 43 || byte === 45 || byte === 46 || byte === 69
}

function cutText(bytes: Uint8Array, start: number): string {
  return `${Buffer.from(bytes.buffer, bytes.byteOffset + start, MAX_TEXT).toString()}…`
}
