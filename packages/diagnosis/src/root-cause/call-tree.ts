import type { Span } from '@faultmaven/signals'

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

/** Spans joined to traces; `starts[i]` is when trace i began. */
export type CallForest = {
  readonly nodes: readonly CallNode[]
  readonly starts: readonly number[]
  readonly nodeOf: (traceId: string, spanId: string) => CallNode | undefined
}

type Growing = { -readonly [Key in keyof CallNode]: CallNode[Key] } & { parent?: Growing; children: Growing[] }

const PEER_ATTRIBUTES = ['peer.service', 'db.name', 'db.system', 'messaging.destination.name', 'server.address', 'net.peer.name']
/** Shorter names are words of other names too. */
const SHORTEST_NAME = 6
const CLOCK_GRAIN_US = 1000

/** Joins spans to their traces; spans whose parent is missing are roots. Of two spans with one id the first counts as the parent. */
export function growCallForest(spans: readonly Span[]): CallForest {
  const traces = new Map<string, number>()
  const starts: number[] = []
  const byId = new Map<string, Growing>()
  const nodes = spans.map((span) => {
    const trace = traces.get(span.traceId) ?? traces.size
    traces.set(span.traceId, trace)
    starts[trace] = Math.min(starts[trace] ?? Number.POSITIVE_INFINITY, span.start)
    const duration = Math.floor(span.durationNs / 1000)
    const node: Growing = { span, trace, children: [], duration, ownTime: duration }
    const id = `${trace} ${span.spanId}`
    if (!byId.has(id)) byId.set(id, node)
    return node
  })
  for (const node of nodes) {
    const parent = node.span.parentSpanId ? byId.get(`${node.trace} ${node.span.parentSpanId}`) : undefined
    if (!parent || parent === node) continue
    node.parent = parent
    parent.children.push(node)
  }
  const findPeer = createPeerFinder(new Set(spans.map(({ service }) => service)))
  for (const node of nodes) {
    node.children.sort((a, b) => a.span.start - b.span.start || (a.span.name < b.span.name ? -1 : 1))
    const elsewhere = node.children.find(({ span }) => span.service !== node.span.service)?.span.service
    const peer = elsewhere ?? (node.children.length === 0 ? findPeer(node.span) : undefined)
    if (peer !== undefined && peer !== node.span.service) node.peer = peer
  }
  for (const node of nodes) node.ownTime = Math.max(0, node.duration - covered(node, [...node.children, ...awaited(node)]))
  return { nodes, starts, nodeOf: (traceId, spanId) => byId.get(`${traces.get(traceId) ?? -1} ${spanId}`) }
}

/** Reactive frameworks report a handler beside the call it waits for: of a leaf, the calls elsewhere that lie wholly within it. */
function awaited(node: CallNode): readonly CallNode[] {
  if (node.children.length > 0 || node.peer !== undefined || !node.parent) return []
  const end = node.span.start + node.duration + CLOCK_GRAIN_US
  return node.parent.children.filter(
    (other) => other.peer !== undefined && other.span.start >= node.span.start && other.span.start + other.duration <= end,
  )
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
