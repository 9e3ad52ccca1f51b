import { INPUT, RUN, STAMP_BYTES, STAMPS } from './layout'
import { byteAt } from './bitmaps'

/** Instants of stamps that are written as ones before them were; the host reads all others, and what they tell of the clock. */

/** The host must look at it. */
export const REFUSED: f64 = -1

/** The host's clock, which a run of lines goes on with, and what else is told between the two. */
@unmanaged
export class Run {
  /** Instants before and after, in microseconds, are not believed. */
  earliest: f64
  latest: f64
  // See `TimeState`.
  order: f64
  lastMonth: f64
  year: f64
  dated: f64
  lastEpoch: f64
  stated: f64
  assumed: f64
  fewestDigits: f64
  /** The format of the line before, by its number; lines of none that may still be taken. */
  recent: f64
  general: f64
  /** Records in the batch. */
  records: f64
  /** Empty lines between them. */
  blank: f64
}
export const CLOCK = changetype<Run>(RUN)

/** A stamp as it was last parsed in full. */
@unmanaged
class Stamp {
  /** Its instant without seconds and fraction, microseconds. */
  base: f64
  length: u32
  /** -1 where it has none: minutes are all that it tells. */
  secondAt: i32
  fractionAt: u32
  fractionDigits: u32
  /** See below. */
  state: i32
  hasZone: i32
  /** Order of its date in numbers, 0 for none. */
  order: i32
  /** 0 where it has a year, else the month, and the year that was taken for it. */
  month: i32
  year: i32
}
/** In place of bytes that differ from stamp to stamp the mask is zero. */
const BYTES: u32 = 48
const MASK: u32 = 96
/** Of numbers of seconds the bytes are the digits' class. */
const EPOCH: i32 = 2
const INSTANT: i32 = 1
const DAY: f64 = 86_400

export function lengthOfStamp(number: i32): u32 {
  return changetype<Stamp>(STAMPS + number * STAMP_BYTES).length
}
/** Microseconds of the stamp that begins at `at`, NaN where they are not believed. */
export function readStamp(number: i32, at: u32): f64 {
  const stamp = changetype<Stamp>(STAMPS + number * STAMP_BYTES)
  if (stamp.state === EPOCH) return readEpoch(stamp, at)
  if (stamp.order !== 0 && (stamp.order as f64) !== CLOCK.order) return REFUSED
  const time = timeIfSame(stamp, at)
  if (time === REFUSED) return REFUSED
  noteInstant(stamp, time)
  return isBelieved(time) ? time : NaN
}
/** The same of a value of JSON, where only an instant will do. */
export function readInstant(number: i32, at: u32): f64 {
  const stamp = changetype<Stamp>(STAMPS + number * STAMP_BYTES)
  if (stamp.state !== INSTANT || stamp.order !== 0) return REFUSED
  const time = timeIfSame(stamp, at)
  if (!isBelieved(time)) return REFUSED
  noteInstant(stamp, time)
  return time
}
/** Of a number of JSON: seconds, milli- or microseconds by its size. */
export function readNumber(from: u32, to: u32): f64 {
  let value: f64 = 0
  if (to - from > 15) return REFUSED
  for (let at = from; at < to; at++) {
    const digit = byteAt(at) - 48
    if (digit > 9) return REFUSED
    value = value * 10 + (digit as f64)
  }
  const unit: f64 = value < 1e11 ? 1e6 : value < 1e14 ? 1e3 : 1
  const time = value * unit
  if (!isBelieved(time)) return REFUSED
  note(unit === 1e6 ? 0 : unit === 1e3 ? 3 : 6, true)
  return time
}

/** The instant when only seconds and fraction differ. */
function timeIfSame(stamp: Stamp, at: u32): f64 {
  if (stamp.state !== INSTANT || !isSame(stamp, at)) return REFUSED
  if (stamp.month !== 0 && ((stamp.month as f64) !== CLOCK.lastMonth || (stamp.year as f64) !== CLOCK.year)) return REFUSED
  if (stamp.secondAt < 0) return stamp.base
  const tens = byteAt(at + stamp.secondAt) - 48
  const ones = byteAt(at + stamp.secondAt + 1) - 48
  if (tens > 5 || ones > 9) return REFUSED
  const fraction = fractionOf(stamp, at)
  return fraction < 0 ? REFUSED : stamp.base + ((tens * 10 + ones) as f64) * 1e6 + (fraction as f64)
}
function isSame(stamp: Stamp, at: u32): bool {
  const known = changetype<u32>(stamp)
  const first = differences(known, at)
  const second = differences(known + 16, at + 16)
  const third = differences(known + 32, at + 32)
  return !v128.any_true(v128.or(first, v128.or(second, third)))
}
@inline
function differences(known: u32, at: u32): v128 {
  return v128.and(v128.xor(v128.load(INPUT + at), v128.load(known, BYTES)), v128.load(known, MASK))
}
/** Microseconds, -1 where no digits stand. */
function fractionOf(stamp: Stamp, at: u32): i32 {
  let fraction: i32 = 0
  const from = at + stamp.fractionAt
  const digits = stamp.fractionDigits
  for (let index: u32 = 0; index < digits; index++) {
    const digit = byteAt(from + index) - 48
    if (digit > 9) return -1
    if (index < 6) fraction = fraction * 10 + digit
  }
  if (digits > 0) for (let index = digits; index < 6; index++) fraction *= 10
  return fraction
}
function readEpoch(stamp: Stamp, at: u32): f64 {
  const length = stamp.length
  const known = changetype<u32>(stamp)
  for (let index: u32 = 0; index < length; index++) {
    const byte = byteAt(at + index)
    if ((byte - 48 < 10 ? 48 : byte) !== (load<u8>(known + index, BYTES) as u32)) return REFUSED
  }
  let seconds: u64 = 0
  for (let index: u32 = 0; index < 10; index++) seconds = seconds * 10 + byteAt(at + index) - 48
  if (seconds < 1_000_000_000 || seconds > 4_100_000_000) return REFUSED
  // "1400000000 bytes sent" is a quantity, unless such numbers keep coming from the same day.
  const mayBeQuantity = length === 10 && byteAt(at + 10) === 32 && byteAt(at + 11) - 97 < 26
  if (mayBeQuantity && abs((seconds as f64) - CLOCK.lastEpoch) > DAY) return REFUSED
  const fraction = fractionOf(stamp, at)
  CLOCK.lastEpoch = seconds as f64
  note(min(6, stamp.fractionDigits), true)
  const time = (seconds as f64) * 1e6 + (fraction as f64)
  return isBelieved(time) ? time : NaN
}

@inline
function isBelieved(time: f64): bool {
  return time >= CLOCK.earliest && time <= CLOCK.latest
}
@inline
function noteInstant(stamp: Stamp, time: f64): void {
  if (stamp.month === 0) CLOCK.dated = time
  note(stamp.fractionDigits, stamp.hasZone !== 0)
}
@inline
function note(digits: u32, hasZone: bool): void {
  if ((digits as f64) < CLOCK.fewestDigits) CLOCK.fewestDigits = digits as f64
  if (hasZone) CLOCK.stated += 1
  else CLOCK.assumed += 1
}
