import type { EntityGraph } from './entity-graph.ts'
import type { Evidence, EvidenceKind } from './evidence.ts'

/** Kinds of evidence that callers show because of whom they call, and the kinds of the callee that account for them. */
const FLOWS: readonly { readonly shown: readonly EvidenceKind[]; readonly by: readonly EvidenceKind[] }[] = [
  { shown: ['latency'], by: ['latency', 'own-time', 'edge-time'] },
  { shown: ['availability', 'errors'], by: ['availability', 'errors'] },
  { shown: ['path', 'log', 'failed-spans'], by: ['path', 'log', 'failed-spans'] },
]

type ByKind = ReadonlyMap<EvidenceKind, Evidence>

/**
 * What is left of an entity's evidence, in nats by kind, when its callees' evidence of the same flow is taken as its cause: a callee as
 * suspicious as its caller leaves the caller nothing. What is first seen later than the effect is no cause.
 * @param strongest the strongest evidence of each kind, by entity
 * @param slack microseconds by which the first sight of cause and effect may be exchanged
 */
export function explainAway(
  entity: string,
  strongest: ReadonlyMap<string, ByKind>,
  { graph, slack }: { readonly graph: EntityGraph; readonly slack: number },
): Map<EvidenceKind, number> {
  const kept = new Map<EvidenceKind, number>()
  for (const [kind, effect] of strongest.get(entity) ?? []) {
    const flow = FLOWS.find(({ shown }) => shown.includes(kind))
    let explained = 0
    for (const callee of flow ? graph.calleesOf(entity) : []) {
      for (const other of flow?.by ?? []) {
        const cause = strongest.get(callee)?.get(other)
        if (cause && !isLater(cause, effect, slack))
          explained = Math.max(explained, other === 'edge-time' ? cause.alone : cause.nats)
      }
    }
    kept.set(kind, Math.max(0, effect.nats - explained))
  }
  return kept
}

function isLater(cause: Evidence, effect: Evidence, slack: number): boolean {
  return cause.onset !== undefined && effect.onset !== undefined && cause.onset > effect.onset + slack
}
