import { microseconds, type Microseconds } from '@faultmaven/signals'
import { foundStamp, hasClasses, secondsIfSame, type FoundStamp, type KnownStamp } from './known-stamp.ts'
import { createWrittenTime, matchLayout } from './match-layout.ts'
import type { FoundOrder } from './date-order.ts'
import { describeStamps } from './describe-stamps.ts'
import { readTai } from './tai.ts'
import { LETTER_SHAPES, shapesOfDigits, type DateOrder, type TimeShape } from './time-shapes.ts'

/** What a source's time stamps turned out to be like, so far. */
export type Clock = {
  readonly zone: 'stated' | 'assumed-utc' | 'none'
  readonly yearAssumed: boolean
  /** Stamps are times of day: their day is that of receipt, counted on at each midnight. */
  readonly dayAssumed: boolean
  /** Resolution of the coarsest stamp, milliseconds: 1000 where stamps have no fraction, 0.001 for microseconds. */
  readonly uncertaintyMs: number
  /** What was taken for granted, a sentence each. */
  readonly notes: readonly string[]
}

/** A stamp found in a line: where it ends, and its instant; a time of day among stamps with dates has none. */
export type FoundTime = { readonly end: number; readonly time: Microseconds | undefined }

export type TimeReader = {
  /** Stamp that begins exactly at `at`, in any known way of writing. `first` also allows the ways believed at the start only. */
  readonly readAt: (text: string, at: number, first: boolean) => FoundTime | undefined
  /** Instant that a text such as a JSON value begins with; undefined when it is none. */
  readonly read: (text: string) => Microseconds | undefined
  /** Instant of a number: Unix seconds, milli-, micro- or nanoseconds by its size. */
  readonly readNumber: (value: number) => Microseconds | undefined
  readonly clock: () => Clock
  /** Dates in numbers are tried in this order first: what the first lines of the source say. */
  readonly setDateOrder: (found: FoundOrder | undefined) => void
  /** Remembers which stamps are read from now on. */
  readonly startTrace: () => void
  /** The stamps read since; undefined when some text was refused for its values only, so that one like it may be a stamp. */
  readonly endTrace: () => readonly FoundStamp[] | undefined
  /**
   * Reads, in the bytes of a line that ends at `lineEnd`, a stamp written like a known one, with the same effect as `readAt`.
   * @returns microseconds, NaN for no instant, or -1 without any effect when it is not so written
   */
  readonly readKnown: (stamp: KnownStamp, bytes: Uint8Array, at: number, lineEnd: number) => number
  /** The same where only an instant will do: -1 without any effect for none. */
  readonly readKnownInstant: TimeReader['readKnown']
  /** Microseconds: instants before and after are not believed. */
  readonly believed: { readonly from: number; readonly to: number }
  /** What later readings depend on; `restore` undoes what was read since. */
  readonly save: () => TimeState
  readonly restore: (state: TimeState) => void
  /** Tries the order of dates of this shape first; a number of seconds is believed whatever those before were. */
  readonly prefer: (shape: TimeShape | undefined) => void
}

export type TimeState = {
  readonly order: DateOrder | undefined
  readonly bare: number
  readonly bareDay: number
  readonly lastBare: number
  readonly firstDay: number
  readonly dated: number
  readonly stated: number
  readonly assumed: number
  readonly yearAssumed: boolean
  readonly fewestDigits: number
  readonly lastMonth: number
  readonly year: number
  readonly lastEpoch: number
}

/** Characters behind a stamp that may belong to it: a zone. */
const BEHIND = 12
const NO_SHAPES: readonly TimeShape[] = []
const DAY_SECONDS = 86_400
const DAY_US = 86_400_000_000
const HOUR_US = 3_600_000_000
const EARLIEST = Date.UTC(1990, 0, 1) * 1000
const EPOCH = /(\d{10})(\d{3}|\d{6}|\d{9})?(?:\.(\d{1,9}))?(?![\w.])/y
/** Beginnings of months and weekdays that may be written in full. */
const FULL_NAMES = new Set('Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec Mon Tue Wed Thu Fri Sat Sun'.split(' '))
const QUANTITY = /^ [a-z]/

/**
 * Reads the time stamps of one source in file order. A missing zone is taken as UTC. A missing year is that of the date with a year
 * read before, else the latest in which the date falls on the weekday that stands with it, else that of `now`, and never such that
 * the stamp would lie ahead of `now`; it rises when months run from December to January.
 * Times of day alone are of the day of receipt, or of the day before where the first would lie ahead of `now`; a leap back of more than an
 * hour is another day, less a straggler. Instants before 1990 or more than a year ahead of `now` are not believed.
 *
 * @param options.now Unix milliseconds: when the source was collected
 */
export function createTimeReader({ now }: { readonly now: number }): TimeReader {
  const latest = (now + 400 * 86_400_000) * 1000
  const written = createWrittenTime()
  let order: DateOrder | undefined
  let trace: FoundStamp[] | undefined
  let stated = 0
  let assumed = 0
  let yearAssumed = false
  let fewestDigits = 6
  let lastMonth = 0
  let year = 0
  let lastEpoch = 0
  let dateOrder: FoundOrder | undefined
  let bare = 0
  // Midnight before the last time of day without a date, and that time of day, microseconds.
  let bareDay = NaN
  let lastBare = 0
  let firstDay = 0
  // Microseconds of the last date with a year.
  let dated = NaN
  let yearFrom: 'received' | 'dates' | 'weekdays' = 'received'
  const years = new Set<number>()

  const believe = (us: number): Microseconds | undefined => (isBelieved(us) ? microseconds(us) : undefined)
  const note = (digits: number, hasZone: boolean) => {
    if (digits < fewestDigits) fewestDigits = digits
    if (hasZone) stated += 1
    else assumed += 1
  }
  const inferYear = (month: number, day: number) => {
    yearAssumed = true
    if (year === 0) year = firstYear(month, day)
    else if (lastMonth >= 11 && month <= 2) year += 1
    else if (lastMonth <= 2 && month >= 11) year -= 1
    lastMonth = month
    years.add(year)
    return year
  }
  const firstYear = (month: number, day: number): number => {
    const latestYear = new Date(now).getUTCFullYear()
    if (!Number.isNaN(dated)) {
      yearFrom = 'dates'
      const distance = (candidate: number) => Math.abs(daysFromCivil(candidate, month, day) * DAY_US - dated)
      const near = Math.floor(dated / DAY_US / 365.2425) + 1970
      return [near - 1, near, near + 1].reduce((best, candidate) => (distance(candidate) < distance(best) ? candidate : best))
    }
    const received = Date.UTC(latestYear, month - 1, day) > now + 2 * 86_400_000 ? latestYear - 1 : latestYear
    if (written.weekday < 0) return received
    // The same date falls on the same weekday again within eleven years, but for 29 February.
    for (let candidate = received; candidate > received - 11; candidate--) {
      // 1970-01-01 was a Thursday.
      if ((daysFromCivil(candidate, month, day) + 3) % 7 !== written.weekday) continue
      yearFrom = 'weekdays'
      return candidate
    }
    return received
  }
  /** A time of day on its day; NaN where other stamps have dates. */
  const onItsDay = (clock: number): number => {
    bare += 1
    if (stated + assumed > 0) return NaN
    if (Number.isNaN(bareDay)) {
      const midnight = Math.floor((now * 1000) / DAY_US) * DAY_US
      bareDay = midnight + clock > now * 1000 ? midnight - DAY_US : midnight
      firstDay = bareDay
    } else if (clock < lastBare - HOUR_US) bareDay += DAY_US
    // A straggler of the evening before, after midnight.
    else if (lastBare < HOUR_US && clock > DAY_US - HOUR_US && bareDay > firstDay) return bareDay - DAY_US + clock
    lastBare = clock
    return bareDay + clock
  }
  /** Microseconds of what was just matched; NaN for a time of day among stamps with dates. */
  const toMicroseconds = (): number => {
    if (written.month === 0) {
      if (written.digits < fewestDigits) fewestDigits = written.digits
      return onItsDay((written.hour * 3600 + written.minute * 60 + written.second) * 1e6 + written.fraction)
    }
    const { month, day, offsetMinutes } = written
    const hasZone = !Number.isNaN(offsetMinutes)
    note(written.digits, hasZone)
    const fullYear = written.year >= 0 ? written.year : inferYear(month, day)
    const seconds = written.hour * 3600 + written.minute * 60 + written.second - (hasZone ? offsetMinutes * 60 : 0)
    const time = daysFromCivil(fullYear, month, day) * DAY_US + seconds * 1e6 + written.fraction
    if (written.year >= 0) dated = time
    return time
  }
  const readEpoch = (text: string, at: number): FoundTime | undefined => {
    EPOCH.lastIndex = at
    const found = EPOCH.exec(text)
    if (found === null) return undefined
    const [whole, seconds = '', more = '', fraction = ''] = found
    // "1400000000 bytes sent" is a quantity, unless such numbers keep coming from the same day.
    const isQuantity = whole.length === 10 && QUANTITY.test(text.slice(at + 10, at + 12))
    const isFar = Math.abs(Number(seconds) - lastEpoch) > DAY_SECONDS
    // What the numbers before decide is not known of a line like this one.
    if ((isQuantity && isFar) || !isEpoch(Number(seconds))) written.nearMiss = true
    if (!isEpoch(Number(seconds))) return undefined
    lastEpoch = Number(seconds)
    if (isQuantity && isFar) return undefined
    const rest = more === '' ? fraction : more
    trace?.push(epochStamp(at, at + whole.length, fraction !== ''))
    note(Math.min(6, rest.length), true)
    return { end: at + whole.length, time: believe(Number(seconds) * 1e6 + Number(rest.slice(0, 6).padEnd(6, '0'))) }
  }
  const readAt = (text: string, at: number, first: boolean): FoundTime | undefined => {
    const code = text.charCodeAt(at)
    const isDigit = code >= 48 && code <= 57
    if (!isDigit && !(code >= 65 && code <= 90)) return first && code === 64 ? readLabel(text, at) : undefined
    const shapes = isDigit
      ? (shapesOfDigits(order)[countDigits(text, at)] ?? NO_SHAPES)
      : mayBeStamp(text, at)
        ? LETTER_SHAPES
        : NO_SHAPES
    for (const shape of shapes) {
      if ((shape.onlyFirst === true && !first) || !matchLayout(shape.layout, text, at, written)) continue
      // What a source had last is tried first from now on.
      if (shape.order !== undefined) order = shape.order
      trace?.push(foundStamp(written, at, shape))
      return { end: written.end, time: believe(toMicroseconds()) }
    }
    return first && isDigit ? readEpoch(text, at) : undefined
  }
  const readLabel = (text: string, at: number): FoundTime | undefined => {
    // Labels are not read from bytes.
    if (isDigitCode(text.charCodeAt(at + 1))) written.nearMiss = true
    const found = readTai(text, at)
    if (found === undefined) return undefined
    note(found.digits, true)
    return { end: found.end, time: believe(found.us) }
  }
  const readNumber = (value: number): Microseconds | undefined => {
    const unit = value < 1e11 ? 1e6 : value < 1e14 ? 1e3 : value < 1e17 ? 1 : 1e-3
    const time = believe(Math.round(value * unit))
    if (time !== undefined) note(unit === 1e6 && Number.isInteger(value) ? 0 : unit >= 1e3 ? 3 : 6, true)
    return time
  }
  /** The stamp parsed in full, and kept for those to come; -1 and no effect when it is not written like the known one. */
  const readAnew = (stamp: KnownStamp, bytes: Uint8Array, at: number, lineEnd: number): number => {
    const { shape, length } = stamp
    const end = stamp.isAlone ? at + length : Math.min(lineEnd, at + length + BEHIND)
    if (shape === undefined || end > lineEnd) return -1
    if (!hasClasses(bytes, at, stamp.classes)) return -1
    const text = latin1(bytes, at, end)
    if (!matchLayout(shape.layout, text, 0, written) || written.end !== length) return -1
    const { secondAt, fractionAt, fractionDigits } = foundStamp(written, 0, shape)
    if (secondAt !== stamp.secondAt || fractionAt !== stamp.fractionAt || fractionDigits !== stamp.fractionDigits) return -1
    const time = toMicroseconds()
    if (written.second < 60) {
      stamp.bytes = Uint8Array.from(bytes.subarray(at, at + length))
      stamp.base = time - written.second * 1e6 - written.fraction
      stamp.isBare = written.month === 0
      stamp.hasZone = !Number.isNaN(written.offsetMinutes)
      stamp.month = written.year >= 0 ? 0 : written.month
      stamp.year = year
    }
    return believe(time) ?? NaN
  }
  const readKnown = (stamp: KnownStamp, bytes: Uint8Array, at: number, lineEnd: number): number => {
    const { shape } = stamp
    if (shape === undefined) return readKnownEpoch(stamp, bytes, at)
    if (shape.order !== undefined && order !== shape.order) return -1
    const time = timeIfSame(stamp, bytes, at)
    if (time === -1) return readAnew(stamp, bytes, at, lineEnd)
    if (stamp.month === 0) dated = time
    note(stamp.fractionDigits, stamp.hasZone)
    return isBelieved(time) ? time : NaN
  }
  const readKnownInstant = (stamp: KnownStamp, bytes: Uint8Array, at: number, lineEnd: number): number => {
    if (stamp.shape !== undefined && stamp.shape.order === undefined) {
      const time = timeIfSame(stamp, bytes, at)
      if (isBelieved(time)) {
        if (stamp.month === 0) dated = time
        note(stamp.fractionDigits, stamp.hasZone)
        return time
      }
    }
    const before = save()
    const time = readKnown(stamp, bytes, at, lineEnd)
    if (!Number.isNaN(time)) return time
    restore(before)
    return -1
  }
  /** The instant when it differs from the last of the stamp in seconds and fraction only, -1 when it does not. */
  const timeIfSame = (stamp: KnownStamp, bytes: Uint8Array, at: number): number => {
    if (stamp.isBare) return -1
    if (stamp.month !== 0 && (stamp.month !== lastMonth || stamp.year !== year)) return -1
    const rest = secondsIfSame(stamp, bytes, at)
    return rest < 0 ? -1 : stamp.base + rest
  }
  const isBelieved = (time: number): boolean => time >= EARLIEST && time <= latest
  const save = (): TimeState => ({
    order,
    bare,
    bareDay,
    lastBare,
    firstDay,
    dated,
    stated,
    assumed,
    yearAssumed,
    fewestDigits,
    lastMonth,
    year,
    lastEpoch,
  })
  const restore = (state: TimeState): void => {
    ;({
      order,
      bare,
      bareDay,
      lastBare,
      firstDay,
      dated,
      stated,
      assumed,
      yearAssumed,
      fewestDigits,
      lastMonth,
      year,
      lastEpoch,
    } = state)
  }
  const readKnownEpoch = (stamp: KnownStamp, bytes: Uint8Array, at: number): number => {
    if (!hasClasses(bytes, at, stamp.classes)) return -1
    let seconds = 0
    let fraction = 0
    for (let index = 0; index < 10; index++) seconds = seconds * 10 + bytes[at + index]! - 48
    const mayBeQuantity = stamp.length === 10 && bytes[at + 10] === 32 && isSmallLetter(bytes[at + 11]!)
    if (!isEpoch(seconds) || (mayBeQuantity && Math.abs(seconds - lastEpoch) > DAY_SECONDS)) return -1
    lastEpoch = seconds
    for (let digits = 0; digits < 6; digits++) {
      fraction = fraction * 10 + (digits < stamp.fractionDigits ? bytes[at + stamp.fractionAt + digits]! - 48 : 0)
    }
    note(Math.min(6, stamp.fractionDigits), true)
    return believe(seconds * 1e6 + fraction) ?? NaN
  }
  return {
    readAt,
    readKnown,
    readKnownInstant,
    startTrace: () => {
      trace = []
      written.nearMiss = false
    },
    endTrace: () => {
      const found = written.nearMiss ? undefined : trace
      trace = undefined
      return found
    },
    believed: { from: EARLIEST, to: latest },
    save,
    restore,
    prefer: (shape) => {
      if (shape?.order !== undefined) order = shape.order
      lastEpoch = NaN
    },
    read: (text) => readAt(text, 0, true)?.time,
    readNumber,
    clock: () => ({
      zone: stated + assumed + bare === 0 ? 'none' : stated > 0 && stated >= assumed ? 'stated' : 'assumed-utc',
      yearAssumed,
      dayAssumed: stated + assumed === 0 && bare > 0,
      uncertaintyMs: stated + assumed + bare === 0 ? 0 : 10 ** (3 - fewestDigits),
      notes: describeStamps({ stated, assumed, bare, years: [...years], yearFrom, dateOrder }),
    }),
    setDateOrder: (found) => {
      dateOrder = found
      order = found?.order
    },
  }
}

/** Digits from `at` on. */
function countDigits(text: string, at: number): number {
  let end = at
  while (text.charCodeAt(end) >= 48 && text.charCodeAt(end) <= 57 && end - at < 20) end += 1
  return end - at
}

/** A capital with two small letters behind it, of a month or a weekday, or with a digit. */
function mayBeStamp(text: string, at: number): boolean {
  const next = text.charCodeAt(at + 1)
  if (isDigitCode(next)) return true
  const third = text.charCodeAt(at + 2)
  return next >= 97 && third >= 97 && (text.charCodeAt(at + 3) < 65 || FULL_NAMES.has(text.slice(at, at + 3)))
}

function isDigitCode(code: number): boolean {
  return code >= 48 && code <= 57
}

function isEpoch(seconds: number): boolean {
  return seconds >= 1e9 && seconds <= 4.1e9
}

function isSmallLetter(byte: number): boolean {
  return byte >= 97 && byte <= 122
}

function epochStamp(at: number, end: number, isDotted: boolean): FoundStamp {
  const fractionAt = isDotted ? 11 : 10
  const fractionDigits = end - at - fractionAt
  return { at, end, shape: undefined, secondAt: 0, fractionAt, fractionDigits: Math.max(0, fractionDigits), isPlain: true }
}

function latin1(bytes: Uint8Array, from: number, to: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from).toString('latin1')
}

/**
 * Days from 1970-01-01 to a date of the Gregorian calendar.
 * @see https://howardhinnant.github.io/date_algorithms.html#days_from_civil
 */
function daysFromCivil(fullYear: number, month: number, day: number): number {
  const year = month <= 2 ? fullYear - 1 : fullYear
  const era = Math.floor(year / 400)
  const yearOfEra = year - era * 400
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1
  return era * 146_097 + yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear - 719_468
}
