import { answerWithoutEvidence, readQuestion } from '@faultmaven/diagnosis'
import { questionOf } from './evidence.ts'
import { endAnswer } from './end-answer.ts'
import type { GraphNode } from './graph-state.ts'
import { startPhase } from './phase.ts'

/** With nothing to examine: what the words of the question usually mean, and what to bring. Says that nothing was examined. */
export const answerGeneral: GraphNode = async (run) => {
  await startPhase(run, 'propose-solution')
  const question = questionOf(run)
  const answer = answerWithoutEvidence(readQuestion(question ?? ''))
  await endAnswer(run, { ...answer, outcome: question === undefined ? 'undecided' : 'answered' })
  return {}
}
