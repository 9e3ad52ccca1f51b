import { bounded } from './bounded.ts'
import type { MetricSeries } from './series.ts'
import { median } from './statistics.ts'

/** An amount that reached the limit which another series states. */
export type LimitedSeries = {
  readonly series: MetricSeries
  readonly limitName: string
  /** Limit at the end, and the highest amount. */
  readonly limit: number
  readonly highest: number
  /** Median of the amounts before it came near its limit; undefined when it was there from the start. */
  readonly before?: number
  /** Index of the first sample of the stretch near the limit. */
  readonly start: number
  /** Whether it was still there in the last samples. */
  readonly isLasting: boolean
  /** It grew all the way there and never gave back: what is taken is not returned. */
  readonly isLeak: boolean
}

/** Words that say "in use" or "at most" and not of what. */
const USED =
  /^(?:used|usage|use|using|current|in|inuse|open|active|allocated|busy|borrowed|acquired|count|num|number|entries|working|set|total|bytes)$/
const LIMIT = /^(?:limit|limits|max|maximum|hard|capacity|quota|ceiling|allowed|size)$/
/** From here on an amount is at its limit: hash tables and pools seldom reach the last slot. */
const NEAR = 0.97
const MIN_RUN = 3
const MAX_SERIES = 2000

/**
 * Amounts that reached the limit of a neighbouring series: `x_entries` beside `x_entries_limit`, `connections_active` beside
 * `connections_max`, `open_fds` beside `max_fds`, with the same attributes. The limit must stand still while the amount moves.
 */
export function findLimits(series: readonly MetricSeries[]): LimitedSeries[] {
  if (series.length > MAX_SERIES) return []
  const limits = new Map<string, MetricSeries>()
  for (const one of series) if (isLimit(one)) limits.set(keyOf(one), one)
  return series.flatMap((one) => {
    const limit = limits.get(keyOf(one))
    return limit === undefined || limit === one || isLimit(one) ? [] : (compare(one, limit) ?? [])
  })
}

const wordsOf = (name: string) =>
  name
    .slice(0, 300)
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .replace(/(?<![a-z])max(?=[a-z]{3})(?!imum)/g, 'max ')
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '')

const isLimit = ({ name }: MetricSeries) => wordsOf(name).some((word) => LIMIT.test(word))

function keyOf({ name, attributes }: MetricSeries): string {
  const noun = wordsOf(name).filter((word) => !LIMIT.test(word) && !USED.test(word))
  return `${noun.join(' ')} ${JSON.stringify(attributes)}`
}

function compare(series: MetricSeries, limits: MetricSeries): LimitedSeries | undefined {
  const limit = bounded(limits.samples.at(-1)?.value ?? 0)
  const { samples } = series
  if (limit <= 1 || samples.length < MIN_RUN || limits.samples.some(({ value }) => value !== limit)) return undefined
  const near = samples.map(({ value }) => value >= limit * NEAR)
  const start = near.findIndex(
    (_, index) => near.slice(index, index + MIN_RUN).length === MIN_RUN && near.slice(index, index + MIN_RUN).every(Boolean),
  )
  if (start < 0) return undefined
  const before = samples.slice(0, start).map(({ value }) => value)
  return {
    series,
    limitName: limits.name,
    limit,
    highest: bounded(samples.reduce((most, { value }) => Math.max(most, value), 0)),
    ...(before.length === 0 ? {} : { before: median(before) }),
    start,
    isLasting: near.slice(-MIN_RUN).some(Boolean),
    isLeak: climbs(before),
  }
}

const MIN_CLIMB = 12

/** Eighths whose medians never fall, over a climb from less than half to the end: load goes up and down, a leak only up. */
function climbs(values: readonly number[]): boolean {
  if (values.length < MIN_CLIMB) return false
  const parts = [0, 1, 2, 3, 4, 5, 6, 7].map((part) =>
    median(values.slice(Math.floor((part * values.length) / 8), Math.max(1, Math.floor(((part + 1) * values.length) / 8)))),
  )
  const rises = parts.slice(1).filter((value, index) => value > (parts[index] ?? 0)).length
  const falls = parts.slice(1).some((value, index) => value < (parts[index] ?? 0))
  return rises >= 6 && !falls && (parts[0] ?? 0) < (parts[7] ?? 0) / 2
}
