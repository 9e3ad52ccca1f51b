import { microseconds, type Microseconds } from '@faultmaven/signals'
import { createWrittenTime, matchLayout } from './match-layout.ts'
import { describeStamps } from './describe-stamps.ts'
import type { FoundOrder } from './date-order.ts'
import { readTai } from './tai.ts'
import { DIGIT_SHAPES, inDateOrder, LETTER_SHAPES, type TimeShape } from './time-shapes.ts'

/** What a source's time stamps turned out to be like, so far. */
export type Clock = {
  readonly zone: 'stated' | 'assumed-utc' | 'none'
  readonly yearAssumed: boolean
  /** Resolution of the coarsest stamp, milliseconds: 1000 where stamps have no fraction, 0.001 for microseconds. */
  readonly uncertaintyMs: number
  /** What was taken for granted, a sentence each. */
  readonly notes: readonly string[]
}

/** A stamp found in a line: where it ends, and its instant; a bare clock time has none. */
export type FoundTime = { readonly end: number; readonly time: Microseconds | undefined }

export type TimeReader = {
  /** Stamp that begins exactly at `at`, in any known way of writing. `first` also allows the ways believed at the start only. */
  readonly readAt: (text: string, at: number, first: boolean) => FoundTime | undefined
  /** Instant that a text such as a JSON value begins with; undefined when it is none. */
  readonly read: (text: string) => Microseconds | undefined
  /** Instant of a number: Unix seconds, milli-, micro- or nanoseconds by its size. */
  readonly readNumber: (value: number) => Microseconds | undefined
  readonly clock: () => Clock
  /** Tries dates in numbers in this order first. */
  readonly prefer: (order: FoundOrder | undefined) => void
}

const DAY_US = 86_400_000_000
const EARLIEST = Date.UTC(1990, 0, 1) * 1000
const EPOCH = /(\d{10})(\d{3}|\d{6}|\d{9})?(?:\.(\d{1,9}))?(?![\w.])/y
const QUANTITY = /^ [a-z]/

/**
 * Reads the time stamps of one source in file order. A missing zone is taken as UTC. A missing year is that of the date with a year
 * read before, else the latest in which the date falls on the weekday that stands with it, else that of `now`, and never such that
 * the stamp would lie ahead of `now`; it rises when months run from December to January.
 * Instants before 1990 or more than a year ahead of `now` are not believed.
 *
 * @param options.now Unix milliseconds: when the source was collected
 */
export function createTimeReader({ now }: { readonly now: number }): TimeReader {
  const latest = (now + 400 * 86_400_000) * 1000
  const written = createWrittenTime()
  let recent: TimeShape | undefined
  let recentShapes = DIGIT_SHAPES
  let stated = 0
  let assumed = 0
  let yearAssumed = false
  let fewestDigits = 6
  let lastMonth = 0
  let year = 0
  let lastEpoch = 0
  let digitShapes = DIGIT_SHAPES
  let dateOrder: FoundOrder | undefined
  let bare = 0
  // Days since 1970 of the last date with a year.
  let dated = NaN
  let yearFrom: 'received' | 'dates' | 'weekdays' = 'received'
  const years = new Set<number>()

  const believe = (us: number): Microseconds | undefined => (us >= EARLIEST && us <= latest ? microseconds(us) : undefined)
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
      const distance = (candidate: number) => Math.abs(daysFromCivil(candidate, month, day) - dated)
      const near = Math.floor(dated / 365.2425) + 1970
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
  const toInstant = (): Microseconds | undefined => {
    if (written.month === 0) {
      bare += 1
      return undefined
    }
    const { month, day, offsetMinutes } = written
    const hasZone = !Number.isNaN(offsetMinutes)
    note(written.digits, hasZone)
    const fullYear = written.year >= 0 ? written.year : inferYear(month, day)
    const seconds = written.hour * 3600 + written.minute * 60 + written.second - (hasZone ? offsetMinutes * 60 : 0)
    const days = daysFromCivil(fullYear, month, day)
    if (written.year >= 0) dated = days
    return believe(days * DAY_US + seconds * 1e6 + written.fraction)
  }
  const readEpoch = (text: string, at: number): FoundTime | undefined => {
    EPOCH.lastIndex = at
    const found = EPOCH.exec(text)
    if (found === null) return undefined
    const [whole, seconds = '', more = '', fraction = ''] = found
    if (Number(seconds) < 1e9 || Number(seconds) > 4.1e9) return undefined
    // "1400000000 bytes sent" is a quantity, unless such numbers keep coming from the same day.
    const isQuantity = whole.length === 10 && QUANTITY.test(text.slice(at + 10, at + 12))
    const isFar = Math.abs(Number(seconds) - lastEpoch) > 86_400
    lastEpoch = Number(seconds)
    if (isQuantity && isFar) return undefined
    const rest = more === '' ? fraction : more
    note(Math.min(6, rest.length), true)
    return { end: at + whole.length, time: believe(Number(seconds) * 1e6 + Number(rest.slice(0, 6).padEnd(6, '0'))) }
  }
  const readAt = (text: string, at: number, first: boolean): FoundTime | undefined => {
    const code = text.charCodeAt(at)
    const isDigit = code >= 48 && code <= 57
    if (!isDigit && !(code >= 65 && code <= 90)) return first && code === 64 ? readLabel(text, at) : undefined
    const shapes = isDigit ? digitShapes : LETTER_SHAPES
    if (recent !== undefined && recentShapes === shapes && (first || recent.onlyFirst !== true)) {
      if (matchLayout(recent.layout, text, at, written)) return { end: written.end, time: toInstant() }
    }
    for (const shape of shapes) {
      if ((shape.onlyFirst === true && !first) || !matchLayout(shape.layout, text, at, written)) continue
      recent = shape
      recentShapes = shapes
      return { end: written.end, time: toInstant() }
    }
    return first && isDigit ? readEpoch(text, at) : undefined
  }
  const readLabel = (text: string, at: number): FoundTime | undefined => {
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
  return {
    readAt,
    read: (text) => readAt(text, 0, true)?.time,
    readNumber,
    clock: () => ({
      zone: stated + assumed === 0 ? 'none' : stated >= assumed ? 'stated' : 'assumed-utc',
      yearAssumed,
      uncertaintyMs: stated + assumed === 0 ? 0 : 10 ** (3 - fewestDigits),
      notes: describeStamps({ stated, assumed, bare, years: [...years], yearFrom, dateOrder }),
    }),
    prefer: (order) => {
      dateOrder = order
      digitShapes = inDateOrder(DIGIT_SHAPES, order?.order)
      recentShapes = digitShapes
    },
  }
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
