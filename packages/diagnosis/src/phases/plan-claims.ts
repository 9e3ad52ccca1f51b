import type { Finding, Predicate, ProposedClaim } from '@faultmaven/contracts'
import { claimsOf } from '../composition/claims.ts'
import { countKinds, isCountQuestion } from '../composition/compose-count.ts'
import { notableChange } from '../composition/notable-change.ts'
import { isVague, leadingDriver } from '../ranking/candidate.ts'
import type { Evidence } from '../ranking/evidence.ts'
import type { Ranked, RankedProblem } from '../ranking/rank.ts'

/** Places that an answer may cite in all: more of them prove nothing further and nobody opens them. */
const MAX_CITATIONS = 12
/** A search cites its first three matches. */
const SEARCH_CITATIONS = 3
const LEADER_FINDINGS = 3
const COUNTED_KINDS = 4
/** What is all but ruled out is named, not proved; what leads is, however weak, and what the user ruled out keeps what speaks for it. */
const WORTH_PROOF = 0.1

/**
 * The claims of every hypothesis, by problem and rank, twelve citations in all. The leader of the first problem is proved at several
 * places; every other hypothesis at one or two, as long as there is room.
 */
export function planClaims(problems: readonly RankedProblem[], evidence: Evidence): ProposedClaim[][][] {
  let room = MAX_CITATIONS
  const take = (claims: readonly ProposedClaim[]): ProposedClaim[] =>
    claims.filter(({ predicate }) => {
      const cost = costOf(predicate)
      if (cost > room) return false
      room -= cost
      return true
    })
  return problems.map(({ hypotheses }, index) =>
    hypotheses.map((hypothesis, rank) =>
      hypothesis.share < WORTH_PROOF && index + rank > 0 && !hypothesis.refuted
        ? []
        : take(claimsFor(hypothesis, index === 0 && rank === 0, evidence)),
    ),
  )
}

function costOf(predicate: Predicate): number {
  if (predicate.name === 'present') return predicate.at.length
  return ['configured', 'value', 'span'].includes(predicate.name) ? 1 : SEARCH_CITATIONS
}

function claimsFor({ candidate, symptoms, drivers }: Ranked, leads: boolean, evidence: Evidence): ProposedClaim[] {
  const [main, ...further] = candidate.findings
  if (main === undefined) return []
  if (!leads) return claimsOf(main, evidence, { max: 1, lines: 2 })
  if (isCountQuestion(evidence)) return countedClaims(evidence)
  const change = notableChange(evidence, main)
  return [
    // Of a series where it is named and where its change begins.
    ...claimsOf(main, evidence, { max: 2, lines: 3 }),
    ...[leadingDriver(drivers)].flatMap((driver) => (driver ? claimsOf(driver.main, evidence, { max: 1, lines: 1 }) : [])),
    ...(change === undefined ? [] : claimsOf(change, evidence, { max: 1, lines: 1 })),
    ...further.slice(0, LEADER_FINDINGS - 1).flatMap((finding) => claimsOf(finding, evidence, { max: 1, lines: 2 })),
    ...symptoms
      .filter(({ mode }) => !isVague(mode))
      .slice(0, 1)
      .flatMap((symptom) => claimsOf(symptom.main, evidence, { max: 1, lines: 1 })),
  ]
}

function countedClaims(evidence: Evidence): ProposedClaim[] {
  return countKinds(evidence)
    .slice(0, COUNTED_KINDS)
    .flatMap(({ main }) => claimsOf({ ...main, predicates: countsFirst(main) }, evidence, { max: 1, lines: 2 }))
}

/** A count cites its first matches, too: it says all that the place alone would. */
function countsFirst({ predicates }: Finding): Predicate[] {
  return predicates.toSorted((a, b) => Number(b.name === 'count') - Number(a.name === 'count'))
}
