import { microseconds, type Microseconds } from '@faultmaven/signals'

/** 2001-09-09 to 2128: outside of it a number is taken for something else than an epoch time. */
const EPOCH = { from: 1e9, to: 5e9 }

/**
 * An instant from ISO 8601 (without zone: UTC), `YYYY/MM/DD hh:mm`, or an epoch number in seconds, milli-, micro- or nanoseconds.
 * @returns undefined when the value is none of these.
 */
export function parseTime(value: string | number | boolean | null | undefined): Microseconds | undefined {
  if (typeof value === 'number') return epochTime(value)
  if (typeof value !== 'string' || value.length < 8 || value.length > 40) return undefined
  if (/^\d{9,19}(?:\.\d+)?$/.test(value)) return epochTime(Number(value))
  const match =
    /^(\d{4})[-/](\d\d)[-/](\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?\s*(Z|UTC|GMT|[+-]\d\d:?\d\d)?)?$/i.exec(
      value.trim(),
    )
  if (!match) return undefined
  const [, year, month, day, hour = '00', minute = '00', second = '00', fraction = '', zone = 'Z'] = match
  const ms = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`)
  if (Number.isNaN(ms)) return undefined
  return microseconds(ms * 1000 + Number(fraction.slice(0, 6).padEnd(6, '0')) - zoneOffset(zone))
}

const HOUR_US = 3600e6
const DAY_US = 24 * HOUR_US

/** A time of day, `hh:mm` with or without seconds, from midnight; undefined for others. */
export function parseClock(value: string | undefined): Microseconds | undefined {
  const [, hour, minute, second = '0'] = /^(\d{1,2}):(\d\d)(?::(\d\d(?:\.\d{1,6})?))?$/.exec(value ?? '') ?? []
  if (hour === undefined || Number(hour) > 23 || Number(minute) > 59 || Number(second) >= 60) return undefined
  return microseconds(Number(hour) * HOUR_US + Number(minute) * 60e6 + Math.round(Number(second) * 1e6))
}

/**
 * Reads the times of rows that follow each other: instants, or times of day, which stand on the first days of 1970 (see `hasDate` of
 * signals). One that goes back by half a day is of the next.
 */
export function createTimes(): (value: string | undefined) => Microseconds | undefined {
  let day = 0
  let last = 0
  return (value) => {
    const instant = parseTime(value)
    const clock = instant === undefined ? parseClock(value) : undefined
    if (clock === undefined) return instant
    if (clock < last - DAY_US / 2) day += DAY_US
    last = clock
    return microseconds(day + clock)
  }
}

function epochTime(value: number): Microseconds | undefined {
  for (const perSecond of [1, 1e3, 1e6, 1e9]) {
    const seconds = value / perSecond
    if (seconds >= EPOCH.from && seconds < EPOCH.to) return microseconds(Math.round(seconds * 1e6))
  }
  return undefined
}

function zoneOffset(zone: string): number {
  const match = /^([+-])(\d\d):?(\d\d)$/.exec(zone)
  if (!match) return 0
  return (match[1] === '-' ? -1 : 1) * (Number(match[2]) * 60 + Number(match[3])) * 60e6
}

/** Names that times go by. */
export const isTimeName = (name: string) =>
  /^(?:t|ts|time|date|datetime|at|x|clock|when|_time|@timestamp|eventtime)$|time_?stamps?$|(?:^|_)time$|_at$|_ts$|^(?:start|end|sample)_?time$/i.test(
    name,
  )
