import data from './edges.json' with { type: 'json' }

/**
 * `direct`: a pair of its own. `outage`: the effect is that something stops, restarts or is not ready, which most causes lead to.
 * `wide`: the effect is another of the symptoms that many causes have, such as failing callers.
 */
export type CausalEdge = 'direct' | 'outage' | 'wide'

const groups = new Map<string, readonly string[]>(Object.entries(data.groups))
const effects = new Map(
  Object.entries(data.edges).map(([cause, list]) => [cause, new Map(list.toSorted(groupsFirst).flatMap(expand))]),
)

/**
 * Whether the mechanism `cause` is known to lead to `effect`. Only a direct edge stands alone; the others count for things that are
 * related otherwise: edges that fit everything made rankings worse, not better.
 */
export function causalEdge(cause: string, effect: string): CausalEdge | undefined {
  return cause === effect ? undefined : effects.get(cause)?.get(effect)
}

/** A pair of its own holds whatever groups its effect is in, too: of equal keys a map keeps the last. */
function groupsFirst(a: string, b: string): number {
  return Number(b.startsWith('@')) - Number(a.startsWith('@'))
}

function expand(effect: string): [string, CausalEdge][] {
  if (!effect.startsWith('@')) return [[effect, 'direct']]
  const group = effect.slice(1)
  return (groups.get(group) ?? []).map((member) => [member, group === 'outage' ? 'outage' : 'wide'])
}
