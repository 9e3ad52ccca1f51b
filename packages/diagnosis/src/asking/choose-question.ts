import type { AnswerChoice, Hypothesis, ProblemGroup, UserQuestion } from '@faultmaven/contracts'
import { isCountQuestion } from '../composition/compose-count.ts'
import type { Evidence } from '../ranking/evidence.ts'
import { possibleQuestions } from './possible-questions.ts'

export type Asking = {
  readonly evidence: Evidence
  /** The board as it stands. */
  readonly problems: readonly ProblemGroup[]
  /** What was asked in the case before. */
  readonly asked: ReadonlySet<string>
  /** The board that would follow from an answer. */
  readonly rank: (answer: AnswerChoice) => readonly ProblemGroup[]
}

/** From here on a cause is stated: nothing is left to ask. */
const CLAIMED = 0.5

/**
 * The one question that is worth asking, or none. Only where causes compete and none is likelier than not, and only what can change the
 * leader or lift it past .5: every answer is tried on the board. Of several the one that most likely decides, by the present
 * confidences; an answer that changes nothing is not counted.
 * @see docs/adr/0013-asking-the-user.md
 */
export function chooseQuestion({ evidence, problems, asked, rank }: Asking): UserQuestion | undefined {
  const leader = leaderOf(problems)
  const open = problems.flatMap(({ hypotheses }) => hypotheses).filter(({ state }) => state !== 'refuted')
  if (!leader || leader.state === 'refuted' || leader.confidence > CLAIMED || open.length < 2) return undefined
  if (isCountQuestion(evidence)) return undefined
  const worth = possibleQuestions(evidence, problems)
    .filter(({ question }) => !asked.has(question.about))
    .map(({ question, likelihood }) => {
      const deciding = question.choices.filter((choice) => decides(leader, rank(choice)))
      return { question, worth: deciding.reduce((sum, choice) => sum + likelihood(choice), 0) }
    })
    .filter((one) => one.worth > 0)
  return worth.toSorted((a, b) => b.worth - a.worth)[0]?.question
}

function decides(before: Hypothesis, problems: readonly ProblemGroup[]): boolean {
  const after = leaderOf(problems)
  return after !== undefined && (after.id !== before.id || after.confidence > CLAIMED)
}

function leaderOf(problems: readonly ProblemGroup[]): Hypothesis | undefined {
  return problems[0]?.hypotheses[0]
}
