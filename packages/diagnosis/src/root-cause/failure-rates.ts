import { associate, createCounter, describeCounts, type Stratum, type SuspectCounter } from './association.ts'
import type { CallForest, CallNode } from './call-tree.ts'
import { createNull } from './empirical-null.ts'
import type { Evidence, EvidenceKind, Indicator } from './evidence.ts'
import type { EntityLog } from './input.ts'
import { isFaulty, kindOfMessage } from './log-message.ts'
import type { TraceLabels } from './trace-labels.ts'

type Failure = {
  readonly entity: string
  readonly what: string
  readonly strata: Map<string, Failing>
  /** The same failure wherever it happens. */
  readonly everywhere?: Stratum
}
type Failing = { readonly passed: Set<number>; readonly took: Set<number> }

/** Evidence from failing spans: the deepest ones, which no failing child explains, more often in suspect traces than in ordinary ones. */
export function judgeFailedSpans(forest: CallForest, labels: TraceLabels): Evidence[] {
  const failures = new Map<string, Failure>()
  for (const node of forest.nodes) {
    const { service, name } = node.span
    // What a client saw of a peer without spans is the peer's failure.
    const entity = node.peer !== undefined && node.children.length === 0 ? node.peer : service
    const failure = entry(failures, entity, `"${name}" fails`)
    const stratum = failure.strata.get('') ?? { passed: new Set(), took: new Set() }
    failure.strata.set('', stratum)
    stratum.passed.add(node.trace)
    if (isOrigin(node)) stratum.took.add(node.trace)
  }
  return judge([...failures.values()], labels, { kind: 'failed-spans', indicator: 'errors' })
}

/**
 * Evidence from faulty log records that name their span: kinds of messages that an operation writes in more of its suspect traces than
 * of its ordinary ones. A kind that the system as a whole writes as often as before is no news, whichever of its entities writes it now.
 */
export function judgeFaultyLogs(forest: CallForest, labels: TraceLabels, logs: readonly EntityLog[]): Evidence[] {
  const passed = new Map<string, Set<number>>()
  const placeOf = ({ span }: CallNode) => `${span.service}\0${span.name}`
  for (const node of forest.nodes) passed.set(placeOf(node), (passed.get(placeOf(node)) ?? new Set<number>()).add(node.trace))
  const failures = new Map<string, Failure>()
  const everywhere = new Map<string, Failing>()
  for (const log of logs) {
    const node = log.traceId === undefined ? undefined : forest.nodeOf(log.traceId, log.spanId ?? '')
    if (!node || !isFaulty(log)) continue
    const what = `it logs "${kindOfMessage(log.message)}"`
    const key = `${log.entity}\0${what}`
    const all = everywhere.get(what) ?? { passed: new Set(), took: new Set() }
    everywhere.set(what, all)
    const failure: Failure = failures.get(key) ?? { entity: log.entity, what, strata: new Map(), everywhere: all }
    failures.set(key, failure)
    const place = placeOf(node)
    const known = failure.strata.get(place)
    const stratum = known ?? { passed: passed.get(place) ?? new Set(), took: new Set() }
    if (!known) {
      failure.strata.set(place, stratum)
      for (const trace of stratum.passed) all.passed.add(trace)
    }
    stratum.took.add(node.trace)
    all.took.add(node.trace)
  }
  return judge([...failures.values()], labels, { kind: 'log', indicator: 'code' })
}

function entry(failures: Map<string, Failure>, entity: string, what: string): Failure {
  const key = `${entity}\0${what}`
  const known = failures.get(key) ?? { entity, what, strata: new Map() }
  failures.set(key, known)
  return known
}

const isOrigin = ({ span, children }: CallNode) =>
  span.status === 'error' && !children.some((child) => child.span.status === 'error')

function judge(
  failures: readonly Failure[],
  labels: TraceLabels,
  { kind, indicator }: { readonly kind: EvidenceKind; readonly indicator: Indicator },
): Evidence[] {
  const tested = failures.filter(({ strata }) => [...strata.values()].some(({ took }) => took.size > 0))
  const score = ({ strata, everywhere }: Failure, countSuspect: SuspectCounter) =>
    Math.min(
      associate(strata.values(), countSuspect),
      everywhere ? associate([everywhere], countSuspect) : Number.POSITIVE_INFINITY,
    )
  const scores = createNull(
    labels.shuffled.flatMap((drawn) => {
      const countDrawn = createCounter(drawn)
      return tested.map((failure) => score(failure, countDrawn))
    }),
  )
  const countSuspect = createCounter(labels.suspect)
  return tested.flatMap((failure) => {
    const nats = scores.surprise(score(failure, countSuspect), tested.length)
    const statement = `${failure.what} in ${describeCounts(failure.strata.values(), countSuspect)}`
    return nats > 0 ? [{ entity: failure.entity, kind, indicator, nats, alone: nats, statement }] : []
  })
}
