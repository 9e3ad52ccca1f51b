import { quantile, type Operations } from './operations.ts'
import type { TraceForest } from './trace-forest.ts'
import { BAD, GOOD, type TraceOutcome } from './trace-outcomes.ts'

/** Spans of an operation in bad and in good traces without which its times cannot be compared. */
const MIN_SPANS = 3
const MIN_OTHERS = 2

/**
 * For an operation, how many times as long the median of all other operations takes by itself in bad traces as in good ones; `undefined`
 * where fewer than two others can be compared. About 1 where one operation is slow and others are as ever; a host or network that is
 * short of something slows all of them, whoever comes first. O(n log n) once, then O(operations).
 */
export function createCommonSlowness(
  { order, offsets }: TraceForest,
  operations: Operations,
  { outcome, selfNs }: { readonly outcome: TraceOutcome; readonly selfNs: Float64Array },
): (operation: number) => number | undefined {
  const times = operations.list.map(() => ({ bad: [] as number[], good: [] as number[] }))
  for (let trace = 0; trace + 1 < offsets.length; trace += 1) {
    const is = outcome.state[trace]
    if (is !== BAD && is !== GOOD) continue
    for (let at = offsets[trace]!; at < offsets[trace + 1]!; at += 1) {
      const span = order[at]!
      times[operations.of[span]!]?.[is === BAD ? 'bad' : 'good'].push(selfNs[span]!)
    }
  }
  const ratios = times.map(({ bad, good }) =>
    bad.length < MIN_SPANS || good.length < MIN_SPANS ? undefined : medianOf(bad) / Math.max(1, medianOf(good)),
  )
  return (operation) => {
    const others = ratios.filter((ratio, at): ratio is number => ratio !== undefined && at !== operation)
    return others.length < MIN_OTHERS ? undefined : medianOf(others)
  }
}

function medianOf(values: readonly number[]): number {
  return quantile(Float64Array.from(values).sort(), 0.5)
}
