import { growCallForest, type CallForest, type CallNode } from './call-tree.ts'
import { judgeChanges } from './change-prior.ts'
import { createEntityGraph, type EntityGraph } from './entity-graph.ts'
import type { Evidence } from './evidence.ts'
import { judgeFailedSpans, judgeFaultyLogs } from './failure-rates.ts'
import type { EntityLog, RootCauseInput, TimeWindow } from './input.ts'
import { kindOfMessage } from './log-message.ts'
import { judgeTimes, timeOperations, type TimedOperation } from './lost-time.ts'
import { collectPathSteps, judgePaths, type PathStep, type SpanEvents } from './path-changes.ts'
import { alignSeries, rowsOf, type SampleGrid } from './sample-grid.ts'
import { judgeSeries } from './series-evidence.ts'
import { labelTraces } from './trace-labels.ts'

/** Everything that does not depend on the window. */
export type Prepared = {
  readonly input: RootCauseInput
  readonly grid: SampleGrid
  readonly forest: CallForest
  readonly graph: EntityGraph
  readonly operations: readonly TimedOperation[]
  readonly steps: readonly PathStep[]
  /** Microseconds by which two sights of one event may differ: two samples. */
  readonly slack: number
}

const RESOURCES: ReadonlySet<string> = new Set(['cpu', 'memory', 'disk', 'network'])
/** Fewer traces on either side are an anecdote. */
const FEWEST_TRACES = 4

/** Brings all evidence to one clock and one graph. */
export function prepare(input: RootCauseInput): Prepared {
  const grid = alignSeries(input.series)
  const forest = growCallForest(input.spans)
  const edges = [
    ...(input.edges ?? []),
    ...forest.nodes.flatMap(({ span, peer }) => (peer === undefined ? [] : [[span.service, peer] as const])),
  ]
  const services = forest.nodes.map(({ span }) => span.service)
  const graph = createEntityGraph({
    entities: [...grid.series.map(({ entity }) => entity), ...services],
    edges,
    instrumented: [...services, ...grid.series.filter(({ meaning }) => RESOURCES.has(meaning)).map(({ entity }) => entity)],
  })
  return { input, grid, forest, graph, ...readTraces(forest, input.logs), slack: 2 * grid.step }
}

function readTraces(forest: CallForest, all: readonly EntityLog[]): Pick<Prepared, 'operations' | 'steps'> {
  const logs = new Map<CallNode, { time: number; name: string }[]>()
  for (const { traceId, spanId, time, message } of all) {
    const node = traceId === undefined || spanId === undefined ? undefined : forest.nodeOf(traceId, spanId)
    if (!node) continue
    const known = logs.get(node) ?? []
    logs.set(node, known)
    known.push({ time, name: kindOfMessage(message) })
  }
  const eventsOf: SpanEvents = (node) => {
    const calls = node.children.map((call) => ({
      time: call.span.start as number,
      name: `${call.span.service} ${call.span.name}`,
      call,
    }))
    const own = logs.get(node)
    return own ? [...calls, ...own].toSorted((a, b) => a.time - b.time) : calls
  }
  return { operations: timeOperations(forest), steps: collectPathSteps(forest, eventsOf) }
}

export type TraceSelection = Pick<Prepared, 'forest' | 'operations' | 'steps'>

/** The traces that begin in the window or in the baseline, where there is one. */
export function selectTraces({ input, forest, operations, steps }: Prepared, window: TimeWindow): TraceSelection {
  const { baseline } = input
  if (!baseline) return { forest, operations, steps }
  const isKept = forest.starts.map((start) => [window, baseline].some((kept) => start >= kept.start && start <= kept.end))
  const rest = growCallForest(forest.nodes.filter(({ trace }) => isKept[trace]).map(({ span }) => span))
  return { forest: rest, ...readTraces(rest, input.logs) }
}

/**
 * All that speaks for any entity in a window, against ordinary time.
 * @param lead microseconds before the window from which on traces are suspect, of those that were selected: none where the baseline ends before
 */
export function gatherEvidence(
  prepared: Prepared,
  window: TimeWindow,
  { lead = 0, traces = selectTraces(prepared, window) }: { readonly lead?: number; readonly traces?: TraceSelection } = {},
): Evidence[] {
  const { input, grid, graph } = prepared
  const { forest, operations, steps } = traces
  const rows = rowsOf(grid, window)
  const [from, to] = input.baseline ? rowsOf(grid, input.baseline) : [0, grid.times.length]
  const ordinary: number[] = []
  for (let row = from; row < to; row += 1) if (row < rows[0] || row >= rows[1]) ordinary.push(row)
  const labels = labelTraces(forest.starts, { start: window.start - lead, end: window.end })
  return [
    ...judgeSeries({ grid, graph, window: rows, ordinary, ...(input.symptom ? { symptom: input.symptom } : {}) }),
    ...(Math.min(labels.suspects, labels.ordinary) >= FEWEST_TRACES
      ? [
          ...judgeTimes(operations, labels),
          ...judgeFailedSpans(forest, labels),
          ...judgePaths(steps, labels),
          ...judgeFaultyLogs(forest, labels, input.logs),
        ]
      : []),
    ...judgeChanges(input.changes ?? [], window),
  ]
}
