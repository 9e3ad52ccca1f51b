import type { AnswerChoice } from '@faultmaven/contracts'
import type { Candidate } from '../ranking/candidate.ts'
import { candidateOf } from './verdicts.ts'

/**
 * What an answer moves the log-odds of a cause by, for or against: half an order less than a word about the cause itself (`MOVES`), as
 * much as a step that did not help. Who answers saw one thing, from memory, and may have looked at another moment.
 */
export const TOLD = Math.log(2)

/**
 * How much the user's answers move the log-odds of each candidate, in [-`TOLD`, `TOLD`]: several that say the same weigh no more than
 * one, and none of them refutes. What they are about and is no candidate any more moves nothing.
 */
export function weighAnswers(answers: readonly AnswerChoice[], candidates: readonly Candidate[]): ReadonlyMap<Candidate, number> {
  const moves = new Map<Candidate, number>()
  const move = (ids: readonly string[], by: number) => {
    for (const id of ids) {
      const candidate = candidateOf(id, candidates)
      if (candidate) moves.set(candidate, (moves.get(candidate) ?? 0) + by)
    }
  }
  for (const { supports, against } of answers) {
    move(supports, TOLD)
    move(against, -TOLD)
  }
  return new Map([...moves].map(([candidate, sum]) => [candidate, Math.max(-TOLD, Math.min(TOLD, sum))]))
}
