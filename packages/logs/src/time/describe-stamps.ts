import type { FoundOrder } from './date-order.ts'

type Stamps = {
  /** Stamps with a zone, without one, and times of day without a date. */
  readonly stated: number
  readonly assumed: number
  readonly bare: number
  /** Taken for stamps without a year, and whence. */
  readonly years: readonly number[]
  readonly yearFrom: 'received' | 'dates' | 'weekdays'
  readonly dateOrder: FoundOrder | undefined
}

const YEAR_FROM = {
  received: 'from the day it was received',
  dates: 'from its dates that have one',
  weekdays: 'from the weekdays that stand with the dates',
}
const ORDER = { mdy: 'month/day', dmy: 'day/month', ymd: 'year/month/day' }

/** Not to be said of a source whose zone others decide. */
export const NO_ZONE_NOTE = 'No time zone in the log: read as UTC, may be off by whole hours'

/** What the stamps of a source leave open and what was taken instead, a sentence each. */
export function describeStamps({ stated, assumed, bare, years, yearFrom, dateOrder }: Stamps): string[] {
  const notes: string[] = []
  if (years.length > 0) notes.push(`No year in the log: ${listOf(years)} taken ${YEAR_FROM[yearFrom]}`)
  if (assumed > stated) notes.push(NO_ZONE_NOTE)
  else if (assumed > 0) notes.push(`No time zone in ${assumed} of ${assumed + stated} stamps: these are read as UTC`)
  if (bare > 0 && stated + assumed === 0)
    notes.push('No dates in the log: times of day are taken from the day it was received on, a day more after each midnight')
  else if (bare > stated + assumed) notes.push('Times of day without a date: they order no records')
  if (dateOrder !== undefined && stated + assumed > 0) {
    const doubt = dateOrder.isDecided ? '' : ', which its dates leave open'
    notes.push(`Dates such as ${dateOrder.example} are read as ${ORDER[dateOrder.order]}${doubt}`)
  }
  return notes
}

function listOf(years: readonly number[]): string {
  const [first, last] = [Math.min(...years), Math.max(...years)]
  return first === last ? String(first) : `${first} to ${last}`
}
