import type { CheckedClaim, Claim, ProposedClaim } from '@faultmaven/contracts'
import {
  comparisonClaims,
  type ComparedSide,
  type ComparisonQuestion,
  composeComparison,
  composeUncompared,
  type DirectAnswer,
  wordedDifferences,
} from '@faultmaven/diagnosis'
import { toProblemError } from '@faultmaven/rpc'
import type { TurnRun } from '../turns/turn-run.ts'

/**
 * What differs between two logs or two windows: found by the comparison of the log viewer, each difference counted anew by the checker, which
 * knows nothing of how it was found.
 */
export async function answerComparison(
  { dataProcessing, openCase, context }: TurnRun,
  question: ComparisonQuestion,
  check: (claims: readonly ProposedClaim[]) => Promise<readonly CheckedClaim[]>,
): Promise<{ readonly told: DirectAnswer; readonly claims: readonly Claim[] }> {
  const [good, bad] = [sideOf(question.first), sideOf(question.second)]
  const compared = await dataProcessing
    .exploreCompare({ caseId: openCase.caseId, bad, good }, context)
    .catch((error: unknown) => {
      const problem = toProblemError(error)
      // A side without records is an answer; that nobody can compare now is not.
      if (problem.code !== 'request.invalid') throw error
      return problem.message
    })
  if (typeof compared === 'string') return { told: composeUncompared(question, compared), claims: [] }
  const { messages, values, common } = compared
  const found = { messages, values, common, records: { first: compared.good.records, second: compared.bad.records } }
  const claims = wordedDifferences(question, await check(comparisonClaims(question, found)))
  return { told: composeComparison(question, found, claims), claims }
}

function sideOf({ sourceIds, window }: ComparedSide) {
  return { sourceIds: [...sourceIds], ...(window && { from: window.from, to: window.to }) }
}
