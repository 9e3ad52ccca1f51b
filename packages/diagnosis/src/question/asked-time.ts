/** A moment that a question names: the clock, and the day and the zone if it says which. */
export type AskedTime = {
  readonly hour: number
  readonly minute: number
  readonly day?: number
  /** 1 to 12. */
  readonly month?: number
  readonly year?: number
  /** Minutes east of UTC. */
  readonly offset?: number
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const MONTH = '(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}'
/** A port, an address of a device and the like only look like a clock: `10.0.0.4:22`, `0000:03:00.0`. */
const CLOCK =
  /(?<![\w.:/+-])(?:\d{4}-\d\d-\d\dT)?([01]?\d|2[0-3]):([0-5]\d)(?::[0-5]\d(?:\.\d{1,9})?|(?![.:]?\d))(?: ?(am|pm)\b)?|(?<![\w.:/-])(1[0-2]|[1-9]) ?(am|pm)\b/gi
const ZONE = /^ ?(?:(?:UTC|GMT)?([+-])(\d\d?)(?::?([0-5]\d))?\b|(Z|UTC|GMT|[ECMP][SD]T|WEST|CES?T|EES?T|BST|IST|JST)\b)/
/** Hours east of UTC; of names with several meanings the commonest. */
const ZONES: Readonly<Record<string, number>> = {
  EST: -5,
  EDT: -4,
  CST: -6,
  CDT: -5,
  MST: -7,
  MDT: -6,
  PST: -8,
  PDT: -7,
  WEST: 1,
  CET: 1,
  CEST: 2,
  EET: 2,
  EEST: 3,
  BST: 1,
  IST: 5.5,
  JST: 9,
}
const ISO_DATE = /\b(\d{4})-(\d\d)-(\d\d)/
const DAY_MONTH = new RegExp(`\\b(\\d{1,2})(?:st|nd|rd|th)?\\.? (?:of )?${MONTH}\\b(?:,? (\\d{4}))?`, 'i')
const MONTH_DAY = new RegExp(`\\b${MONTH} (\\d{1,2})(?:st|nd|rd|th)?\\b(?!:)(?:,? (\\d{4}))?`, 'i')

/** The clock times of a question, each with the one date that it names, if it names one. */
export function readAskedTimes(text: string): AskedTime[] {
  const date = readDate(text)
  return [...text.slice(0, 4000).matchAll(CLOCK)].slice(0, 4).map((match) => {
    const [whole, hours, minutes, half, hour, halfOfHour] = match
    const isAfternoon = /pm/i.test(half ?? halfOfHour ?? '')
    const read = Number(hours ?? hour)
    const base = half === undefined && halfOfHour === undefined ? read : read % 12
    return {
      hour: base + (isAfternoon ? 12 : 0),
      minute: Number(minutes ?? 0),
      ...date,
      ...readZone(text.slice(match.index + whole.length)),
    }
  })
}

function readZone(after: string): Pick<AskedTime, 'offset'> {
  const [matched, sign, hours, minutes, name = ''] = ZONE.exec(after) ?? []
  if (matched === undefined) return {}
  const offset = sign === undefined ? (ZONES[name] ?? 0) * 60 : Number(`${sign}1`) * (Number(hours) * 60 + Number(minutes ?? 0))
  return { offset }
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
 * day of the interval, at most 400. One with a zone is tried as written, too: a log may keep the same local time without saying so.
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
    const times = [time, time - (asked.offset ?? 0) * MINUTE]
    if (isDay && times.some((tried) => tried >= from - SLACK && tried <= to + SLACK)) return true
  }
  return false
}
const MINUTE = 60_000
const DAY = 1440 * MINUTE
const SLACK = 30 * MINUTE
