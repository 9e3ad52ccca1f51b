import { growCallForest, type CallForest, type CallNode } from './call-tree.ts'
import { judgeChanges } from './change-prior.ts'
import { createEntityGraph, type EntityGraph } from './entity-graph.ts'
import type { Evidence, EvidenceKind, Indicator } from './evidence.ts'
import { explainAway } from './explain-away.ts'
import { judgeFailedSpans, judgeFaultyLogs } from './failure-rates.ts'
import type { RootCauseInput, TimeWindow } from './input.ts'
import { kindOfMessage } from './log-message.ts'
import { judgeTimes } from './lost-time.ts'
import { judgePaths, type SpanEvents } from './path-changes.ts'
import { alignSeries, rowsOf, type SampleGrid } from './sample-grid.ts'
import { judgeSeries } from './series-evidence.ts'
import { labelTraces } from './trace-labels.ts'

export type RootCause = {
  readonly entity: string
  readonly score: number
  readonly indicator: Indicator
  readonly evidence: readonly Evidence[]
}

/** Everything that does not depend on the window. */
export type Prepared = {
  readonly input: RootCauseInput
  readonly grid: SampleGrid
  readonly forest: CallForest
  readonly graph: EntityGraph
  readonly eventsOf: SpanEvents
}

const RESOURCES = new Set(['cpu', 'memory', 'disk', 'network'])
const EXPLAINING: readonly (readonly Indicator[])[] = [['change'], ['cpu', 'memory', 'disk', 'network'], ['code']]
/** -ln 0.05. */
const SIGNIFICANT = 3

export function prepare(input: RootCauseInput): Prepared {
  const grid = alignSeries(input.series)
  const forest = growCallForest(input.spans)
  const edges = [...(input.edges ?? []), ...forest.nodes.flatMap(({ span, peer }) => (peer === undefined ? [] : [[span.service, peer] as const]))]
  const services = forest.nodes.map(({ span }) => span.service)
  const graph = createEntityGraph({
    entities: [...grid.series.map(({ entity }) => entity), ...services],
    edges,
    instrumented: [...services, ...grid.series.filter(({ meaning }) => RESOURCES.has(meaning)).map(({ entity }) => entity)],
  })
  const logs = new Map<CallNode, { time: number; name: string }[]>()
  for (const { traceId, spanId, time, message } of input.logs) {
    const node = traceId === undefined || spanId === undefined ? undefined : forest.nodeOf(traceId, spanId)
    if (node) logs.set(node, [...(logs.get(node) ?? []), { time, name: kindOfMessage(message) }])
  }
  const eventsOf: SpanEvents = (node) => {
    const calls = node.children.map((call) => ({ time: call.span.start as number, name: `${call.span.service} ${call.span.name}`, call }))
    const own = logs.get(node)
    return own ? [...calls, ...own].toSorted((a, b) => a.time - b.time) : calls
  }
  return { input, grid, forest, graph, eventsOf }
}

export function gatherEvidence({ input, grid, forest, graph, eventsOf }: Prepared, window: TimeWindow): Evidence[] {
  const rows = rowsOf(grid, window)
  const [from, to] = input.baseline ? rowsOf(grid, input.baseline) : [0, grid.times.length]
  const ordinary: number[] = []
  for (let row = from; row < to; row += 1) if (row < rows[0] || row >= rows[1]) ordinary.push(row)
  const labels = labelTraces(forest.starts, window)
  return [
    ...judgeSeries({ grid, graph, window: rows, ordinary, ...(input.symptom ? { symptom: input.symptom } : {}) }),
    ...(labels.suspects > 0 && labels.ordinary > 0
      ? [
          ...judgeTimes(forest, labels),
          ...judgeFailedSpans(forest, labels),
          ...judgePaths(forest, labels, eventsOf),
          ...judgeFaultyLogs(forest, labels, input.logs),
        ]
      : []),
    ...judgeChanges(input.changes ?? [], window),
  ]
}

/** Ranks entities by their evidence, after what the entities they call explain was taken away. */
export function rankEvidence(all: readonly Evidence[], graph: EntityGraph, without?: ReadonlySet<EvidenceKind>): RootCause[] {
  const evidence = without ? all.filter(({ kind }) => !without.has(kind)) : all
  const strongest = new Map<string, Map<EvidenceKind, Evidence>>()
  for (const entry of evidence) {
    const kinds = strongest.get(entry.entity) ?? new Map<EvidenceKind, Evidence>()
    strongest.set(entry.entity, kinds)
    if ((kinds.get(entry.kind)?.nats ?? -1) < entry.nats) kinds.set(entry.kind, entry)
  }
  return [...strongest]
    .map(([entity, kinds]) => {
      const kept = explainAway(entity, strongest, graph)
      const score = [...kept.values()].reduce((sum, nats) => sum + nats, 0)
      return { entity, score, indicator: indicatorOf(kinds, kept), evidence: [...kinds.values()].toSorted((a, b) => b.nats - a.nats) }
    })
    .filter(({ score }) => score > 0)
    .toSorted((a, b) => b.score - a.score || (a.entity < b.entity ? -1 : 1))
}

/**
 * Names what is wrong with an entity. What explains more goes first: a change, a resource, another way through the code; each only if it
 * would be significant were this entity the only one looked at. Otherwise what weighs most.
 */
function indicatorOf(kinds: ReadonlyMap<EvidenceKind, Evidence>, kept: ReadonlyMap<EvidenceKind, number>): Indicator {
  const weightOf = ({ kind }: Evidence) => kept.get(kind) ?? 0
  const byWeight = [...kinds.values()].toSorted((a, b) => weightOf(b) - weightOf(a) || b.alone - a.alone)
  for (const group of EXPLAINING) {
    const found = byWeight.find(({ indicator, alone }) => group.includes(indicator) && alone >= SIGNIFICANT)
    if (found) return found.indicator
  }
  return byWeight[0]?.indicator ?? 'latency'
}
