import { associate, describeCounts } from './association.ts'
import type { CallForest, CallNode } from './call-tree.ts'
import { createNull } from './empirical-null.ts'
import type { Evidence } from './evidence.ts'
import type { TraceLabels } from './trace-labels.ts'

/** What happens inside a span, in order: calls and log messages. */
export type SpanEvents = (node: CallNode) => readonly { readonly time: number; readonly name: string; readonly call?: CallNode }[]

/** One way to go on from one event of an operation, met in traces of one history. */
type Step = {
  readonly entity: string
  readonly operation: string
  readonly from: string
  readonly to: string
  /** Histories (what the callers had done before) in which this step can be met. */
  readonly strata: Map<string, Stratum>
  /** Where the flow ends instead of going on: who was called last. */
  blamed: string
}
type Stratum = { readonly passed: Set<number>; readonly took: Set<number> }

const FEWEST_TRACES = 2
const FEW = 1 / 3

/**
 * Evidence from paths: which event follows which inside a span, in suspect against ordinary traces. Histories are compared with the same
 * history only (Cochran-Mantel-Haenszel), so that another mix of requests is no change of the services below. A flow that now ends after
 * a call is charged to the one that was called: it did not answer as it used to.
 */
export function judgePaths(forest: CallForest, labels: TraceLabels, eventsOf: SpanEvents): Evidence[] {
  const steps = collectSteps(forest, eventsOf)
  const score = (step: Step, drawn: Uint8Array) => associate(step.strata.values(), drawn)
  const scores = createNull(labels.shuffled.flatMap((drawn) => steps.map((step) => Math.abs(score(step, drawn)))))
  const found = new Map<string, Evidence>()
  for (const step of steps) {
    const shift = score(step, labels.suspect)
    const nats = scores.surprise(Math.abs(shift), steps.length)
    const entity = shift > 0 && step.to === END && usedToGoOn(step, labels.suspect) ? step.blamed : step.entity
    if (nats <= (found.get(entity)?.nats ?? 0)) continue
    const statement = `in "${step.operation}" of ${step.entity}, ${step.from} is followed by ${step.to} in ${describeCounts(step.strata.values(), labels.suspect)}`
    found.set(entity, { entity, kind: 'path', indicator: 'code', nats, alone: nats, statement })
  }
  return [...found.values()]
}

const START = 'the start'
const END = 'the end'

function collectSteps({ nodes }: CallForest, eventsOf: SpanEvents): Step[] {
  const steps = new Map<string, Step>()
  const passed = new Map<string, Map<string, Set<number>>>()
  const histories = new Map<CallNode, string>()
  for (const node of nodes) {
    const called = historyOf(node, histories)
    const { service, name } = node.span
    let from = START
    let last: CallNode | undefined
    const done = new Set<string>()
    for (const event of [...eventsOf(node), undefined]) {
      const to = event?.name ?? END
      const place = `${service}\0${name}\0${from}`
      const history = `${called} ${hash([...done].join(','))}`
      const strata = passed.get(place) ?? new Map<string, Set<number>>()
      passed.set(place, strata)
      strata.set(history, (strata.get(history) ?? new Set()).add(node.trace))
      const key = `${place}\0${to}`
      const step = steps.get(key) ?? {
        entity: service,
        operation: name,
        from,
        to,
        strata: new Map<string, Stratum>(),
        blamed: service,
      }
      steps.set(key, step)
      const stratum = step.strata.get(history) ?? { passed: strata.get(history) ?? new Set(), took: new Set() }
      step.strata.set(history, stratum)
      stratum.took.add(node.trace)
      if (!event && last) step.blamed = lastCalled(last)
      if (event?.call) done.add(to)
      from = to
      last = event?.call
    }
  }
  const wide = [...steps.values()].filter((step) => {
    const all = passed.get(`${step.entity}\0${step.operation}\0${step.from}`)
    let count = 0
    let took = 0
    for (const [history, traces] of all ?? []) {
      count += traces.size
      took += step.strata.get(history)?.took.size ?? 0
      if (!step.strata.has(history)) step.strata.set(history, { passed: traces, took: new Set() })
    }
    return count >= 2 * FEWEST_TRACES && took < count
  })
  return wide
}

/** True where few ordinary traces ended there. */
function usedToGoOn({ strata }: Step, labels: Uint8Array): boolean {
  let passed = 0
  let took = 0
  for (const stratum of strata.values()) {
    for (const trace of stratum.passed) passed += labels[trace] === 1 ? 0 : 1
    for (const trace of stratum.took) took += labels[trace] === 1 ? 0 : 1
  }
  return took < passed * FEW
}

/** The first other entity on the way down the last calls: there the flow stopped. */
function lastCalled(node: CallNode): string {
  let at: CallNode | undefined = node
  const own = node.parent?.span.service ?? node.span.service
  while (at) {
    if (at.span.service !== own) return at.span.service
    if (at.peer !== undefined) return at.peer
    at = at.children.at(-1)
  }
  return own
}

/** What all callers had done before they called: operations in order of start, each once. */
function historyOf(node: CallNode, known: Map<CallNode, string>): string {
  const cached = known.get(node)
  if (cached !== undefined) return cached
  let history = ''
  if (node.parent) {
    const before = new Set<string>()
    for (const sibling of node.parent.children) {
      if (sibling === node) break
      before.add(sibling.span.name)
    }
    history = hash(`${historyOf(node.parent, known)}|${node.parent.span.name}|${[...before].join(',')}`)
  }
  known.set(node, history)
  return history
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
