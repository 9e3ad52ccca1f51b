import { CONSUMER } from '../reading/span-columns.ts'
import type { TraceForest } from './trace-forest.ts'

/** Nanoseconds of each span in which none of its children ran; what a child does after its parent's end is its own. O(n). */
export function selfTimes({ columns, order, firstChild, nextSibling, startNs }: TraceForest): Float64Array {
  const { durationNs, kind } = columns
  const selfNs = new Float64Array(columns.length)
  for (const span of order) {
    const end = startNs[span]! + durationNs[span]!
    let covered = 0
    let reached = startNs[span]!
    for (let child = firstChild[span]!; child >= 0; child = nextSibling[child]!) {
      if (kind[child] === CONSUMER) continue
      const from = Math.max(reached, startNs[child]!)
      const to = Math.min(end, startNs[child]! + durationNs[child]!)
      if (to <= from) continue
      covered += to - from
      reached = to
    }
    selfNs[span] = Math.max(0, durationNs[span]! - covered)
  }
  return selfNs
}
