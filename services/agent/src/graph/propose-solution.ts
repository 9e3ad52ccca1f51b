import { proposeSolution } from '@faultmaven/diagnosis'
import { workText } from '../turns/turn-log.ts'
import { withDirectAnswer } from './answer-directly.ts'
import { besideBoard } from './beside-board.ts'
import { wordByModel } from './consult-model.ts'
import { endAnswer } from './end-answer.ts'
import { loadEvidence, questionOf } from './evidence.ts'
import type { GraphNode } from './graph-state.ts'
import { startPhase } from './phase.ts'
import type { StoredValidation } from './validate-hypotheses.ts'

/** What to do, what would decide what is open, and the answer itself: the end of the turn. */
export const proposeSolutionNode: GraphNode = async (run) => {
  await startPhase(run, 'propose-solution')
  const validation: StoredValidation = JSON.parse(await workText(run.openCase, run.ref, 'validation'))
  const evidence = await loadEvidence(run)
  const proposal = proposeSolution(evidence, validation.problems)
  const answer = await withDirectAnswer(run, { ...validation, ...proposal, statements: besideBoard(validation) })
  const { statements, degraded } = await wordByModel(run, { evidence, validation, question: questionOf(run) })
  const stated = new Set(answer.statements.map(({ basis, text }) => (basis === 'inference' ? text : basis)))
  const further = statements.filter(({ basis, text }) => !stated.has(basis === 'inference' ? text : basis))
  await endAnswer(run, { ...answer, statements: [...answer.statements, ...further], degraded })
  return {}
}
