import { associate, createCounter, describeCounts, type SuspectCounter } from './association.ts'
import type { CallForest, CallNode } from './call-tree.ts'
import { createNull } from './empirical-null.ts'
import type { Evidence } from './evidence.ts'
import type { TraceLabels } from './trace-labels.ts'

/** What happens inside a span, in order: calls and log messages. */
export type SpanEvents = (node: CallNode) => readonly { readonly time: number; readonly name: string; readonly call?: CallNode }[]

/** One way to go on from one event of an operation. */
export type PathStep = {
  readonly entity: string
  readonly operation: string
  readonly from: string
  readonly to: string
  /** By history (what the callers and the span itself had done before): traces that passed the event. Shared by all its steps. */
  readonly passed: ReadonlyMap<string, ReadonlySet<number>>
  /** Histories in which the step was taken, with the traces that took it. */
  readonly taken: Map<string, Stratum>
  /** Where the flow ends instead of going on: who was called last, with the traces of each end. */
  readonly lastCalled: Map<string, number[]>
}
type Stratum = { readonly passed: ReadonlySet<number>; readonly took: Set<number> }

const START = 'the start'
const END = 'the end'
const FEWEST_TRACES = 4
/** A flow that ended there in this part of ordinary traces, or more, is not cut off. */
const FEW = 1 / 3
const NONE: ReadonlySet<number> = new Set()

/**
 * Evidence from paths: which event follows which inside a span, in suspect against ordinary traces. Histories are compared with the same
 * history only (Cochran-Mantel-Haenszel), so that another mix of requests is no change of the services below. A flow that now ends after
 * a call is charged to the one that was called: it did not answer as it used to.
 * @param steps of {@link collectPathSteps}
 */
export function judgePaths(steps: readonly PathStep[], labels: TraceLabels): Evidence[] {
  const score = (step: PathStep, countSuspect: SuspectCounter) => associate(step.taken.values(), countSuspect)
  const scores = createNull(
    labels.shuffled.flatMap((drawn) => {
      const countDrawn = createCounter(drawn)
      return steps.map((step) => Math.abs(score(step, countDrawn)))
    }),
  )
  const countSuspect = createCounter(labels.suspect)
  const found = new Map<string, Evidence>()
  for (const step of steps) {
    const shift = score(step, countSuspect)
    const nats = scores.surprise(Math.abs(shift), steps.length)
    if (nats <= 0) continue
    const entity = shift > 0 && step.to === END && usedToGoOn(step, countSuspect) ? blamedFor(step, labels.suspect) : step.entity
    if (nats <= (found.get(entity)?.nats ?? 0)) continue
    const counts = describeCounts(strataOf(step), countSuspect)
    const statement = `in "${step.operation}" of ${step.entity}, ${step.from} is followed by ${step.to} in ${counts}`
    found.set(entity, { entity, kind: 'path', indicator: 'code', nats, alone: nats, statement })
  }
  return [...found.values()]
}

/** All steps that some traces take and others do not. */
export function collectPathSteps({ nodes }: CallForest, eventsOf: SpanEvents): PathStep[] {
  const steps = new Map<string, PathStep>()
  const places = new Map<string, Map<string, Set<number>>>()
  const histories = historiesOf(nodes)
  const lastOf = findLastCalled(nodes)
  for (const node of nodes) {
    const before = histories.get(node) ?? ''
    const { service, name } = node.span
    let from = START
    let last: CallNode | undefined
    let history = before
    const done = new Set<string>()
    for (const event of [...eventsOf(node), undefined]) {
      const to = event?.name ?? END
      const place = `${service}\0${name}\0${from}`
      const passed = places.get(place) ?? new Map<string, Set<number>>()
      places.set(place, passed)
      const traces = passed.get(history) ?? new Set<number>()
      passed.set(history, traces.add(node.trace))
      const key = `${place}\0${to}`
      const step = steps.get(key) ?? {
        entity: service,
        operation: name,
        from,
        to,
        passed,
        taken: new Map<string, Stratum>(),
        lastCalled: new Map<string, number[]>(),
      }
      steps.set(key, step)
      const stratum = step.taken.get(history) ?? { passed: traces, took: new Set<number>() }
      step.taken.set(history, stratum)
      stratum.took.add(node.trace)
      const called = !event && last ? lastOf.get(last) : undefined
      if (called !== undefined) {
        const ends = step.lastCalled.get(called) ?? []
        step.lastCalled.set(called, ends)
        ends.push(node.trace)
      }
      if (event?.call && !done.has(to)) {
        done.add(to)
        history = hash(`${history} ${to}`)
      }
      from = to
      last = event?.call
    }
  }
  const count = (sets: Iterable<ReadonlySet<number>>) => [...sets].reduce((sum, set) => sum + set.size, 0)
  const passes = new Map([...places.values()].map((passed) => [passed as PathStep['passed'], count(passed.values())]))
  return [...steps.values()].filter(({ passed, taken }) => {
    const all = passes.get(passed) ?? 0
    return all >= FEWEST_TRACES && count([...taken.values()].map(({ took }) => took)) < all
  })
}

function* strataOf({ passed, taken }: PathStep): Generator<{ passed: ReadonlySet<number>; took: ReadonlySet<number> }> {
  for (const [history, traces] of passed) yield { passed: traces, took: taken.get(history)?.took ?? NONE }
}

/** True where few ordinary traces ended there. */
function usedToGoOn(step: PathStep, countSuspect: SuspectCounter): boolean {
  const ordinary = (traces: ReadonlySet<number>) => traces.size - countSuspect(traces)
  let passed = 0
  let took = 0
  for (const stratum of strataOf(step)) {
    passed += ordinary(stratum.passed)
    took += ordinary(stratum.took)
  }
  return took < passed * FEW
}

/** Who was called last before most ends of suspect traces. */
function blamedFor({ lastCalled, entity }: PathStep, labels: Uint8Array): string {
  const counts = [...lastCalled].map(([name, traces]) => ({
    name,
    count: traces.reduce((sum, trace) => sum + (labels[trace] ?? 0), 0),
  }))
  const [most] = counts.toSorted((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1))
  return most && most.count > 0 ? most.name : entity
}

/** Of each call the first other entity on the way down the last calls: there the flow stopped. */
function findLastCalled(nodes: readonly CallNode[]): ReadonlyMap<CallNode, string> {
  const found = new Map<CallNode, string>()
  for (const node of nodes.toReversed()) {
    const { service } = node.span
    const isElsewhere = node.parent !== undefined && node.parent.span.service !== service
    const deeper = node.children.at(-1)
    found.set(node, isElsewhere ? service : (node.peer ?? (deeper && found.get(deeper)) ?? service))
  }
  return found
}

/** What all callers of each span had done before they called: operations in order of start, each once. */
function historiesOf(nodes: readonly CallNode[]): ReadonlyMap<CallNode, string> {
  const found = new Map<CallNode, string>()
  for (const node of nodes) {
    let history = hash(`${found.get(node) ?? ''}|${node.span.name}`)
    const before = new Set<string>()
    for (const child of node.children) {
      found.set(child, history)
      const { name } = child.span
      if (!before.has(name)) history = hash(`${history},${name}`)
      before.add(name)
    }
  }
  return found
}

/** FNV-1a, twice with different seeds: histories are long and only compared. */
function hash(text: string): string {
  let a = 0x811c9dc5
  let b = 0x9747b28c
  for (let index = 0; index < text.length; index += 1) {
    const code = text.codePointAt(index) ?? 0
    a = Math.imul(a ^ code, 0x01000193)
    b = Math.imul(b ^ code, 0x5bd1e995)
  }
  return `${a >>> 0}.${b >>> 0}`
}
