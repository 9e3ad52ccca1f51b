import type { DateOrder } from './time-shapes.ts'

/** Order of the dates in numbers of a source. `isDecided` is false where two orders fit all of them equally well. */
export type FoundOrder = { readonly order: DateOrder; readonly isDecided: boolean; readonly example: string }

const DATE = /(?<![\w./:-])(\d{1,2})([/-])(\d{1,2})\2(\d{4}|\d\d),? {1,2}\d{1,2}:\d\d/
const DAY_MS = 86_400_000
const ORDERS: readonly DateOrder[] = ['mdy', 'dmy', 'ymd']

/**
 * Which number is the day and which the month, from the first lines of a source together: a day above 12, no date that lies ahead of
 * when the source was received, dates that run forward, the day before the month changes, and years near it. Of equals, the
 * American order.
 *
 * @param now Unix milliseconds when the source was received
 * @returns undefined when no line has such a date
 */
export function findDateOrder(lines: readonly string[], now: number): FoundOrder | undefined {
  const dates = lines.flatMap((line) => {
    const found = DATE.exec(line.length > 160 ? line.slice(0, 160) : line)
    return found === null ? [] : [found]
  })
  const [first] = dates
  if (first === undefined) return undefined
  const scored = ORDERS.map((order) => ({ order, score: scoreOf(order, dates, now) })).toSorted((a, b) => b.score - a.score)
  const [best, next] = scored
  return { order: best!.order, isDecided: best!.score > next!.score, example: first[0].replace(/,? .*/, '') }
}

function scoreOf(order: DateOrder, dates: readonly RegExpExecArray[], now: number): number {
  const days = dates.map((date) => dayOf(order, date))
  const valid = days.filter((day) => day !== undefined && day * DAY_MS < now + 2 * DAY_MS)
  let back = 0
  let leaps = 0
  for (let at = 1; at < valid.length; at++) {
    const step = valid[at]! - valid[at - 1]!
    if (step < 0) back += 1
    // A log that goes on day by day would jump from month to month in the wrong order.
    if (step >= 28) leaps += 1
  }
  const newest = Math.max(...valid.map((day) => day!), -Infinity)
  const years = Math.floor((now / DAY_MS - newest) / 365.25)
  // A two-digit year may be either end: the one nearer to now, by whole years only, as within a year nothing speaks for either.
  const age = Number.isFinite(years) ? Math.min(1, Math.max(0, years) / 100) : 1
  const share = (count: number) => count / dates.length
  return Math.round(1000 * (4 * share(valid.length) - share(back) - share(leaps) - age))
}

/** Days since 1970 of a date read in this order; undefined when it is none. */
function dayOf(order: DateOrder, [, first = '', , second = '', third = '']: RegExpExecArray): number | undefined {
  if (order === 'ymd' && (third.length === 4 || first.length !== 2)) return undefined
  const [year, month, day] =
    order === 'ymd' ? [first, second, third] : order === 'mdy' ? [third, first, second] : [third, second, first]
  const fullYear = year.length === 4 ? Number(year) : 2000 + Number(year)
  const date = new Date(Date.UTC(fullYear, Number(month) - 1, Number(day)))
  return date.getUTCMonth() === Number(month) - 1 && Number(day) > 0 ? date.getTime() / DAY_MS : undefined
}
