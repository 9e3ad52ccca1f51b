import { findBottlenecks, type Bottleneck } from './analysis/bottlenecks.ts'
import { repairSkew, type ClockSkew } from './analysis/clock-skew.ts'
import { criticalPaths } from './analysis/critical-path.ts'
import { findErrorOrigins, type ErrorOrigin } from './analysis/error-origins.ts'
import { findOperations, redOf, type Operation, type OperationRed } from './analysis/operations.ts'
import { findRepeatedCalls, type RepeatedCalls } from './analysis/repeated-calls.ts'
import { selfTimes } from './analysis/self-time.ts'
import { findServiceCalls, type ServiceCall } from './analysis/service-graph.ts'
import { findSlowOrigins, type SlowOrigin } from './analysis/slow-origins.ts'
import { findTellingFeatures, type TellingFeature } from './analysis/telling-features.ts'
import { buildForest } from './analysis/trace-forest.ts'
import { findOutcomes, rootsOf, type TraceOutcome } from './analysis/trace-outcomes.ts'
import type { SpanSet } from './span-set.ts'

/** What a set of spans says. Numbers of operations index `operations`, spans index the set. */
export type TraceAnalysis = {
  readonly traces: number
  /** Spans of traces whose parents are missing, spans that are there twice, and rings of parents. */
  readonly orphans: number
  readonly firstOrphan?: number
  readonly duplicates: number
  readonly cycles: number
  readonly operations: readonly Operation[]
  /** The operation with most time on critical paths first. */
  readonly red: readonly OperationRed[]
  readonly skews: readonly (Omit<ClockSkew, 'caller' | 'callee'> & { readonly caller: string; readonly callee: string })[]
  readonly errorOrigins: readonly ErrorOrigin[]
  readonly bottlenecks: readonly Bottleneck[]
  readonly repeatedCalls: readonly RepeatedCalls[]
  readonly outcomes: readonly (Pick<TraceOutcome, 'kind' | 'rule' | 'bad' | 'good' | 'fromMicros' | 'toMicros'> & {
    readonly features: readonly TellingFeature[]
    /** Of slow traces only. */
    readonly slowOrigins: readonly SlowOrigin[]
  })[]
  readonly serviceCalls: readonly ServiceCall[]
  readonly spans: SpanSet
}

/** Analyses spans of any number; a million take about four seconds and 150 MB. Times after the repair of skew. */
export function analyseTraces(spans: SpanSet): TraceAnalysis {
  const { columns } = spans
  const forest = buildForest(columns)
  const skews = repairSkew(forest)
  const operations = findOperations(columns)
  const roots = rootsOf(forest)
  const criticalNs = criticalPaths(forest)
  const selfNs = selfTimes(forest)
  const outcomes = findOutcomes(forest, operations, roots)
  const hostOf = (resource: number) => columns.texts.text(columns.services[resource] ?? 0)
  return {
    traces: forest.traces,
    orphans: forest.orphans,
    ...(forest.firstOrphan >= 0 && { firstOrphan: forest.firstOrphan }),
    duplicates: forest.duplicates,
    cycles: forest.cycles,
    operations: operations.list,
    red: redOf(forest, operations, { selfNs, criticalNs }),
    skews: skews.map((skew) => ({ ...skew, caller: hostOf(skew.caller), callee: hostOf(skew.callee) })),
    errorOrigins: findErrorOrigins(forest, operations),
    bottlenecks: findBottlenecks(forest, operations, roots),
    repeatedCalls: findRepeatedCalls(forest, operations),
    outcomes: outcomes.map((outcome) => ({
      kind: outcome.kind,
      rule: outcome.rule,
      bad: outcome.bad,
      good: outcome.good,
      fromMicros: outcome.fromMicros,
      toMicros: outcome.toMicros,
      features: findTellingFeatures(forest, operations, outcome),
      slowOrigins: outcome.kind === 'slow' ? findSlowOrigins(forest, operations, { outcome, criticalNs, selfNs }) : [],
    })),
    serviceCalls: findServiceCalls(forest),
    spans,
  }
}
