import type { Interval } from '@faultmaven/contracts'
import { fromInstant, microseconds, toInstant } from '@faultmaven/signals'
import { parse } from 'chrono-node/en'

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
const SOONER_MS = 86_400_000

/**
 * The time that a question names, if it names one. What is counted from now is counted from `now`; a clock time without a day is that of
 * the last such time before it. `zone` is the IANA zone of the user, UTC unless told.
 */
export function readAskedRange(
  text: string,
  { now, zone = 'UTC' }: { readonly now: string; readonly zone?: string },
): AskedRange | undefined {
  const nowMs = fromInstant(now) / 1000
  const found = parse(text.slice(0, 4000), { instant: new Date(nowMs), timezone: minutesEast(zone, nowMs) })
  const [first, second] = found
  if (!first) return undefined
  const lead = text.slice(0, first.index)
  const settle = (date: Date, hasDay: boolean) =>
    !hasDay && date.getTime() > nowMs ? date.getTime() - SOONER_MS : date.getTime()
  const start = settle(first.start.date(), first.start.isCertain('day'))
  const said = { words: text.slice(first.index, first.index + first.text.length), isRelative: RELATIVE.test(first.text) }
  if (first.end) return rangeOf(start, settle(first.end.date(), first.end.isCertain('day')), said)
  if (LASTING.test(first.text) || SINCE.test(lead)) {
    const isBoth = second && UNTIL.test(text.slice(first.index + first.text.length, second.index))
    return rangeOf(start, isBoth ? settle(second.start.date(), second.start.isCertain('day')) : nowMs, said)
  }
  if (BETWEEN.test(lead) && second) {
    const words = text.slice(first.index, second.index + second.text.length)
    return rangeOf(start, settle(second.start.date(), second.start.isCertain('day')), { ...said, words })
  }
  if (UNTIL.test(lead)) return rangeOf(0, start, said)
  if (/^now$/i.test(first.text)) return undefined
  const unit = first.start.isCertain('minute') ? 'minute' : first.start.isCertain('hour') ? 'hour' : 'day'
  const from = unit === 'day' ? Math.floor(start / AROUND_MS.day) * AROUND_MS.day : start
  return rangeOf(from, from + AROUND_MS[unit] - 1, said)
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
