import type { Interval } from '@faultmaven/contracts'
import { fromInstant, microseconds, toInstant } from '@faultmaven/signals'
import { parse, type ParsedResult } from 'chrono-node/en'

/** A stretch of time that a question names, on the clock of the evidence. */
export type AskedRange = Interval & {
  /** The words that name it. */
  readonly words: string
  /** Counted back from now, as "last hour" is. */
  readonly isRelative: boolean
}

const SINCE = /\b(?:since|after|from|starting(?: at)?)\s*$/i
const UNTIL = /\b(?:until|till|before|up to|by)\s*$/i
const BETWEEN = /\bbetween\s*$/i
const LASTING = /^(?:last|past|previous)\b/i
const RELATIVE = /\b(?:last|past|previous|ago|now|today|yesterday|tonight|this)\b/i
/** A moment stands for this much around it: nobody means one second. */
const AROUND_MS = { minute: 60_000, hour: 3_600_000, day: 86_400_000 } as const
const DAY_MS = 86_400_000
/** Looks like a time and is none: three letters within a name, how long something took. */
const NO_TIME =
  /^(?:sun|mon|tue|wed|thu|fri|sat|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)$|^(?:(?:in|after|within|for|next) )?\d+(?:\.\d+)? ?(?:ms|s|secs?|seconds?|m|mins?|minutes?|h|hours?|d|days?|weeks?|months?|years?)$/i

/**
 * The time that a question names, if it names one that is not to come. What is counted from now is counted from `now`; a clock time or a
 * day of the week is the last one before it. `zone` is the IANA zone of the user, UTC unless told.
 */
export function readAskedRange(
  text: string,
  { now, zone = 'UTC' }: { readonly now: string; readonly zone?: string },
): AskedRange | undefined {
  const nowMs = fromInstant(now) / 1000
  const [first, second] = timesIn(text, nowMs, zone)
  if (!first || /^now$/i.test(first.text)) return undefined
  const start = settled(first.start, nowMs)
  if (start > nowMs) return undefined
  const lead = text.slice(0, first.index)
  const said = { words: first.text, isRelative: RELATIVE.test(first.text) }
  if (first.end) return rangeOf(start, settled(first.end, nowMs), said)
  if (LASTING.test(first.text) || SINCE.test(lead)) {
    const isBoth = second && UNTIL.test(text.slice(first.index + first.text.length, second.index))
    return rangeOf(start, isBoth ? settled(second.start, nowMs) : nowMs, said)
  }
  if (BETWEEN.test(lead) && second) {
    const words = text.slice(first.index, second.index + second.text.length)
    return rangeOf(start, settled(second.start, nowMs), { ...said, words })
  }
  if (UNTIL.test(lead)) return rangeOf(0, start, said)
  const unit = first.start.isCertain('minute') ? 'minute' : first.start.isCertain('hour') ? 'hour' : 'day'
  const from = unit === 'day' ? Math.floor(start / DAY_MS) * DAY_MS : start
  return rangeOf(from, from + AROUND_MS[unit] - 1, said)
}

/** The text without the times that it names. */
export function withoutTimes(text: string): string {
  return timesIn(text, 0, 'UTC').reduceRight(
    (rest, { index, text: words }) => `${rest.slice(0, index)} ${rest.slice(index + words.length)}`,
    text,
  )
}

function timesIn(text: string, nowMs: number, zone: string): ParsedResult[] {
  const found = parse(text.slice(0, 4000), { instant: new Date(nowMs), timezone: minutesEast(zone, nowMs) })
  return found.filter(({ text: words }) => !NO_TIME.test(words))
}

/** A moment that must not be to come: a clock time alone is that of the day before, a day of the week that of the week before. */
function settled(parsed: ParsedResult['start'], nowMs: number): number {
  const at = parsed.date().getTime()
  if (at <= nowMs || parsed.isCertain('day')) return at
  return at - (parsed.isCertain('weekday') ? 7 * DAY_MS : DAY_MS)
}

function rangeOf(from: number, to: number, said: Pick<AskedRange, 'words' | 'isRelative'>): AskedRange | undefined {
  if (!(from <= to)) return undefined
  return { from: toInstant(microseconds(from * 1000)), to: toInstant(microseconds(to * 1000)), ...said }
}

/** Minutes that the zone is ahead of UTC at a moment; 0 for a zone that nobody knows. */
function minutesEast(zone: string, atMs: number): number {
  try {
    const format = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' })
    const name = format.formatToParts(atMs).find(({ type }) => type === 'timeZoneName')?.value ?? ''
    const [, sign, hours, minutes] = /GMT([+-])(\d\d):(\d\d)/.exec(name) ?? []
    return sign === undefined ? 0 : Number(`${sign}1`) * (Number(hours) * 60 + Number(minutes))
  } catch {
    return 0
  }
}
