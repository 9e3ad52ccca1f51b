import { proposeSolution } from '@faultmaven/diagnosis'
import { workText } from '../turns/turn-log.ts'
import { withDirectAnswer } from './answer-directly.ts'
import { besideBoard } from './beside-board.ts'
import { endAnswer } from './end-answer.ts'
import { loadEvidence } from './evidence.ts'
import type { GraphNode } from './graph-state.ts'
import { startPhase } from './phase.ts'
import type { StoredValidation } from './validate-hypotheses.ts'

/** What to do, what would decide what is open, and the answer itself: the end of the turn. */
export const proposeSolutionNode: GraphNode = async (run) => {
  await startPhase(run, 'propose-solution')
  const validation: StoredValidation = JSON.parse(await workText(run.openCase, run.ref, 'validation'))
  const proposal = proposeSolution(await loadEvidence(run), validation.problems)
  await endAnswer(run, await withDirectAnswer(run, { ...validation, ...proposal, statements: besideBoard(validation) }))
  return {}
}
