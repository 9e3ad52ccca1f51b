import type { Claim, Finding, Predicate, Selector } from '@faultmaven/contracts'
import type { RankedProblem } from '../ranking/rank.ts'

type Leader = RankedProblem['hypotheses'][number]

/**
 * Whether a verified claim contradicts a cause by its form, not by what anybody says of it: something that the cause would explain came
 * before all evidence of the cause.
 */
export function contradicts({ predicate }: Claim, { candidate, symptoms }: Leader): boolean {
  if (predicate.name !== 'precedes') return false
  const effects = symptoms.flatMap(({ findings }) => findings)
  const earliest = earliestOf(candidate.findings)
  return earliest !== undefined && isEvidenceOf(predicate.second, [earliest]) && isEvidenceOf(predicate.first, effects)
}

/** The selector is that of one of the findings, in all sources: a narrower one would leave out what came earlier. */
function isEvidenceOf(selector: Selector, findings: readonly Finding[]): boolean {
  const { literals = [], minSeverity, window, sourceIds } = selector
  if (literals.length === 0 || minSeverity !== undefined || window !== undefined || sourceIds !== undefined) return false
  const wanted = JSON.stringify(literals)
  return findings.some(({ predicates }) => predicates.some((predicate) => JSON.stringify(literalsOf(predicate)) === wanted))
}

function literalsOf(predicate: Predicate): readonly string[] {
  return predicate.name === 'present' || predicate.name === 'count' ? (predicate.selector.literals ?? []) : []
}

function earliestOf(findings: readonly Finding[]): Finding | undefined {
  const timed = findings.filter(({ interval }) => interval !== undefined)
  return timed.toSorted((a, b) => ((a.interval?.from ?? '') < (b.interval?.from ?? '') ? -1 : 1))[0]
}
