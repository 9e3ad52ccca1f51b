import type { Finding } from '@faultmaven/contracts'
import { groupBy } from '../group-by.ts'

/** As many of one kind stay as findings of their own. */
const MAX_ALIKE = 5

/**
 * The best findings, best first, at most `limit`. What a thousand files say alike stays as its five best with a note of the
 * rest, so that one chatty component cannot push every other fault out.
 */
export function groupFindings(findings: Iterable<Finding>, limit: number): Finding[] {
  const sorted = [...findings].toSorted((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1))
  const groups = groupBy(sorted, sayingOf)
  return [...groups.values()]
    .flatMap(trim)
    .toSorted((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1))
    .slice(0, limit)
}

function sayingOf({ kind, check, fault, title }: Finding): string {
  return JSON.stringify([kind, check, fault?.mechanism, fault?.entity, title])
}

function trim(alike: readonly Finding[]): Finding[] {
  const [first, ...others] = alike
  if (first === undefined || alike.length <= MAX_ALIKE) return [...alike]
  const rest = alike.slice(MAX_ALIKE)
  const note = `the same was found in ${rest.length} more place${rest.length === 1 ? '' : 's'}`
  return [{ ...first, details: [...first.details, note] }, ...others.slice(0, MAX_ALIKE - 1)]
}
