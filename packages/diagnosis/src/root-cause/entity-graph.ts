/** Who calls whom. */
export type EntityGraph = {
  readonly entities: ReadonlySet<string>
  readonly calleesOf: (entity: string) => ReadonlySet<string>
  readonly callersOf: (entity: string) => ReadonlySet<string>
  /** False for what is known only through its callers: it has no spans, no resource metrics and no calls of its own. */
  readonly isInstrumented: (entity: string) => boolean
}

const NONE: ReadonlySet<string> = new Set()

/** Makes the graph of `[caller, callee]` edges; an edge of an entity to itself says nothing and is dropped. */
export function createEntityGraph({
  entities,
  edges,
  instrumented,
}: {
  readonly entities: Iterable<string>
  readonly edges: Iterable<readonly [string, string]>
  readonly instrumented: Iterable<string>
}): EntityGraph {
  const callees = new Map<string, Set<string>>()
  const callers = new Map<string, Set<string>>()
  const add = (map: Map<string, Set<string>>, key: string, value: string) => {
    const known = map.get(key)
    if (known) known.add(value)
    else map.set(key, new Set([value]))
  }
  const all = new Set(entities)
  for (const [caller, callee] of edges) {
    if (caller === callee) continue
    add(callees, caller, callee)
    add(callers, callee, caller)
    all.add(caller).add(callee)
  }
  const own = new Set([...instrumented, ...callees.keys()])
  return {
    entities: all,
    calleesOf: (entity) => callees.get(entity) ?? NONE,
    callersOf: (entity) => callers.get(entity) ?? NONE,
    isInstrumented: (entity) => own.has(entity),
  }
}
