import { type CheckedClaim, type Outcome, type ProposedClaim, splitPastedText } from '@faultmaven/contracts'
import {
  composeDirect,
  countingClaims,
  type DirectAnswer,
  directClaim,
  type DirectQuestion,
  endOfEvidence,
  rangeStatement,
  readDirectQuestion,
  type Statement,
} from '@faultmaven/diagnosis'
import { appendStep, findWorkText, workRow } from '../turns/turn-log.ts'
import type { TurnRun } from '../turns/turn-run.ts'
import { earlierQuestions, loadEvidence, questionOf } from './evidence.ts'
import type { GraphNode } from './graph-state.ts'

/** What stands in front of the answer: an answer of its own, or only what was understood by "last hour". */
type StoredDirect = DirectAnswer | { readonly headline?: undefined; readonly statements: readonly Statement[] }

/** What counting answers is counted by the checker: how many, whether, when. The diagnosis goes on beside it. */
export const answerDirectly: GraphNode = async (run) => {
  const { sources, range } = await loadEvidence(run)
  const end = endOfEvidence(sources)
  const asked = directQuestionOf(run)
  if (!asked) {
    const direct: StoredDirect = { statements: rangeStatement(range, end) }
    await appendStep(run.openCase, run.ref, 'answer-directly', { rows: [workRow(run.ref, 'direct', direct)] })
    return {}
  }
  const claim = directClaim(asked, await check(run, countingClaims(asked, range)))
  const [checked] = claim ? await check(run, [claim]) : []
  const direct: StoredDirect = composeDirect(asked, checked, { range, end })
  await appendStep(run.openCase, run.ref, 'answer-directly', {
    events: checked?.outcome === 'verified' ? [{ type: 'claim-added', claim: checked.claim }] : [],
    rows: [workRow(run.ref, 'direct', direct)],
  })
  return {}
}

/** The answer with what was asked for directly before it. */
export async function withDirectAnswer<
  Answer extends { readonly outcome: Outcome; readonly headline: string; readonly statements: readonly Statement[] },
>(run: TurnRun, answer: Answer): Promise<Answer> {
  const text = await findWorkText(run.openCase, run.ref, 'direct')
  if (text === undefined) return answer
  const { headline, statements }: StoredDirect = JSON.parse(text)
  const both = { ...answer, statements: [...statements, ...answer.statements] }
  return headline === undefined ? both : { ...both, headline, outcome: 'answered' }
}

/** The question of the turn, when it is one that counting answers; "how many were there after ten?" counts what was counted before. */
function directQuestionOf(run: TurnRun): DirectQuestion | undefined {
  const text = questionOf(run)
  if (text === undefined) return undefined
  const earlier = earlierQuestions(run).reduce<DirectQuestion | undefined>(
    (before, question) => readDirectQuestion(question, before) ?? before,
    undefined,
  )
  return readDirectQuestion(splitPastedText(text).prose, earlier)
}

async function check({ dataProcessing, openCase, context }: TurnRun, claims: ProposedClaim[]): Promise<CheckedClaim[]> {
  return (await dataProcessing.verifyClaims({ caseId: openCase.caseId, claims }, context)).results
}
