import type { Span } from '@faultmaven/signals'
import { PEER_ATTRIBUTES } from '@faultmaven/traces'

/** A span in its trace. Times in microseconds. */
export type CallNode = {
  readonly span: Span
  readonly trace: number
  readonly parent?: CallNode
  /** By start. */
  readonly children: readonly CallNode[]
  readonly duration: number
  /** Duration without the union of the children's. */
  readonly ownTime: number
  /** The other entity that this span calls: that of its first child elsewhere, else the one a client span or its operation names. */
  readonly peer?: string
}

/** Spans joined to traces, parents before their children; `starts[i]` is when trace i began, ascending. */
export type CallForest = {
  readonly nodes: readonly CallNode[]
  readonly starts: readonly number[]
  readonly nodeOf: (traceId: string, spanId: string) => CallNode | undefined
}

type Growing = { -readonly [Key in keyof CallNode]: CallNode[Key] } & { parent?: Growing; children: Growing[] }

/** Shorter names are words of other names too. */
const SHORTEST_NAME = 6
const CLOCK_GRAIN_US = 1000
/** Calls beside a span that are compared with it: bounds the work where thousands lie beside thousands. */
const MOST_AWAITED = 500

/**
 * Joins spans to their traces, in one order however they arrive. Spans whose parent is missing are roots; of a ring of parents the earliest
 * span is. A span written twice counts once; of different spans with one id the earliest is the parent of those that name it.
 */
export function growCallForest(spans: readonly Span[]): CallForest {
  const { traces, starts } = numberTraces(spans)
  const byId = new Map<string, Growing>()
  const grown: Growing[] = []
  let before: Span | undefined
  for (const span of spans.toSorted(
    (a, b) => (traces.get(a.traceId) ?? 0) - (traces.get(b.traceId) ?? 0) || compareSpans(a, b),
  )) {
    if (before && before.traceId === span.traceId && compareSpans(before, span) === 0) continue
    before = span
    const trace = traces.get(span.traceId) ?? 0
    const duration = Math.floor(span.durationNs / 1000)
    const node: Growing = { span, trace, children: [], duration, ownTime: duration }
    const id = `${trace} ${span.spanId}`
    if (!byId.has(id)) byId.set(id, node)
    grown.push(node)
  }
  for (const node of grown) {
    const parent = node.span.parentSpanId ? byId.get(`${node.trace} ${node.span.parentSpanId}`) : undefined
    if (parent) node.parent = parent
  }
  cutRings(grown)
  // The nodes are in order of start within their traces, so are the children.
  for (const node of grown) node.parent?.children.push(node)
  const nodes = parentsFirst(grown)
  const findPeer = createPeerFinder(new Set(spans.map(({ service }) => service)))
  for (const node of nodes) {
    const elsewhere = node.children.find(({ span }) => span.service !== node.span.service)?.span.service
    const peer = elsewhere ?? (node.children.length === 0 ? findPeer(node.span) : undefined)
    if (peer !== undefined && peer !== node.span.service) node.peer = peer
  }
  const awaited = createAwaitedFinder()
  for (const node of nodes) node.ownTime = Math.max(0, node.duration - covered(node, [...node.children, ...awaited(node)]))
  return { nodes, starts, nodeOf: (traceId, spanId) => byId.get(`${traces.get(traceId) ?? -1} ${spanId}`) }
}

/** Numbers traces by their start, then by id. */
function numberTraces(spans: readonly Span[]): { traces: ReadonlyMap<string, number>; starts: readonly number[] } {
  const began = new Map<string, number>()
  for (const { traceId, start } of spans) began.set(traceId, Math.min(began.get(traceId) ?? Number.POSITIVE_INFINITY, start))
  const ordered = [...began].toSorted((a, b) => a[1] - b[1] || compareText(a[0], b[0]))
  return { traces: new Map(ordered.map(([id], number) => [id, number])), starts: ordered.map(([, start]) => start) }
}

const compareText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)

/** By start, then what lasts longer, then by name; 0 for one span written twice. */
function compareSpans(a: Span, b: Span): number {
  return (
    a.start - b.start ||
    b.durationNs - a.durationNs ||
    compareText(a.name, b.name) ||
    compareText(a.service, b.service) ||
    compareText(a.kind, b.kind) ||
    compareText(a.spanId, b.spanId) ||
    compareText(a.parentSpanId ?? '', b.parentSpanId ?? '')
  )
}

/** Takes the parent from the earliest span of every ring. */
function cutRings(nodes: readonly Growing[]): void {
  const walks = new Map<Growing, number>()
  nodes.forEach((begin, walk) => {
    let at: Growing | undefined = begin
    while (at && !walks.has(at)) {
      walks.set(at, walk)
      at = at.parent
    }
    if (!at || walks.get(at) !== walk) return
    let first = at
    for (let other = at.parent; other && other !== at; other = other.parent)
      if (compareSpans(other.span, first.span) < 0) first = other
    delete first.parent
  })
}

function parentsFirst(nodes: readonly Growing[]): Growing[] {
  const ordered = nodes.filter(({ parent }) => parent === undefined)
  for (const node of ordered) for (const child of node.children) ordered.push(child)
  return ordered
}

/** Reactive frameworks report a handler beside the call it waits for: of a leaf, the calls elsewhere that lie wholly within it. */
function createAwaitedFinder(): (node: CallNode) => readonly CallNode[] {
  const callsOf = new Map<CallNode, readonly CallNode[]>()
  return (node) => {
    const { parent } = node
    if (node.children.length > 0 || node.peer !== undefined || !parent) return []
    const calls = callsOf.get(parent) ?? parent.children.filter(({ peer }) => peer !== undefined)
    callsOf.set(parent, calls)
    const end = node.span.start + node.duration + CLOCK_GRAIN_US
    const from = firstFrom(calls, node.span.start)
    return calls.slice(from, from + MOST_AWAITED).filter(({ span, duration }) => span.start + duration <= end)
  }
}

/** Place of the first of `nodes`, which are in order of start, that starts at `time` or later. */
function firstFrom(nodes: readonly CallNode[], time: number): number {
  let low = 0
  let high = nodes.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((nodes[middle]?.span.start ?? 0) < time) low = middle + 1
    else high = middle
  }
  return low
}

function covered({ span, duration }: CallNode, children: readonly CallNode[]): number {
  let sum = 0
  let reached = span.start as number
  const end = span.start + duration
  for (const child of children) {
    const from = Math.max(child.span.start, reached)
    const to = Math.min(child.span.start + child.duration, end)
    if (to <= from) continue
    sum += to - from
    reached = to
  }
  return sum
}

/** A call without a span on the other side: by attributes, or by `package.Service/Method`, as RPC operations are named. */
function createPeerFinder(services: ReadonlySet<string>): (span: Span) => string | undefined {
  const flat = (name: string) => name.toLowerCase().replaceAll(/[^a-z0-9]/g, '')
  const byName = new Map([...services].filter((name) => flat(name).length >= SHORTEST_NAME).map((name) => [flat(name), name]))
  const known = new Map<string, string | undefined>()
  return (span) => {
    if (span.kind === 'client' || span.kind === 'producer') {
      const attribute = PEER_ATTRIBUTES.map((key) => span.attributes[key]).find(
        (value) => typeof value === 'string' && value !== '',
      )
      if (attribute !== undefined) return byName.get(flat(String(attribute))) ?? String(attribute)
    }
    if (!known.has(span.name)) {
      const service = /([^./\s]+)\/[^/\s]*$/.exec(span.name)?.[1]
      known.set(span.name, service === undefined ? undefined : byName.get(flat(service)))
    }
    return known.get(span.name)
  }
}
