import type { Source } from '@faultmaven/contracts'
import type { ExaminedSource } from '@faultmaven/diagnosis'
import { hasDate, microseconds, type Microseconds, toInstant } from '@faultmaven/signals'
import { ERROR_STATUS } from '@faultmaven/traces'

/** As many as the histogram of a log has at most. */
const BUCKETS = 240
type Entry = (time: Microseconds, isError: boolean) => void

/**
 * When the spans of a trace begin, or when the points of metrics were taken: the interval and how many there are of each part of it,
 * failing spans among them. Nothing where no time is known, or only times of day.
 */
export function timesOf(examined: ExaminedSource): Pick<Source, 'interval' | 'histogram'> {
  let [from, to] = [Infinity, -Infinity]
  eachTime(examined, (time) => {
    from = Math.min(from, time)
    to = Math.max(to, time)
  })
  if (to < from) return {}
  const interval = { from: toInstant(microseconds(from)), to: toInstant(microseconds(to)) }
  const widthUs = Math.max(1, Math.ceil((to - from + 1) / BUCKETS))
  const buckets = Math.ceil((to - from + 1) / widthUs)
  const [total, errors] = [Array.from({ length: buckets }, () => 0), Array.from({ length: buckets }, () => 0)]
  eachTime(examined, (time, isError) => {
    const at = Math.floor((time - from) / widthUs)
    total[at]! += 1
    if (isError) errors[at]! += 1
  })
  const end = toInstant(microseconds(from + widthUs * buckets))
  return { interval, histogram: { interval: { from: interval.from, to: end }, total, errors } }
}

function eachTime({ kind, traces, series }: ExaminedSource, tell: Entry): void {
  if (kind === 'trace' && traces !== undefined) {
    const { length, start, status } = traces.spans.columns
    for (let span = 0; span < length; span += 1) {
      const time = microseconds(start[span]!)
      if (hasDate(time)) tell(time, status[span] === ERROR_STATUS)
    }
  } else if (kind === 'metrics') {
    // A scrape without times stands at time 0, times of day on the first days of 1970.
    for (const { samples } of series) for (const { time } of samples) if (hasDate(time)) tell(time, false)
  }
}
