import { createCommonSlowness } from './common-slowness.ts'
import type { Operations } from './operations.ts'
import type { TraceForest } from './trace-forest.ts'
import { BAD, GOOD, type TraceOutcome } from './trace-outcomes.ts'

/** An operation in which slow traces spend the time that typical ones do not. Nanoseconds a trace. */
export type SlowOrigin = {
  readonly operation: number
  readonly slowNs: number
  readonly typicalNs: number
  /** Share of all the time that slow traces take longer. */
  readonly share: number
  /** The span of it that waited longest in a slow trace. */
  readonly example: number
  /** How many times as long other operations take in the same traces, see {@link createCommonSlowness}. */
  readonly others?: number
}

const MIN_SHARE = 0.2

/** Operations that make slow traces slow, by their time on critical paths, most of it first. */
export function findSlowOrigins(
  forest: TraceForest,
  operations: Operations,
  { outcome, criticalNs, selfNs }: Record<'criticalNs' | 'selfNs', Float64Array> & { readonly outcome: TraceOutcome },
): readonly SlowOrigin[] {
  const { order, offsets } = forest
  const sums = { slow: new Float64Array(operations.list.length), typical: new Float64Array(operations.list.length) }
  const longest = new Int32Array(operations.list.length).fill(-1)
  for (let trace = 0; trace + 1 < offsets.length; trace += 1) {
    const is = outcome.state[trace]
    if (is !== BAD && is !== GOOD) continue
    const sum = is === BAD ? sums.slow : sums.typical
    for (let at = offsets[trace]!; at < offsets[trace + 1]!; at += 1) {
      const span = order[at]!
      const operation = operations.of[span]!
      sum[operation]! += criticalNs[span]!
      if (is === BAD && (longest[operation]! < 0 || criticalNs[span]! > criticalNs[longest[operation]!]!))
        longest[operation] = span
    }
  }
  const origins = operations.list.map((_, operation) => ({
    operation,
    slowNs: sums.slow[operation]! / outcome.bad,
    typicalNs: sums.typical[operation]! / outcome.good,
    example: longest[operation]!,
  }))
  const longer = origins.reduce((sum, { slowNs, typicalNs }) => sum + Math.max(0, slowNs - typicalNs), 0)
  if (longer === 0) return []
  const othersThan = createCommonSlowness(forest, operations, { outcome, selfNs })
  return origins
    .map((origin) => ({ ...origin, share: (origin.slowNs - origin.typicalNs) / longer }))
    .filter(({ share, example }) => share >= MIN_SHARE && example >= 0)
    .sort((a, b) => b.share - a.share)
    .map((origin) => {
      const others = othersThan(origin.operation)
      return others === undefined ? origin : { ...origin, others }
    })
}
