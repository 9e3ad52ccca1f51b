import type { WrittenTime } from './match-layout.ts'
import type { TimeShape } from './time-shapes.ts'

/** Where a stamp was found in a text and how it was written. `shape` is undefined for Unix seconds. */
export type FoundStamp = {
  readonly at: number
  readonly end: number
  readonly shape: TimeShape | undefined
  /** Offsets of the seconds and the fraction from `at`, -1 without. */
  readonly secondAt: number
  readonly fractionAt: number
  readonly fractionDigits: number
  /** Two digits of seconds, or none: only such are read from bytes. */
  readonly isPlain: boolean
}

/** Stamps written alike, of the same length: what they share but for seconds and fraction is parsed once and then compared. */
export type KnownStamp = FoundStamp & {
  readonly length: number
  /** Class of each byte, see `classesOf`. */
  readonly classes: Uint8Array
  /** The whole text of the stamp was given to the reader, nothing behind it. */
  readonly isAlone: boolean
  /** Bytes of the stamp last parsed in full; empty at first. */
  bytes: Uint8Array
  /** Its instant without seconds and fraction, microseconds. */
  base: number
  /** Its month and the year that was taken for it, where the stamp has none. */
  month: number
  year: number
  hasZone: boolean
  /** It has no date: what day it is of, the stamps before it decide. */
  isBare: boolean
}

export function foundStamp(written: WrittenTime, at: number, shape: TimeShape): FoundStamp {
  const { end, secondAt, secondEnd, fractionAt, fractionEnd } = written
  return {
    at,
    end,
    shape,
    secondAt: secondAt < 0 ? -1 : secondAt - at,
    fractionAt: fractionAt < 0 ? -1 : fractionAt - at,
    fractionDigits: fractionAt < 0 ? 0 : fractionEnd - fractionAt,
    isPlain: secondAt < 0 || secondEnd - secondAt === 2,
  }
}

/** @param classes of its bytes */
export function knownStamp(found: FoundStamp, isAlone: boolean, classes: Uint8Array): KnownStamp {
  const { at, end } = found
  return {
    ...found,
    length: end - at,
    classes,
    isAlone,
    bytes: new Uint8Array(0),
    base: 0,
    month: 0,
    year: 0,
    hasZone: false,
    isBare: false,
  }
}

/** Bytes `[from, to)` with all digits taken for the same, and all letters but `T` and `Z`: stamps of equal classes have equal words. */
export function classesOf(bytes: Uint8Array, from: number, to: number): Buffer {
  const classes = Buffer.allocUnsafeSlow(to - from)
  for (let at = from; at < to; at++) classes[at - from] = classOf(bytes[at]!)
  return classes
}

/** Whether the bytes from `at` on have these classes. */
export function hasClasses(bytes: Uint8Array, at: number, classes: Uint8Array): boolean {
  for (let index = 0; index < classes.length; index++) if (classOf(bytes[at + index]!) !== classes[index]) return false
  return true
}

function classOf(byte: number): number {
  if (byte >= 48 && byte <= 57) return 48
  const isName = (byte >= 97 && byte <= 122) || (byte >= 65 && byte <= 90 && byte !== 84 && byte !== 90)
  return isName ? 97 : byte
}

/** Seconds and fraction in microseconds when all other bytes are those parsed last, -1 when they are not. */
export function secondsIfSame(stamp: KnownStamp, bytes: Uint8Array, at: number): number {
  const known = stamp.bytes
  if (known.length === 0) return -1
  const { secondAt, fractionAt, fractionDigits } = stamp
  if (secondAt < 0) return known.every((byte, index) => bytes[at + index] === byte) ? 0 : -1
  for (let index = 0; index < secondAt; index++) if (bytes[at + index] !== known[index]) return -1
  const tens = bytes[at + secondAt]! - 48
  const ones = bytes[at + secondAt + 1]! - 48
  if (tens >>> 0 > 5 || ones >>> 0 > 9) return -1
  let fraction = 0
  let index = secondAt + 2
  if (fractionDigits > 0) {
    for (; index < fractionAt; index++) if (bytes[at + index] !== known[index]) return -1
    for (const end = index + fractionDigits; index < end; index++) {
      const digit = bytes[at + index]! - 48
      if (digit >>> 0 > 9) return -1
      if (index - fractionAt < 6) fraction = fraction * 10 + digit
    }
    for (let digits = fractionDigits; digits < 6; digits++) fraction *= 10
  }
  for (; index < known.length; index++) if (bytes[at + index] !== known[index]) return -1
  return (tens * 10 + ones) * 1e6 + fraction
}
