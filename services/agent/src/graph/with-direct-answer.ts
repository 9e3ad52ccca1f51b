import type { Outcome } from '@faultmaven/contracts'
import { composeBoardAnswer, type DirectAnswer, readBoardQuestion, type Statement } from '@faultmaven/diagnosis'
import { findWorkText } from '../turns/turn-log.ts'
import { earlierQuestions, ownProse } from './evidence.ts'
import type { TurnRun } from '../turns/turn-run.ts'

/** The answer with what was asked for directly before it. */
export async function withDirectAnswer<
  Answer extends { readonly outcome: Outcome; readonly headline: string; readonly statements: readonly Statement[] },
>(run: TurnRun, answer: Answer): Promise<Answer> {
  const text = await findWorkText(run.openCase, run.ref, 'direct')
  if (text === undefined) return answer
  const { headline, nothing, unanswered, statements }: DirectAnswer = JSON.parse(text)
  const both = { ...answer, statements: [...statements, ...answer.statements] }
  if (headline !== undefined) return { ...both, headline, outcome: 'answered' }
  if (unanswered !== undefined && earlierQuestions(run).length > 0) return { ...both, headline: unanswered }
  return nothing !== undefined && answer.outcome === 'no-fault' ? { ...both, headline: nothing, outcome: 'answered' } : both
}

/**
 * The answer with what was asked of the ranked causes before it. The outcome stays: what is said follows the board, and a board that feedback
 * changes has another first line.
 */
export function withBoardAnswer<Answer extends { readonly headline: string; readonly statements: readonly Statement[] }>(
  run: TurnRun,
  answer: Answer,
  board: Parameters<typeof composeBoardAnswer>[1],
): Answer {
  const question = readBoardQuestion(ownProse(run))
  const told = question && composeBoardAnswer(question, board)
  return told ? { ...answer, headline: told.headline, statements: [told.statement, ...answer.statements] } : answer
}
