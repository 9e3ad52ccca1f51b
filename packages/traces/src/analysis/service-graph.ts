import { CLIENT, PRODUCER, ERROR_STATUS } from '../reading/span-columns.ts'
import { startOf } from '../span-set.ts'
import { serviceOf, type TraceForest } from './trace-forest.ts'

/** Calls from one service to another, or to something that writes no spans (a database, say): known by what its callers say. */
export type ServiceCall = {
  readonly caller: string
  readonly callee: string
  readonly isInferred: boolean
  readonly calls: number
  readonly errors: number
  readonly meanNs: number
  /** A span of the callee, or of the caller where the callee is inferred. */
  readonly example: number
}

const MAX_CALLS = 20_000
/**
 * Attributes that name the other side of a call, the most telling first.
 * @see https://opentelemetry.io/docs/specs/semconv/registry/attributes/ (server, db, messaging; with the names they had before)
 */
export const PEER_ATTRIBUTES = [
  'peer.service',
  'server.address',
  'net.peer.name',
  'db.namespace',
  'db.name',
  'messaging.destination.name',
  'db.system.name',
  'db.system',
  'messaging.system',
]

/** Edges of the service graph, the busiest first. */
export function findServiceCalls({ columns, order, parent, firstChild }: TraceForest): readonly ServiceCall[] {
  const peers = PEER_ATTRIBUTES.map((key) => columns.texts.find(key)).filter((key) => key > 0)
  const edges = new Map<
    string,
    { caller: number; callee: number; isInferred: boolean; calls: number; errors: number; sumNs: number; example: number }
  >()
  for (const span of order) {
    const service = serviceOf(columns, span)
    const above = parent[span]!
    if (above >= 0 && serviceOf(columns, above) !== service) add(serviceOf(columns, above), service, false, span)
    const isCall = columns.kind[span] === CLIENT || columns.kind[span] === PRODUCER
    if (isCall && firstChild[span]! < 0) {
      const peer = peerOf(span)
      if (peer > 0 && peer !== service) add(service, peer, true, span)
    }
  }
  const text = (number: number) => columns.texts.text(number)
  return [...edges.values()]
    .sort((a, b) => b.calls - a.calls)
    .map(({ caller, callee, sumNs, ...rest }) => ({
      ...rest,
      caller: text(caller),
      callee: text(callee),
      meanNs: sumNs / rest.calls,
    }))

  function add(caller: number, callee: number, isInferred: boolean, span: number): void {
    const key = `${caller} ${callee} ${isInferred}`
    let edge = edges.get(key)
    if (edge === undefined) {
      if (edges.size >= MAX_CALLS) return
      edge = { caller, callee, isInferred, calls: 0, errors: 0, sumNs: 0, example: span }
      edges.set(key, edge)
    }
    edge.calls += 1
    edge.sumNs += columns.durationNs[span]!
    if (columns.status[span] !== ERROR_STATUS) return
    if (edge.errors === 0) edge.example = span
    edge.errors += 1
  }
  function peerOf(span: number): number {
    const { keys, values } = columns.attributes
    for (const peer of peers)
      for (let at = startOf(columns.attributesEnd, span); at < columns.attributesEnd[span]!; at += 1)
        if (keys[at] === peer) return values[at]! >>> 2
    return 0
  }
}
