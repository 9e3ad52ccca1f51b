import { ERROR_STATUS } from '../reading/span-columns.ts'
import { type Operations, quantile } from './operations.ts'
import type { TraceForest } from './trace-forest.ts'

/** Bad traces of a set beside good ones of the same root operations. */
export type TraceOutcome = {
  readonly kind: 'failing' | 'slow'
  /** What makes a trace bad, a phrase. */
  readonly rule: string
  /** A trace each: 1 bad, 0 good, 2 neither (another root operation, or bad in another way). */
  readonly state: Uint8Array
  readonly bad: number
  readonly good: number
  /** When nine tenths of the bad traces begin, Unix microseconds by the source's own clocks; 0 where no root has a time. */
  readonly fromMicros: number
  readonly toMicros: number
}

export const BAD = 1
export const GOOD = 0
const OUTSIDE = 2
const MIN_TRACES = 3
/** A slow trace takes so many times the median of its root operation, and this much longer. */
const SLOW_RATIO = 2
const SLOW_SPREADS = 5
const MIN_SLOWNESS_NS = 1e6
/** Stragglers before and after do not tell when traces were bad. */
const STRAGGLERS = 0.05

/** The first span of each trace that has no parent; -1 where a trace has none. */
export function rootsOf({ order, offsets, parent }: TraceForest): Int32Array {
  const roots = new Int32Array(offsets.length - 1).fill(-1)
  for (let trace = 0; trace < roots.length; trace += 1)
    for (let at = offsets[trace]!; at < offsets[trace + 1]! && roots[trace]! < 0; at += 1)
      if (parent[order[at]!]! < 0) roots[trace] = order[at]!
  return roots
}

/**
 * Splits traces into good and bad: failing (the root failed; where no root did, any span), and slow among those that did not fail.
 * A split needs three bad and three good traces.
 */
export function findOutcomes(forest: TraceForest, operations: Operations, roots: Int32Array): readonly TraceOutcome[] {
  const { columns, order, offsets } = forest
  const failing = new Uint8Array(roots.length)
  for (let trace = 0; trace < roots.length; trace += 1) if (columns.status[roots[trace]!] === ERROR_STATUS) failing[trace] = BAD
  const rootsFail = failing.includes(BAD)
  const anyFailing = failing.slice()
  for (let trace = 0; trace < roots.length; trace += 1)
    for (let at = offsets[trace]!; at < offsets[trace + 1]!; at += 1)
      if (columns.status[order[at]!] === ERROR_STATUS) anyFailing[trace] = BAD
  const rule = rootsFail ? 'their root span failed' : 'a span of theirs failed'
  // What fails inside and is made good by a retry is neither.
  const failed = rootsFail ? failing.map((is, trace) => (is === BAD || anyFailing[trace] === GOOD ? is : OUTSIDE)) : anyFailing
  return [
    outcomeOf({ kind: 'failing', rule, state: failed, roots, operations, forest }),
    outcomeOf({
      kind: 'slow',
      rule: 'their root span took more than twice the median of its operation',
      state: slowTraces(forest, operations, roots, anyFailing),
      roots,
      operations,
      forest,
    }),
  ].filter(({ bad, good }) => bad >= MIN_TRACES && good >= MIN_TRACES)
}

function slowTraces({ columns }: TraceForest, operations: Operations, roots: Int32Array, isFailing: Uint8Array): Uint8Array {
  const byOperation = new Map<number, number[]>()
  roots.forEach((root, trace) => {
    if (root < 0 || isFailing[trace] === BAD) return
    const own = byOperation.get(operations.of[root]!)
    if (own) own.push(trace)
    else byOperation.set(operations.of[root]!, [trace])
  })
  const state = new Uint8Array(roots.length).fill(OUTSIDE)
  for (const traces of byOperation.values()) {
    const durations = Float64Array.from(traces, (trace) => columns.durationNs[roots[trace]!]!).sort()
    const median = quantile(durations, 0.5)
    const spread = median - quantile(durations, 0.25)
    const limit = Math.max(median * SLOW_RATIO, median + SLOW_SPREADS * spread, median + MIN_SLOWNESS_NS)
    for (const trace of traces) state[trace] = columns.durationNs[roots[trace]!]! > limit ? BAD : GOOD
  }
  return state
}

type Draft = Pick<TraceOutcome, 'kind' | 'rule' | 'state'> & {
  readonly roots: Int32Array
  readonly operations: Operations
  readonly forest: TraceForest
}

/** Only root operations that have bad traces are compared: what tells checkout from search would tell bad from good otherwise. */
function outcomeOf({ roots, operations, forest, state, ...rest }: Draft): TraceOutcome {
  const own = (trace: number) => operations.of[roots[trace]!] ?? -1
  const concerned = new Set<number>()
  state.forEach((is, trace) => void (is === BAD && concerned.add(own(trace))))
  const compared = state.map((is, trace) => (concerned.has(own(trace)) ? is : OUTSIDE))
  const begins = Float64Array.from(roots, (root, trace) => (compared[trace] === BAD ? forest.columns.start[root]! : 0))
  const sorted = begins.filter((micros) => micros > 0).sort()
  return {
    ...rest,
    state: compared,
    bad: countOf(compared, BAD),
    good: countOf(compared, GOOD),
    fromMicros: sorted.length === 0 ? 0 : quantile(sorted, STRAGGLERS),
    toMicros: sorted.length === 0 ? 0 : quantile(sorted, 1 - STRAGGLERS),
  }
}

function countOf(state: Uint8Array, wanted: number): number {
  return state.reduce((sum, is) => sum + (is === wanted ? 1 : 0), 0)
}
