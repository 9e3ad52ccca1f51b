import { offsetOfZone, readMonthName, readOrdinalDate, readWeekDate, readWeekdayName } from './match-rare.ts'

/** Parts of an instant as written; `year` is -1 and `offsetMinutes` NaN when the stamp does not say. */
export type WrittenTime = {
  end: number
  year: number
  month: number
  day: number
  hour: number
  minute: number
  second: number
  /** Microseconds. */
  fraction: number
  /** Digits of the fraction, 0 for whole seconds. */
  digits: number
  offsetMinutes: number
  /** Day of the week by name, 0 Monday to 6 Sunday; -1 when the stamp has none. */
  weekday: number
  /** Where the digits of seconds and of the fraction stand, and where they end. */
  secondAt: number
  secondEnd: number
  fractionAt: number
  fractionEnd: number
  /** Some number so far was out of its range: other digits at this place would have made a stamp of this layout. */
  isOutside: boolean
  /** Set when a text of the layout was refused for its values, and never cleared here. */
  nearMiss: boolean
}

export function createWrittenTime(): WrittenTime {
  return {
    end: 0,
    year: -1,
    month: 0,
    day: 0,
    hour: 0,
    minute: 0,
    second: 0,
    fraction: 0,
    digits: 0,
    offsetMinutes: NaN,
    weekday: -1,
    secondAt: -1,
    secondEnd: -1,
    fractionAt: -1,
    fractionEnd: -1,
    isOutside: false,
    nearMiss: false,
  }
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']

/**
 * Reads a stamp of the given layout that begins at `from` into `into`; false when there is none or a part is out of range.
 * By hand because every line needs it: a regular expression with eight groups took six times as long.
 */
export function matchLayout(layout: string, text: string, from: number, into: WrittenTime): boolean {
  into.year = -1
  into.month = 0
  into.day = 0
  into.second = 0
  into.fraction = 0
  into.digits = 0
  into.offsetMinutes = NaN
  into.weekday = -1
  into.secondAt = into.fractionAt = -1
  into.isOutside = false
  let at = from
  for (let step = 0; step < layout.length; step++) {
    const symbol = layout.charCodeAt(step)
    const next = readSymbol(symbol, text, at, into)
    if (next < 0) return false
    at = next
  }
  into.end = at
  // Digits that go on are a longer number, not a stamp.
  const after = text.charCodeAt(at)
  if (after >= 48 && after <= 57) return false
  if (into.isOutside) into.nearMiss = true
  return !into.isOutside
}

/** Where reading goes on behind a number; one out of its range is noted. */
function within(isInRange: boolean, next: number, into: WrittenTime): number {
  if (!isInRange) into.isOutside = true
  return next
}

function readSymbol(symbol: number, text: string, at: number, into: WrittenTime): number {
  switch (symbol) {
    case 89: // Y
      into.year = digits(text, at, 4)
      return into.year < 0 ? -1 : within(into.year >= 1970 && into.year < 2200, at + 4, into)
    case 121: // y
      into.year = 2000 + digits(text, at, 2)
      return into.year >= 2000 ? at + 2 : -1
    case 77: // M
      into.month = digits(text, at, 2)
      return into.month < 0 ? -1 : within(into.month >= 1 && into.month <= 12, at + 2, into)
    case 111: // o
      return readMonth(text, at, into)
    case 97: // a
      return readHalf(text, at, into)
    case 78: // N
      into.month = nameAt(MONTHS, text, at) + 1
      return into.month > 0 ? at + 3 : -1
    case 68: // D
      into.day = digits(text, at, 2)
      return into.day < 0 ? -1 : within(into.day >= 1 && into.day <= 31, at + 2, into)
    case 100: // d
      return readDay(text, at, into)
    case 87: // W
      into.weekday = nameAt(WEEKDAYS, text, at)
      return into.weekday >= 0 ? at + 3 : -1
    case 72: // H
    case 104: // h
      return readHour(text, at, into, symbol === 104)
    case 109: // m
      into.minute = clockDigits(text, at)
      return into.minute < 0 ? -1 : within(into.minute <= 59, at + clockLength(text, at), into)
    case 115: // s
      return readSecond(text, at, into)
    default:
      return readMark(symbol, text, at, into)
  }
}

function readMark(symbol: number, text: string, at: number, into: WrittenTime): number {
  const code = text.charCodeAt(at)
  switch (symbol) {
    case 70: // F
      return readFraction(text, at, into)
    case 90: // Z
      return readZone(text, at, into)
    case 84: // T
      return code === 84 || code === 32 || code === 95 || code === 116 || code === 9 ? at + 1 : -1
    case 44: // ,
      return code === 44 ? at + 1 : at
    case 76: // L: I, W, E, F, D, V
      return code === 73 || code === 87 || code === 69 || code === 70 || code === 68 || code === 86 ? at + 1 : -1
    case 36: // $
      return code === 58 ? -1 : at
    case 110: // n
      return readMonthName(text, at, into)
    case 119: // w
      return readWeekdayName(text, at)
    case 101: // e
      return readWeekDate(text, at, into)
    case 106: // j
      return readOrdinalDate(text, at, into)
    default:
      return code === symbol ? at + 1 : -1
  }
}

/** Value of exactly `count` digits, -1 when one is missing. */
function digits(text: string, at: number, count: number): number {
  let value = 0
  for (let index = 0; index < count; index++) {
    const digit = text.charCodeAt(at + index) - 48
    if (!(digit >= 0 && digit <= 9)) return -1
    value = value * 10 + digit
  }
  return value
}

/** Minutes and seconds; some writers leave out the leading zero behind a colon. */
function clockDigits(text: string, at: number): number {
  return clockLength(text, at) === 1 ? digits(text, at, 1) : digits(text, at, 2)
}

function clockLength(text: string, at: number): 1 | 2 {
  if (text.charCodeAt(at - 1) !== 58) return 2
  const next = text.charCodeAt(at + 1)
  return next >= 48 && next <= 57 ? 2 : 1
}

function readDay(text: string, from: number, into: WrittenTime): number {
  const at = text.charCodeAt(from) === 32 ? from + 1 : from
  const two = digits(text, at, 2)
  into.day = two >= 0 ? two : digits(text, at, 1)
  return into.day < 0 ? -1 : within(into.day >= 1 && into.day <= 31, at + (two >= 0 ? 2 : 1), into)
}

function readMonth(text: string, at: number, into: WrittenTime): number {
  const length = isDigit(text.charCodeAt(at + 1)) ? 2 : 1
  into.month = digits(text, at, length)
  return into.month < 0 ? -1 : within(into.month >= 1 && into.month <= 12, at + length, into)
}

function readSecond(text: string, at: number, into: WrittenTime): number {
  into.second = clockDigits(text, at)
  if (into.second < 0) return -1
  into.secondAt = at
  into.secondEnd = at + clockLength(text, at)
  return within(into.second <= 60, into.secondEnd, into)
}

function readHour(text: string, at: number, into: WrittenTime, mayBeOneDigit: boolean): number {
  const two = digits(text, at, 2)
  into.hour = two >= 0 || !mayBeOneDigit ? two : digits(text, at, 1)
  return into.hour < 0 ? -1 : within(into.hour <= 24, at + (two >= 0 ? 2 : 1), into)
}

/** AM and PM: 12 AM is midnight, 12 PM is noon. */
function readHalf(text: string, at: number, into: WrittenTime): number {
  const isPm = text.startsWith('PM', at)
  if (!isPm && !text.startsWith('AM', at)) return -1
  within(into.hour >= 1 && into.hour <= 12, at, into)
  into.hour = (into.hour % 12) + (isPm ? 12 : 0)
  return at + 2
}

function readFraction(text: string, at: number, into: WrittenTime): number {
  const mark = text.charCodeAt(at)
  if (mark !== 46 && mark !== 44 && mark !== 58) return at
  let end = at + 1
  let value = 0
  let count = 0
  for (; count < 9; count++, end++) {
    const digit = text.charCodeAt(end) - 48
    if (!(digit >= 0 && digit <= 9)) break
    if (count < 6) value = value * 10 + digit
  }
  if (count === 0) return at
  into.digits = count
  into.fractionAt = at + 1
  into.fractionEnd = end
  into.fraction = count >= 6 ? value : value * 10 ** (6 - count)
  return end
}

/**
 * `Z`, `+01:00`, `+0100`, `+01`, ` UTC`, ` CET`, ` UTC+2`; names of several zones are taken over without a meaning: CST is used by
 * three countries.
 */
function readZone(text: string, from: number, into: WrittenTime): number {
  const at = text.charCodeAt(from) === 32 ? from + 1 : from
  const code = text.charCodeAt(at)
  if ((code === 90 || (code === 122 && at === from)) && !isLetter(text.charCodeAt(at + 1))) {
    into.offsetMinutes = 0
    return at + 1
  }
  if (code === 43 || code === 45) return skipZoneName(text, readOffset(text, from, at, into), into)
  if (at === from || !isLetter(code)) return from
  const end = wordEnd(text, at)
  if (!mayEndZone(text.charCodeAt(end - 1))) return from
  const name = text.slice(at, end)
  const offset = offsetOfZone(name)
  if (offset === undefined) return /^[A-Z]{2,4}T$/.test(name) ? end : from
  into.offsetMinutes = offset
  const sign = text.charCodeAt(end)
  return offset === 0 && (sign === 43 || sign === 45) ? readOffset(text, end, end, into) : end
}

function wordEnd(text: string, at: number): number {
  let end = at
  while (end - at < 6 && isLetter(text.charCodeAt(end))) end += 1
  return end
}

/** T, C, K or Z, with which all names of zones end: most words behind a stamp are levels. */
function mayEndZone(code: number): boolean {
  return code === 84 || code === 67 || code === 75 || code === 90
}

/** What says the offset again: ` UTC`, ` CET`, `[Europe/Berlin]`. */
function skipZoneName(text: string, at: number, into: WrittenTime): number {
  const code = text.charCodeAt(at)
  if (Number.isNaN(into.offsetMinutes) || (code !== 32 && code !== 91)) return at
  if (code === 91)
    return at + (/^\[[A-Z][A-Za-z_]{1,20}(?:\/[A-Z][A-Za-z_]{1,30}){0,2}\]/.exec(text.slice(at, at + 80))?.[0].length ?? 0)
  const end = wordEnd(text, at + 1)
  const isSame = offsetOfZone(text.slice(at + 1, end)) === into.offsetMinutes
  return isSame && !isLetter(text.charCodeAt(end)) ? end : at
}

function readOffset(text: string, from: number, at: number, into: WrittenTime): number {
  const two = digits(text, at + 1, 2)
  // Only behind a name one digit is an offset: `UTC+2`.
  const hours = two < 0 && from === at && isLetter(text.charCodeAt(at - 1)) ? digits(text, at + 1, 1) : two
  if (hours > 15) into.nearMiss = true
  if (hours < 0 || hours > 15) return from
  if (two < 0) {
    into.offsetMinutes = (text.charCodeAt(at) === 45 ? -60 : 60) * hours
    return at + 2
  }
  const colon = text.charCodeAt(at + 3) === 58 ? 1 : 0
  const minutes = digits(text, at + 3 + colon, 2)
  const sign = text.charCodeAt(at) === 45 ? -1 : 1
  into.offsetMinutes = sign * (hours * 60 + Math.max(0, minutes))
  return minutes < 0 ? at + 3 : at + 5 + colon
}

function nameAt(names: readonly string[], text: string, at: number): number {
  const first = text.charCodeAt(at)
  for (let index = 0; index < names.length; index++) {
    const name = names[index]!
    if (name.charCodeAt(0) === first && text.startsWith(name, at)) return index
  }
  return -1
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57
}

function isLetter(code: number): boolean {
  return (code >= 65 && code <= 90) || (code >= 97 && code <= 122)
}
