import { microseconds, type Span } from '@faultmaven/signals'
import { buildForest, type TraceForest } from '../analysis/trace-forest.ts'
import { readSpans } from '../read-spans.ts'
import { spanOf } from './make-spans.ts'
import { toOtlp } from './write-spans.ts'

const START = Date.UTC(2026, 10, 22) * 1000

/** A span `from` to `to` in milliseconds after midnight. */
export function timed(
  spanId: string,
  parentSpanId: string,
  [from, to]: readonly [number, number],
  more: Partial<Span> = {},
): Span {
  return spanOf({
    spanId,
    ...(parentSpanId !== '' && { parentSpanId }),
    start: microseconds(START + from * 1000),
    durationNs: Math.round((to - from) * 1e6),
    ...more,
  })
}

/** The forest of spans, and the number of each by its id. */
export function forestOf(spans: readonly Span[]): { readonly forest: TraceForest; readonly indexOf: (spanId: string) => number } {
  const reading = readSpans(toOtlp(spans))
  const ids = [...reading.spans].map(({ spanId }) => spanId)
  return { forest: buildForest(reading.spans.columns), indexOf: (spanId) => ids.indexOf(spanId) }
}
