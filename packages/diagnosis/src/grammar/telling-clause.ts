import { readEntity } from './entity.ts'

export type TellingClause = { readonly clause: string; readonly entity?: string }

/** A neighbour longer than this would drown the clause it explains. */
const MAX_NEIGHBOUR = 60
const MAX_EXPLANATION = 100
/** Fewer words than this say too little alone: "TimeoutError". */
const MIN_WORDS = 4
/** What follows is what the one called answered: it tells of a fault of its own or of one behind it, not of the call. */
const RELAYED = /\b(?:answered|responded|replied|returned)(?: with)?(?: (?:http|status|code|error)){0,3} 5\d\d$/i

/**
 * The clause to quote for a fault and the thing it speaks of: `exec: "wge"` belongs to "executable file not found".
 * The nearest clause outwards that names something gives the entity; a short one is quoted along. Who only passes on what failed behind
 * it ("a answered 500: …") comes last.
 */
export function tellingClause(clauses: readonly string[], core: string): TellingClause {
  const index = clauses.indexOf(core)
  const inside = readEntity(core)
  const outwards = clauses
    .slice(0, Math.max(0, index))
    .toReversed()
    .filter((clause) => !RELAYED.test(clause))
  const nearest = outwards[0]
  const bare =
    core.split(' ').length < MIN_WORDS || (inside === undefined && nearest !== undefined && readEntity(nearest) !== undefined)
  const head = nearest !== undefined && bare && nearest.length <= MAX_NEIGHBOUR ? `${nearest}: ${core}` : core
  const clause = index >= 0 && isExplanation(clauses[index + 1]) ? `${head}: ${clauses[index + 1]}` : head
  const entity =
    inside ??
    outwards.map(readEntity).find((name) => name !== undefined) ??
    clauses
      .slice(index + 1)
      .map(readEntity)
      .find((name) => name !== undefined) ??
    clauses.map(readEntity).find((name) => name !== undefined)
  return { clause, ...(entity !== undefined && { entity }) }
}

/** A short clause in words explains the one before it: "expected 12 columns". Ids and fields do not. */
function isExplanation(next: string | undefined): boolean {
  return next !== undefined && next.length <= MAX_EXPLANATION && (next.match(/\b[a-z]{3,}\b/gi) ?? []).length >= 3
}
