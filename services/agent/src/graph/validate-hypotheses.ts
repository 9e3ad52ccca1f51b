import type { CheckedClaim, ProposedClaim, TurnEvent } from '@faultmaven/contracts'
import { validateHypotheses, type Validation } from '@faultmaven/diagnosis'
import type { CallContext } from '@faultmaven/rpc'
import type { StoredChecks } from '../feedback/ranked-evidence.ts'
import { appendStep, workRow, workText } from '../turns/turn-log.ts'
import type { TurnRun } from '../turns/turn-run.ts'
import { loadEvidence } from './evidence.ts'
import { weighModel } from './consult-model.ts'
import type { GraphNode } from './graph-state.ts'
import { countOf, phaseDone, startPhase } from './phase.ts'

export type StoredValidation = Validation

// The checker reads evidence for each: a call of this many stays far below its deadline.
const CLAIMS_A_CALL = 50

/**
 * Has the claims recomputed from the evidence, ranks again with what held, and shows the verified claims and then the board. What a model
 * proposed goes through the same check and comes after: the board without it stands before the board with it.
 */
export const validateHypothesesNode: GraphNode = async (run) => {
  await startPhase(run, 'validate-hypotheses')
  const evidence = await loadEvidence(run)
  const proposed: ProposedClaim[] = JSON.parse(await workText(run.openCase, run.ref, 'claims'))
  const checked = await checkClaims(run, proposed)
  const validation: StoredValidation = validateHypotheses(evidence, checked)
  const checks: StoredChecks = { checked }
  const claims = checked.flatMap((result): TurnEvent[] =>
    result.outcome === 'verified' ? [{ type: 'claim-added', claim: result.claim }] : [],
  )
  const model = await weighModel(run, { evidence, checked, validation }, (asked) => checkClaims(run, asked))
  const board = { problems: validation.problems, cause: 'analysis' as const }
  const result = `${claims.length} of ${countOf(checked.length, 'claim')} verified; ${validation.headline}`
  await appendStep(run.openCase, run.ref, 'validate-hypotheses', {
    events: [...claims, { type: 'board-changed', board }, ...model.events, phaseDone('validate-hypotheses', result)],
    rows: [workRow(run.ref, 'validation', validation), workRow(run.ref, 'checked', checks), ...model.rows],
  })
  return { verified: claims.length }
}

/** Has claims recomputed by those who hold the evidence, a bounded number a call. */
export async function checkClaims(
  { dataProcessing, openCase, context }: Pick<TurnRun, 'dataProcessing' | 'openCase'> & { readonly context: CallContext },
  claims: readonly ProposedClaim[],
): Promise<CheckedClaim[]> {
  const checked: CheckedClaim[] = []
  for (let start = 0; start < claims.length; start += CLAIMS_A_CALL) {
    const input = { caseId: openCase.caseId, claims: claims.slice(start, start + CLAIMS_A_CALL) }
    checked.push(...(await dataProcessing.verifyClaims(input, context)).results)
  }
  return checked
}
