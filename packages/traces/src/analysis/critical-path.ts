import { CONSUMER } from '../reading/span-columns.ts'
import type { TraceForest } from './trace-forest.ts'

/**
 * Nanoseconds of each span that its trace waited for: from the end of the root backwards, always through the child that ended last
 * before. The entries of one trace add up to the duration of its roots. O(n log n) in the children of one span.
 *
 * ```
 * root   ├──████──────────────██┤      █ on the critical path
 * child a     ├──████████┤
 * child b        ├─────┤               (a ends later: b waits for nobody)
 * child c                ├█████┤
 * ```
 *
 * @see Zhang et al., "CRISP: Critical Path Analysis of Large-Scale Microservice Architectures", USENIX ATC 2022
 */
export function criticalPaths({ columns, order, parent, firstChild, nextSibling, startNs }: TraceForest): Float64Array {
  const { durationNs, kind } = columns
  const criticalNs = new Float64Array(columns.length)
  const spans: number[] = []
  const ends: number[] = []
  /** A child that begins before its parent holds it up from the parent's beginning on. */
  const floors: number[] = []
  for (const root of order) {
    if (parent[root]! >= 0) continue
    spans.push(root)
    ends.push(startNs[root]! + durationNs[root]!)
    floors.push(startNs[root]!)
    while (spans.length > 0) {
      const span = spans.pop()!
      const end = ends.pop()!
      const floor = floors.pop()!
      let waited = end
      for (const child of latestFirst(span)) {
        const childEnd = Math.min(startNs[child]! + durationNs[child]!, waited)
        // One that was still running when the path left for a later sibling did not hold it up.
        if (startNs[child]! >= waited || childEnd <= floor || (waited < end && startNs[child]! + durationNs[child]! > waited))
          continue
        criticalNs[span]! += waited - childEnd
        spans.push(child)
        ends.push(childEnd)
        waited = Math.max(startNs[child]!, floor)
        floors.push(waited)
      }
      criticalNs[span]! += Math.max(0, waited - floor)
    }
  }
  return criticalNs

  /** Children that the span could wait for, clipped to its own end, by their ends from the last on. */
  function latestFirst(span: number): number[] {
    const children: number[] = []
    for (let child = firstChild[span]!; child >= 0; child = nextSibling[child]!)
      if (kind[child] !== CONSUMER && durationNs[child]! > 0) children.push(child)
    return children.length < 2 ? children : children.sort((a, b) => startNs[b]! + durationNs[b]! - startNs[a]! - durationNs[a]!)
  }
}
