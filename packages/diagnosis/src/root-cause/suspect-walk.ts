import type { EntityGraph } from './entity-graph.ts'

const RESTART = 0.2
const ROUNDS = 30
/** Part of a step that goes back to callers, which share a callee's fault only by whom they call. */
const BACK = 0.25

/**
 * Where a walk from the suspects against the flow of symptoms spends its time: from each entity to those it calls, seldom to those that
 * call it, now and then back to a suspect. Tells which entities without evidence of their own to look at next.
 * @param suspects weight of each, 0 or more
 * @returns the share of time at each entity that the walk reaches; empty without suspects
 * @see Page et al. 1999 on personalised PageRank; MonitorRank (SIGMETRICS 2013) for walks on call graphs
 */
export function walkFromSuspects(suspects: ReadonlyMap<string, number>, graph: EntityGraph): Map<string, number> {
  const total = [...suspects.values()].reduce((sum, weight) => sum + weight, 0)
  if (total <= 0) return new Map()
  const restart = new Map([...suspects].map(([entity, weight]) => [entity, weight / total]))
  let at = restart
  for (let round = 0; round < ROUNDS; round += 1) {
    const next = new Map([...restart].map(([entity, share]) => [entity, RESTART * share]))
    const give = (entities: ReadonlySet<string>, share: number) => {
      for (const entity of entities) next.set(entity, (next.get(entity) ?? 0) + share / entities.size)
    }
    for (const [entity, share] of at) {
      const callees = graph.calleesOf(entity)
      const callers = graph.callersOf(entity)
      const back = callees.size === 0 ? 1 : callers.size === 0 ? 0 : BACK
      give(callees, (1 - RESTART) * share * (1 - back))
      give(callers.size > 0 ? callers : new Set([entity]), (1 - RESTART) * share * back)
    }
    at = next
  }
  return at
}
