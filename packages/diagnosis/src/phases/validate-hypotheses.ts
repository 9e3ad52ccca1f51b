import type { CheckedClaim, Claim, Finding, Outcome, ProblemGroup } from '@faultmaven/contracts'
import { composeAnswer, type Statement } from '../composition/compose-answer.ts'
import type { Evidence } from '../ranking/evidence.ts'
import { formsOf } from '../question/entity-names.ts'
import { investigate } from './investigate.ts'

export type Validation = {
  readonly problems: ProblemGroup[]
  readonly outcome: Outcome
  /** First line of the answer. */
  readonly headline: string
  readonly statements: Statement[]
}

/**
 * Phase `validate-hypotheses`: the same reasoning again with what the checker verified. A finding of which every claim failed takes no
 * part; names that a whole search did not find count as missing; the leader passes the counterfactual check or stays capped.
 */
export function validateHypotheses(evidence: Evidence, checked: readonly CheckedClaim[]): Validation {
  const claims = checked.flatMap((result) => (result.outcome === 'verified' ? [result.claim] : []))
  const verified = new Set(claims.map((claim) => claim.id))
  const failed = new Set(checked.flatMap((result) => (result.outcome === 'failed' ? [result.id] : [])))
  const kept = { ...evidence, findings: evidence.findings.filter((finding) => !isRefuted(finding, failed, verified)) }
  const { verdict, problems } = investigate(kept, { verified: true, missing: missingNames(claims) })
  const proved = problems.map((problem) => keepVerified(problem, verified))
  return { problems: proved, ...composeAnswer({ verdict, problems: proved, evidence: kept, claims }) }
}

function isRefuted({ id }: Finding, failed: ReadonlySet<string>, verified: ReadonlySet<string>): boolean {
  const own = (ids: ReadonlySet<string>): boolean => [...ids].some((claimId) => claimId.startsWith(`${id}-c`))
  return own(failed) && !own(verified)
}

/** Names of which no form stands anywhere. */
function missingNames(claims: readonly Claim[]): string[] {
  const absent = claims.flatMap((claim) =>
    claim.predicate.name === 'absent' && claim.id.startsWith('absent-') ? (claim.predicate.selector.literals ?? []) : [],
  )
  return absent.filter((name) => formsOf(name).every((form) => absent.includes(form)))
}

function keepVerified(problem: ProblemGroup, verified: ReadonlySet<string>): ProblemGroup {
  return {
    ...problem,
    hypotheses: problem.hypotheses.map((hypothesis) => ({
      ...hypothesis,
      claimIds: hypothesis.claimIds.filter((id) => verified.has(id)),
    })),
  }
}
