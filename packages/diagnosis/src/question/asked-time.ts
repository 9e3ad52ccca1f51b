/** A moment that a question names: the clock, and the day if it says which. Nothing says in which zone. */
export type AskedTime = {
  readonly hour: number
  readonly minute: number
  readonly day?: number
  /** 1 to 12. */
  readonly month?: number
  readonly year?: number
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const MONTH = '(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}'
const CLOCK = /\b([01]?\d|2[0-3]):([0-5]\d)(?::[0-5]\d)?\b(?: ?(am|pm)\b)?|\b(1[0-2]|[1-9]) ?(am|pm)\b/gi
const ISO_DATE = /\b(\d{4})-(\d\d)-(\d\d)/
const DAY_MONTH = new RegExp(`\\b(\\d{1,2})(?:st|nd|rd|th)?\\.? (?:of )?${MONTH}\\b(?:,? (\\d{4}))?`, 'i')
const MONTH_DAY = new RegExp(`\\b${MONTH} (\\d{1,2})(?:st|nd|rd|th)?\\b(?!:)(?:,? (\\d{4}))?`, 'i')

/** The clock times of a question, each with the one date that it names, if it names one. */
export function readAskedTimes(text: string): AskedTime[] {
  const date = readDate(text)
  return [...text.slice(0, 4000).matchAll(CLOCK)].slice(0, 4).map(([, hours, minutes, half, hour, halfOfHour]) => {
    const isAfternoon = /pm/i.test(half ?? halfOfHour ?? '')
    const read = Number(hours ?? hour)
    const base = half === undefined && halfOfHour === undefined ? read : read % 12
    return { hour: base + (isAfternoon ? 12 : 0), minute: Number(minutes ?? 0), ...date }
  })
}

function readDate(text: string): Pick<AskedTime, 'day' | 'month' | 'year'> {
  const iso = ISO_DATE.exec(text)
  if (iso) return { year: Number(iso[1]), month: Number(iso[2]), day: Number(iso[3]) }
  const [, day, month, year] = DAY_MONTH.exec(text) ?? []
  const [, monthFirst, dayAfter, yearAfter] = MONTH_DAY.exec(text) ?? []
  const name = (month ?? monthFirst)?.toLowerCase()
  if (name === undefined) return {}
  const stated = year ?? yearAfter
  return {
    day: Number(day ?? dayAfter),
    month: MONTHS.indexOf(name.slice(0, 3)) + 1,
    ...(stated !== undefined && { year: Number(stated) }),
  }
}

/**
 * Whether a moment lies within `[from, to]` (Unix milliseconds), give or take half an hour; a moment without a day is tried on every
 * day of the interval, at most 400.
 */
export function isCovered(asked: AskedTime, { from, to }: { readonly from: number; readonly to: number }): boolean {
  const firstDay = Math.floor(from / DAY) - 1
  const lastDay = Math.min(Math.floor(to / DAY) + 1, firstDay + 400)
  for (let day = firstDay; day <= lastDay; day += 1) {
    const date = new Date(day * DAY)
    const isDay =
      (asked.day === undefined || asked.day === date.getUTCDate()) &&
      (asked.month === undefined || asked.month === date.getUTCMonth() + 1) &&
      (asked.year === undefined || asked.year === date.getUTCFullYear())
    const time = day * DAY + (asked.hour * 60 + asked.minute) * MINUTE
    if (isDay && time >= from - SLACK && time <= to + SLACK) return true
  }
  return false
}
const MINUTE = 60_000
const DAY = 1440 * MINUTE
const SLACK = 30 * MINUTE
