import data from './edges.json' with { type: 'json' }

const groups = new Map<string, readonly string[]>(Object.entries(data.groups))
const effects = new Map(Object.entries(data.edges).map(([cause, list]) => [cause, new Map(list.flatMap(expand))]))

/**
 * Whether the mechanism `cause` is known to lead to `effect`: `direct` for a pair of its own, `wide` when the effect is one of a group
 * of symptoms that many causes have (an outage, failing callers), which counts only for things that are related otherwise.
 */
export function causalEdge(cause: string, effect: string): 'direct' | 'wide' | undefined {
  return cause === effect ? undefined : effects.get(cause)?.get(effect)
}

function expand(effect: string): [string, 'direct' | 'wide'][] {
  if (!effect.startsWith('@')) return [[effect, 'direct']]
  return (groups.get(effect.slice(1)) ?? []).map((member) => [member, 'wide'])
}
