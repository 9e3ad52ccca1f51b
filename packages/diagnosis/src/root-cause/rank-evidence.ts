import type { EntityGraph } from './entity-graph.ts'
import type { Evidence, EvidenceKind, Indicator } from './evidence.ts'
import { explainAway } from './explain-away.ts'

/** An entity that may be the cause, with all that speaks for it, the weightiest first. */
export type RootCause = {
  readonly entity: string
  /** Sum of its evidence in nats, after what the entities it calls explain was taken away. */
  readonly score: number
  readonly indicator: Indicator
  readonly evidence: readonly Evidence[]
}

/** What explains more stands first; see {@link indicatorOf}. */
const EXPLAINING: readonly (readonly Indicator[])[] = [['change'], ['cpu', 'memory', 'disk', 'network'], ['code']]
/** -ln 0.05. */
const SIGNIFICANT = 3

/** Ranks entities by their evidence, after what the entities they call explain was taken away. */
export function rankEvidence(
  evidence: readonly Evidence[],
  context: { readonly graph: EntityGraph; readonly slack: number },
): RootCause[] {
  const strongest = new Map<string, Map<EvidenceKind, Evidence>>()
  for (const entry of evidence) {
    const kinds = strongest.get(entry.entity) ?? new Map<EvidenceKind, Evidence>()
    strongest.set(entry.entity, kinds)
    if ((kinds.get(entry.kind)?.nats ?? -1) < entry.nats) kinds.set(entry.kind, entry)
  }
  return [...strongest]
    .map(([entity, kinds]) => {
      const kept = explainAway(entity, strongest, context)
      const score = [...kept.values()].reduce((sum, nats) => sum + nats, 0)
      return {
        entity,
        score,
        indicator: indicatorOf(kinds, kept),
        evidence: [...kinds.values()].toSorted((a, b) => b.nats - a.nats),
      }
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
