import { answerWithoutEvidence, readQuestion } from '@faultmaven/diagnosis'
import { questionOf } from './evidence.ts'
import { endAnswer } from './end-answer.ts'
import type { GraphNode } from './graph-state.ts'
import { saysNothing } from './intake.ts'
import { startPhase } from './phase.ts'

/**
 * With nothing to examine: what the words of the question usually mean, and what to bring. Says that nothing was examined. Thanks are taken
 * for what they are.
 */
export const answerGeneral: GraphNode = async (run) => {
  await startPhase(run, 'propose-solution')
  if (saysNothing(run)) {
    const headline = 'Nothing was asked, so nothing was investigated; ask on whenever something is open'
    await endAnswer(run, { outcome: 'answered', headline, statements: [], steps: [], needs: [] })
    return {}
  }
  const question = questionOf(run)
  const answer = answerWithoutEvidence(readQuestion(question ?? ''))
  await endAnswer(run, { ...answer, outcome: question === undefined ? 'undecided' : 'answered' })
  return {}
}
