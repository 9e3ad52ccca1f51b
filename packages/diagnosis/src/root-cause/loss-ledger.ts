import type { EntityGraph } from './entity-graph.ts'

/**
 * Part of all that was lost (seconds, failed requests, CPU …) that began at each entity itself: its own loss without what its callees
 * lost. A callee's loss is charged to its callers in proportion to theirs. An entity known only through its callers is an alias, as far
 * as an instrumented callee of the same caller lost as much: the address in front of a service and the service are one hop.
 * @param losses of each entity, in one unit; missing means none
 * @param least loss that counts as the whole, e.g. that of the symptom
 * @returns a share in [0, 1] for each entity with a loss
 */
export function shareLosses(losses: ReadonlyMap<string, number>, graph: EntityGraph, least = 0): Map<string, number> {
  const lossOf = (entity: string) => Math.max(0, losses.get(entity) ?? 0)
  const ofCallers = remember((callee) => {
    let sum = 0
    for (const caller of graph.callersOf(callee)) sum += lossOf(caller)
    return sum
  })
  const mostCalled = remember((caller) => {
    let most = 0
    for (const callee of graph.calleesOf(caller)) if (graph.isInstrumented(callee)) most = Math.max(most, lossOf(callee))
    return most
  })
  const own = new Map<string, number>()
  for (const entity of losses.keys()) {
    const loss = lossOf(entity)
    if (loss === 0) continue
    let explained = 0
    for (const callee of graph.calleesOf(entity)) {
      const callers = ofCallers(callee)
      explained += lossOf(callee) * (callers > 0 ? loss / callers : 1)
    }
    if (!graph.isInstrumented(entity))
      for (const caller of graph.callersOf(entity)) explained = Math.max(explained, mostCalled(caller))
    own.set(entity, Math.max(0, loss - explained))
  }
  let total = 0
  for (const value of own.values()) total += value
  const whole = Math.max(total, least)
  return new Map([...own].map(([entity, value]) => [entity, whole > 0 ? value / whole : 0]))
}

/** Works each answer out once: one callee may have thousands of callers. */
function remember(work: (entity: string) => number): (entity: string) => number {
  const known = new Map<string, number>()
  return (entity) => {
    const answer = known.get(entity) ?? work(entity)
    known.set(entity, answer)
    return answer
  }
}
