import type { Histogram } from '@faultmaven/contracts'
import { shareOf, spanOf, type TimeSpan } from './time-axis.ts'

/** The drawing box of a lane; it is stretched to the lane's real width. */
export const LANE = { width: 1000, height: 30 } as const

/** SVG paths of a lane: all lines, and the part of them that are errors. */
export type LaneShape = { readonly total: string; readonly errors: string }

/**
 * Bars of a histogram inside a span. Bars of all lines are scaled to the lane's own highest bucket; errors are on the same
 * scale, lifted to 3 units so that a single error among thousands of lines is seen.
 */
export function laneShape({ interval, total, errors }: Histogram, span: TimeSpan): LaneShape {
  const own = spanOf(interval)
  const bucketMs = (own.to - own.from) / Math.max(1, total.length)
  const highest = Math.max(1, ...total)
  const bars = (counts: readonly number[], lift: number) =>
    counts.map((value, at) => bar(value, highest, lift, barSpan(own, bucketMs, at, span))).join('')
  return { total: bars(total, 1), errors: bars(errors, 3) }
}

/** The bucket of a histogram at a time: its interval and counts; undefined outside. */
export function bucketAt({ interval, total, errors }: Histogram, at: number) {
  const own = spanOf(interval)
  const bucketMs = (own.to - own.from) / Math.max(1, total.length)
  const index = Math.min(total.length - 1, Math.floor((at - own.from) / bucketMs))
  if (at < own.from || at > own.to || index < 0) return undefined
  const from = own.from + index * bucketMs
  return { from, to: from + bucketMs, lines: total[index]!, errors: errors[index] ?? 0 }
}

/** When the first bucket with an error begins, Unix milliseconds. */
export function firstError({ interval, total, errors }: Histogram): number | undefined {
  const at = errors.findIndex((value) => value > 0)
  const own = spanOf(interval)
  return at < 0 ? undefined : own.from + (at * (own.to - own.from)) / Math.max(1, total.length)
}

type Bar = { readonly x: number; readonly width: number }

function barSpan(own: TimeSpan, bucketMs: number, at: number, span: TimeSpan): Bar {
  const start = Math.max(0, shareOf(span, own.from + at * bucketMs))
  const end = Math.min(1, shareOf(span, own.from + (at + 1) * bucketMs))
  // A bucket thinner than a pixel is still drawn as one.
  return { x: start * LANE.width, width: start >= 1 || end <= 0 ? 0 : Math.max(1, (end - start) * LANE.width * 0.9) }
}

function bar(value: number, highest: number, lift: number, { x, width }: Bar): string {
  if (value <= 0 || width <= 0) return ''
  const height = Math.max(lift, (value / highest) * (LANE.height - 2))
  return `M${x.toFixed(1)} ${LANE.height}v-${height.toFixed(1)}h${width.toFixed(1)}v${height.toFixed(1)}z`
}
