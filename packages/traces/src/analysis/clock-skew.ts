import { PRODUCER, CONSUMER } from '../reading/span-columns.ts'
import { type TraceForest } from './trace-forest.ts'

/** Two resources (services on their hosts) whose clocks differ, and what was added to the times of the callee. */
export type ClockSkew = {
  readonly caller: number
  readonly callee: number
  readonly offsetNs: number
  /** Calls between them, and those that began before or ended after their caller. */
  readonly calls: number
  readonly impossible: number
  /** A span of the callee that shows it. */
  readonly span: number
}

const MAX_SAMPLES = 1001
/** Stamps are cut to microseconds by many tracers. */
const TOLERANCE_NS = 2000

/**
 * Repairs `startNs` where clocks of two hosts differ: a call cannot begin before or end after its caller. The offset of a pair puts
 * calls into the middle of their callers, as Jaeger's adjuster does for each span; it is taken only where half of the pair's calls
 * are impossible as they are, because single ones outlive their callers on purpose. Asynchronous calls say nothing.
 *
 * @see https://github.com/jaegertracing/jaeger, model/adjuster: one span at a time there, the median of a pair here
 */
export function repairSkew(forest: TraceForest): readonly ClockSkew[] {
  const skews = measureSkews(forest)
  if (skews.size === 0) return []
  const { columns, order, parent, startNs } = forest
  const shift = new Float64Array(columns.length)
  for (const span of parentsFirst(forest)) {
    const above = parent[span]!
    if (above < 0) continue
    shift[span] = shift[above]! + (skews.get(pairOf(columns.resource, above, span))?.offsetNs ?? 0)
  }
  for (const span of order) startNs[span]! += shift[span]!
  return [...skews.values()].sort((a, b) => Math.abs(b.offsetNs) - Math.abs(a.offsetNs))
}

function measureSkews({ columns, order, parent, startNs }: TraceForest): Map<number, ClockSkew> {
  const { resource, kind, durationNs } = columns
  const pairs = new Map<
    number,
    { caller: number; callee: number; calls: number; impossible: number; span: number; middles: number[] }
  >()
  for (const span of order) {
    const above = parent[span]!
    if (above < 0 || resource[above] === resource[span] || columns.start[span] === 0 || columns.start[above] === 0) continue
    if (kind[span] === CONSUMER || kind[above] === PRODUCER) continue
    const key = pairOf(resource, above, span)
    const pair = pairs.get(key) ?? {
      caller: resource[above]!,
      callee: resource[span]!,
      calls: 0,
      impossible: 0,
      span,
      middles: [],
    }
    pairs.set(key, pair)
    const early = startNs[above]! - startNs[span]!
    const late = startNs[span]! + durationNs[span]! - startNs[above]! - durationNs[above]!
    const slack = durationNs[above]! - durationNs[span]!
    pair.calls += 1
    // What lasts longer than its caller ran on without it: then only its beginning can be wrong.
    if (early > TOLERANCE_NS || (late > TOLERANCE_NS && slack >= 0)) {
      if (pair.impossible === 0) pair.span = span
      pair.impossible += 1
    }
    if (pair.middles.length < MAX_SAMPLES) pair.middles.push(early + Math.max(0, slack) / 2)
  }
  const skews = new Map<number, ClockSkew>()
  for (const [key, { middles, ...pair }] of pairs) {
    if (pair.impossible === 0 || pair.impossible * 2 < pair.calls) continue
    middles.sort((a, b) => a - b)
    skews.set(key, { ...pair, offsetNs: Math.round(middles[middles.length >> 1]!) })
  }
  return skews
}

const MAX_RESOURCES = 2 ** 26
function pairOf(resource: Int32Array, caller: number, callee: number): number {
  return resource[caller]! * MAX_RESOURCES + resource[callee]!
}

/** All spans, each after its parent. */
function* parentsFirst({ order, parent, firstChild, nextSibling }: TraceForest): Iterable<number> {
  for (const root of order) {
    if (parent[root]! >= 0) continue
    let span = root
    for (;;) {
      yield span
      if (firstChild[span]! >= 0) {
        span = firstChild[span]!
        continue
      }
      while (span !== root && nextSibling[span]! < 0) span = parent[span]!
      if (span === root) break
      span = nextSibling[span]!
    }
  }
}
