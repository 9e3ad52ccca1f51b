import { type CaseFiles, mapTexts } from './case-files.ts'

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const FULL = 'January|February|March|April|May|June|July|August|September|October|November|December'
const DAY_MS = 86_400_000
/** A year for dates that name none: no leap year, as most. */
const SOME_YEAR = 2023
const LEAP_YEAR = 2024

const ISO = /(?<![\d.-])(20[0-3]\d)([-/])(\d\d)\2(\d\d)(?![\d-])/g
const COMMON_LOG = /\b(\d\d)\/(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\/(20\d\d)(?=:)/g
const SYSLOG =
  /\b(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)( {1,2})(\d{1,2})((?: \d\d:\d\d:\d\d(?:\.\d+)?(?: [A-Z]{3,4})?)?)(,? 20\d\d\b)?/g
const WORDED = new RegExp(`\\b(${FULL}) (\\d{1,2})(?:(,? )(20\\d\\d))?\\b`, 'g')
const KLOG = /^([IWEF])(\d\d)(\d\d)(?= \d\d:\d\d:\d\d\.)/gm
/** Seconds, milliseconds, microseconds or nanoseconds since 1970 of the years 2014 to 2033. */
const EPOCH = /(?<![\w.-])(1[4-9]\d{8})(\d{3}|\d{6}|\d{9})?(?=\.\d|[^\w.-]|\.?$)/gm

/** The case with all its dates moved by whole weeks, so that days of the week stay true. Clock times and durations stay. */
export function shiftTimes(given: CaseFiles, weeks: number): CaseFiles {
  const days = weeks * 7
  return mapTexts(given, (text) =>
    text
      .replace(ISO, (all, year, dash, month, day) => {
        const moved = move(Number(year), Number(month) - 1, Number(day), days)
        return moved ? `${moved.getUTCFullYear()}${dash}${two(moved.getUTCMonth() + 1)}${dash}${two(moved.getUTCDate())}` : all
      })
      .replace(COMMON_LOG, (all, day, month, year) => {
        const moved = move(Number(year), MONTHS.indexOf(month), Number(day), days)
        return moved ? `${two(moved.getUTCDate())}/${MONTHS[moved.getUTCMonth()]}/${moved.getUTCFullYear()}` : all
      })
      .replace(WORDED, (all, month: string, day, comma, year) => {
        const moved = move(Number(year ?? SOME_YEAR), MONTHS.indexOf(month.slice(0, 3)), Number(day), days)
        if (!moved) return all
        return `${FULL.split('|')[moved.getUTCMonth()]} ${moved.getUTCDate()}${year ? `${comma}${moved.getUTCFullYear()}` : ''}`
      })
      .replace(SYSLOG, (all, month, gap: string, day, clock, year?: string) => {
        const ofYear = Number(year?.slice(-4) ?? (month === 'Feb' && Number(day) === 29 ? LEAP_YEAR : SOME_YEAR))
        const moved = move(ofYear, MONTHS.indexOf(month), Number(day), days)
        if (!moved) return all
        const width = gap.length + String(day).length
        const newYear = year ? year.replace(/20\d\d/, String(moved.getUTCFullYear())) : ''
        return `${MONTHS[moved.getUTCMonth()]}${String(moved.getUTCDate()).padStart(width)}${clock}${newYear}`
      })
      .replace(KLOG, (all, level, month, day) => {
        const moved = move(SOME_YEAR, Number(month) - 1, Number(day), days)
        return moved ? `${level}${two(moved.getUTCMonth() + 1)}${two(moved.getUTCDate())}` : all
      })
      .replace(EPOCH, (_, seconds, rest = '') => `${Number(seconds) + (days * DAY_MS) / 1000}${rest}`),
  )
}

function move(year: number, month: number, day: number, days: number): Date | undefined {
  const from = new Date(Date.UTC(year, month, day))
  return from.getUTCMonth() === month && from.getUTCDate() === day ? new Date(from.getTime() + days * DAY_MS) : undefined
}

function two(value: number): string {
  return String(value).padStart(2, '0')
}
