import { formHypotheses } from '@faultmaven/diagnosis'
import { appendStep, workRow } from '../turns/turn-log.ts'
import { consultModel } from './consult-model.ts'
import { loadEvidence } from './evidence.ts'
import type { GraphNode } from './graph-state.ts'
import { countOf, phaseDone, startPhase } from './phase.ts'

/** Possible causes and the claims that would prove them, then those of the model. Nobody sees any before the claims are checked. */
export const formulateHypotheses: GraphNode = async (run) => {
  await startPhase(run, 'formulate-hypotheses')
  const evidence = await loadEvidence(run)
  const { problems, claims } = formHypotheses(evidence)
  await consultModel(run, evidence, problems)
  const causes = problems.reduce((sum, { hypotheses }) => sum + hypotheses.length, 0)
  const result = `${countOf(causes, 'possible cause')} of ${countOf(problems.length, 'problem')}, ${countOf(claims.length, 'claim')} to check`
  await appendStep(run.openCase, run.ref, 'formulate-hypotheses', {
    events: [phaseDone('formulate-hypotheses', result)],
    rows: [workRow(run.ref, 'claims', claims)],
  })
  return { claims: claims.length }
}
