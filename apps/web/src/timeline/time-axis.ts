import type { Interval } from '@faultmaven/contracts'

/** A span of Unix milliseconds. */
export type TimeSpan = { readonly from: number; readonly to: number }

/** The span in milliseconds; an instant becomes a second, so that it has a width. */
export function spanOf({ from, to }: Interval): TimeSpan {
  const [start, end] = [Date.parse(from), Date.parse(to)]
  return { from: start, to: Math.max(end, start + 1000) }
}

/** The smallest span that holds them all; undefined for none. */
export function unionOf(spans: readonly TimeSpan[]): TimeSpan | undefined {
  if (spans.length === 0) return undefined
  return { from: Math.min(...spans.map(({ from }) => from)), to: Math.max(...spans.map(({ to }) => to)) }
}

/** Where a time stands in the span: 0 at its start, 1 at its end. */
export function shareOf({ from, to }: TimeSpan, at: number): number {
  return (at - from) / (to - from)
}

/** The part of the span between two shares, in either order; at least a thousandth of it and 10 ms. */
export function zoomTo(span: TimeSpan, one: number, other: number): TimeSpan {
  const length = span.to - span.from
  const from = span.from + Math.max(0, Math.min(one, other)) * length
  const to = span.from + Math.min(1, Math.max(one, other)) * length
  return { from, to: Math.max(to, from + Math.max(10, length / 1000)) }
}

const SECOND = 1000
const STEPS = [0.01, 0.1, 0.5, 1, 2, 5, 10, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 21_600, 43_200, 86_400, 604_800].map(
  (s) => s * SECOND,
)

/** Round UTC instants inside the span, at most `most`, in milliseconds. */
export function ticksOf({ from, to }: TimeSpan, most = 6): number[] {
  const step = STEPS.find((each) => (to - from) / each <= most) ?? Math.ceil((to - from) / most / STEPS.at(-1)!) * STEPS.at(-1)!
  const ticks: number[] = []
  for (let at = Math.ceil(from / step) * step; at <= to; at += step) ticks.push(at)
  return ticks
}

/** A tick as text: time alone below a day, date alone above a week, else both; UTC. */
export function tickLabel({ from, to }: TimeSpan, at: number): string {
  const text = new Date(at).toISOString()
  if (to - from < 30 * SECOND) return text.slice(11, 23)
  if (to - from < 86_400 * SECOND) return text.slice(11, 19)
  return to - from > 8 * 86_400 * SECOND ? text.slice(0, 10) : `${text.slice(5, 10)} ${text.slice(11, 16)}`
}
