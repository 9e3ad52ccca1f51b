import type { EntityGraph } from './entity-graph.ts'
import type { Evidence, EvidenceKind } from './evidence.ts'

/** Kinds of evidence that callers show because of whom they call; what is alike is compared together. */
const FLOWS: readonly { readonly shown: readonly EvidenceKind[]; readonly by: readonly EvidenceKind[] }[] = [
  { shown: ['latency'], by: ['latency', 'own-time', 'edge-time'] },
  { shown: ['availability', 'errors'], by: ['availability', 'errors'] },
  { shown: ['path', 'log', 'failed-spans'], by: ['path', 'log', 'failed-spans'] },
]
/** Part of the evidence that an equally strong callee takes over. */
const TAKEN_OVER = 0.8

/** What is left of an entity's evidence, a kind each, when its callees' evidence of the same flow is taken as its cause. */
export function explainAway(
  entity: string,
  strongest: ReadonlyMap<string, ReadonlyMap<EvidenceKind, Evidence>>,
  graph: EntityGraph,
): Map<EvidenceKind, number> {
  const kept = new Map<EvidenceKind, number>()
  for (const [kind, { nats }] of strongest.get(entity) ?? []) {
    const flow = FLOWS.find(({ shown }) => shown.includes(kind))
    let most = 0
    if (flow) {
      for (const callee of graph.calleesOf(entity)) {
        for (const other of flow.by) most = Math.max(most, strongest.get(callee)?.get(other)?.nats ?? 0)
      }
    }
    kept.set(kind, nats - TAKEN_OVER * Math.min(nats, most))
  }
  return kept
}
