import type { Operations } from './operations.ts'
import type { TraceForest } from './trace-forest.ts'

/** The slowest root span of an operation and the span in which most of its time passes. */
export type Bottleneck = {
  readonly root: number
  readonly span: number
  /** From the root to the span. */
  readonly way: readonly number[]
}

/** A child that takes at least this part of its parent's time is where the time goes. */
const DOMINANT = 0.5
const MAX_DEPTH = 100
const MAX_FOUND = 2

/** Where the time of the slowest root spans goes, of two operations: down the children that take most of their parents' time. */
export function findBottlenecks(
  { columns, firstChild, nextSibling }: TraceForest,
  operations: Operations,
  roots: Int32Array,
): readonly Bottleneck[] {
  const { durationNs } = columns
  const slowest = new Map<number, number>()
  for (const root of roots) {
    if (root < 0) continue
    const known = slowest.get(operations.of[root]!)
    if (known === undefined || durationNs[root]! > durationNs[known]!) slowest.set(operations.of[root]!, root)
  }
  return [...slowest.values()]
    .sort((a, b) => durationNs[b]! - durationNs[a]!)
    .slice(0, MAX_FOUND)
    .map((root) => ({ root, way: wayDown(root) }))
    .flatMap(({ root, way }) => (way.length < 2 ? [] : [{ root, way, span: way.at(-1)! }]))

  function wayDown(root: number): number[] {
    const way = [root]
    for (let span = root; way.length < MAX_DEPTH;) {
      let longest = -1
      for (let child = firstChild[span]!; child >= 0; child = nextSibling[child]!)
        if (longest < 0 || durationNs[child]! > durationNs[longest]!) longest = child
      if (longest < 0 || durationNs[longest]! < durationNs[span]! * DOMINANT) return way
      way.push(longest)
      span = longest
    }
    return way
  }
}
