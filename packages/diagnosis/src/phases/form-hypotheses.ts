import type { ProblemGroup, ProposedClaim } from '@faultmaven/contracts'
import type { Evidence } from '../ranking/evidence.ts'
import { investigate } from './investigate.ts'

/**
 * Phase `formulate-hypotheses`: problems with their possible causes, and the claims that would prove them.
 * Nothing is verified yet: confidences stay at or below .7. No problem at all means that nothing is wrong or that the evidence says
 * nothing; the claims are then those that show it.
 */
export function formHypotheses(evidence: Evidence): { problems: ProblemGroup[]; claims: ProposedClaim[] } {
  const { problems, claims } = investigate(evidence, { verified: false, missing: [] })
  return { problems, claims }
}
