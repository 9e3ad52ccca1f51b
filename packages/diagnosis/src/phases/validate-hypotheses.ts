import type { CheckedClaim, Claim, Finding, Outcome, ProblemGroup, ProposedClaim } from '@faultmaven/contracts'
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
  const claims = verifiedOf(checked)
  const verified = new Set(claims.map((claim) => claim.id))
  const kept = withoutRefuted(evidence, checked)
  const { verdict, problems } = investigate(kept, { verified: true, missing: missingNames(claims) })
  const proved = problems.map((problem) => keepVerified(problem, verified))
  return { problems: proved, ...composeAnswer({ verdict, problems: proved, evidence: kept, claims }) }
}

/**
 * The board and the first line of the answer as the user's feedback leaves them, from the evidence and the checked claims of a turn, and the claims of it that nobody has
 * checked yet: what rises now may have been too weak to be proved then. `further` are claims that were verified since; `isFault` is false
 * where nothing is wrong.
 */
export function followFeedback(
  evidence: Evidence,
  checked: readonly CheckedClaim[],
  further: readonly Claim[] = [],
): Pick<Validation, 'problems' | 'outcome' | 'headline'> & { readonly isFault: boolean; readonly unchecked: ProposedClaim[] } {
  const claims = verifiedOf(checked)
  const kept = withoutRefuted(evidence, checked)
  const { verdict, problems, claims: planned } = investigate(kept, { verified: true, missing: missingNames(claims) })
  const verified = new Set([...claims, ...further].map((claim) => claim.id))
  const seen = new Set([...checked.map((result) => (result.outcome === 'verified' ? result.claim.id : result.id)), ...verified])
  const proved = problems.map((problem) => keepVerified(problem, verified))
  const { outcome, headline } = composeAnswer({ verdict, problems: proved, evidence: kept, claims: [...claims, ...further] })
  return {
    isFault: verdict.kind !== 'no-fault',
    problems: proved,
    outcome,
    headline,
    unchecked: planned.filter(({ id }) => !seen.has(id)),
  }
}

function verifiedOf(checked: readonly CheckedClaim[]): Claim[] {
  return checked.flatMap((result) => (result.outcome === 'verified' ? [result.claim] : []))
}

/** The evidence without findings of which every claim failed. */
export function withoutRefuted(evidence: Evidence, checked: readonly CheckedClaim[]): Evidence {
  const verified = new Set(verifiedOf(checked).map((claim) => claim.id))
  const failed = new Set(checked.flatMap((result) => (result.outcome === 'failed' ? [result.id] : [])))
  return { ...evidence, findings: evidence.findings.filter((finding) => !isRefuted(finding, failed, verified)) }
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
