import { microseconds, type Microseconds } from '@faultmaven/signals'
import { TIME_SHAPES, type TimeShape } from './time-shapes.ts'

/** What a source's time stamps turned out to be like, so far. */
export type Clock = {
  readonly zone: 'stated' | 'assumed-utc' | 'none'
  readonly yearAssumed: boolean
  /** Resolution of the coarsest stamp, milliseconds: 1000 where stamps have no fraction, 0.001 for microseconds. */
  readonly uncertaintyMs: number
}

/** A stamp found in a line: where it ends, and its instant; a bare clock time or uptime has none. */
export type FoundTime = { readonly end: number; readonly time?: Microseconds }

export type TimeReader = {
  /** Stamp that begins exactly at `at`, in any known way of writing. `first` also allows the ways believed at the start only. */
  readonly readAt: (text: string, at: number, first: boolean) => FoundTime | undefined
  /** Instant of a whole text such as a JSON value; undefined when it is none. */
  readonly read: (text: string) => Microseconds | undefined
  /** Instant of a number: Unix seconds, milli-, micro- or nanoseconds by its size. */
  readonly readNumber: (value: number) => Microseconds | undefined
  readonly clock: () => Clock
}

const DAY_US = 86_400_000_000
const EARLIEST = Date.UTC(1990, 0, 1) * 1000
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/**
 * Reads the time stamps of one source in file order. A missing zone is taken as UTC. A missing year is that of `now`, or
 * the year before when the stamp would lie ahead of it; it rises when months run from December to January.
 * Instants before 1990 or more than a year ahead of `now` are not believed.
 *
 * @param options.now Unix milliseconds: when the source was collected
 */
export function createTimeReader({ now }: { readonly now: number }): TimeReader {
  const latest = (now + 400 * 86_400_000) * 1000
  let recent: TimeShape | undefined
  let stated = 0
  let assumed = 0
  let yearAssumed = false
  let coarsestMs = 0
  let lastMonth = 0
  let year = 0

  const believe = (us: number): Microseconds | undefined => (us >= EARLIEST && us <= latest ? microseconds(us) : undefined)
  const note = (digits: number, zone: boolean) => {
    coarsestMs = Math.max(coarsestMs, 10 ** (3 - Math.min(digits, 6)))
    if (zone) stated += 1
    else assumed += 1
  }
  const inferYear = (month: number, day: number) => {
    yearAssumed = true
    if (year === 0) {
      year = new Date(now).getUTCFullYear()
      if (Date.UTC(year, month - 1, day) > now + 2 * 86_400_000) year -= 1
    } else if (lastMonth >= 11 && month <= 2) year += 1
    else if (lastMonth <= 2 && month >= 11) year -= 1
    lastMonth = month
    return year
  }
  const toInstant = (found: RegExpExecArray, shape: TimeShape): Microseconds | undefined => {
    const value = readParts(found, shape)
    if (value === undefined) return undefined
    if (value.epoch !== undefined) {
      note(value.digits, true)
      return believe(value.epoch)
    }
    if (value.month === 0) return undefined
    const fullYear = value.year ?? inferYear(value.month, value.day)
    note(value.digits, value.offsetMinutes !== undefined)
    const seconds = value.hour * 3600 + value.minute * 60 + value.second - (value.offsetMinutes ?? 0) * 60
    return believe(daysFromCivil(fullYear, value.month, value.day) * DAY_US + seconds * 1e6 + value.fraction)
  }
  const tryShape = (shape: TimeShape, text: string, at: number): FoundTime | undefined => {
    shape.pattern.lastIndex = at
    const found = shape.pattern.exec(text)
    if (found === null || !isPlausible(found, shape)) return undefined
    recent = shape
    const time = toInstant(found, shape)
    const end = at + found[0].length
    return time === undefined ? { end } : { end, time }
  }
  const readAt = (text: string, at: number, first: boolean): FoundTime | undefined => {
    const code = text.charCodeAt(at)
    const starts = code >= 48 && code <= 57 ? 'digit' : code >= 65 && code <= 90 ? 'letter' : undefined
    if (starts === undefined) return undefined
    if (recent?.starts === starts && (first || recent.onlyFirst !== true)) {
      const again = tryShape(recent, text, at)
      if (again !== undefined) return again
    }
    for (const shape of TIME_SHAPES) {
      if (shape.starts !== starts || (shape.onlyFirst === true && !first)) continue
      const found = tryShape(shape, text, at)
      if (found !== undefined) return found
    }
    return undefined
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
      uncertaintyMs: coarsestMs,
    }),
  }
}

type TimeValue = {
  year: number | undefined
  month: number
  day: number
  hour: number
  minute: number
  second: number
  /** Microseconds. */
  fraction: number
  /** Digits of the fraction, 0 for whole seconds. */
  digits: number
  offsetMinutes: number | undefined
  epoch: number | undefined
}

function readParts(found: RegExpExecArray, { parts }: TimeShape): TimeValue | undefined {
  const value: TimeValue = {
    year: undefined,
    month: 0,
    day: 1,
    hour: 0,
    minute: 0,
    second: 0,
    fraction: 0,
    digits: 0,
    offsetMinutes: undefined,
    epoch: undefined,
  }
  for (let group = 0; group < parts.length; group++) {
    const text = found[group + 1]
    if (text !== undefined) readPart(value, parts[group], text)
  }
  return value
}

function readPart(value: TimeValue, part: string | undefined, text: string): void {
  switch (part) {
    case 'year':
      value.year = text.length === 2 ? 2000 + Number(text) : Number(text)
      break
    case 'month':
      value.month = Number(text)
      break
    case 'monthName':
      value.month = MONTHS.indexOf(text) + 1
      break
    case 'day':
      value.day = Number(text)
      break
    case 'hour':
      value.hour = Number(text)
      break
    case 'minute':
      value.minute = Number(text)
      break
    case 'second':
      value.second = Number(text)
      break
    case 'fraction':
      value.digits = Math.max(value.digits, text.length)
      value.fraction = Math.floor(Number(text.slice(0, 6).padEnd(6, '0')))
      if (value.epoch !== undefined) value.epoch += value.fraction
      break
    case 'zone':
      value.offsetMinutes = zoneMinutes(text.trim())
      break
    case 'epoch':
      value.digits = text.length - 10
      value.epoch = Math.floor(Number(text.slice(0, 16)) * 10 ** (6 - Math.min(6, text.length - 10)))
      break
  }
}

/** Minutes east of UTC; undefined for a zone name that stands for different zones in different countries. */
function zoneMinutes(zone: string): number | undefined {
  if (zone === 'Z' || zone === 'UTC' || zone === 'GMT') return 0
  const sign = zone[0] === '-' ? -1 : zone[0] === '+' ? 1 : 0
  if (sign === 0) return undefined
  const digits = zone.slice(1).replace(':', '')
  return sign * (Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2) || '0'))
}

/** Refuses digits that merely look like a stamp: month 19, hour 77. */
function isPlausible(found: RegExpExecArray, { parts }: TimeShape): boolean {
  for (let group = 0; group < parts.length; group++) {
    const value = Number(found[group + 1] ?? 1)
    switch (parts[group]) {
      case 'month':
        if (value < 1 || value > 12) return false
        break
      case 'day':
        if (value < 1 || value > 31) return false
        break
      case 'hour':
        if (value > 24) return false
        break
      case 'minute':
        if (value > 59) return false
        break
      case 'second':
        if (value > 60) return false
        break
      case 'epoch': {
        const seconds = Number((found[group + 1] ?? '').slice(0, 10))
        if (seconds < 1e9 || seconds > 4.1e9) return false
        break
      }
    }
  }
  return true
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
