import { type CheckedClaim, type Outcome, type ProposedClaim, splitPastedText, type TurnEvent } from '@faultmaven/contracts'
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
import { checkFix } from './check-fix.ts'
import { earlierQuestions, loadEvidence, questionOf } from './evidence.ts'
import type { GraphNode } from './graph-state.ts'

/** What stands in front of the answer: an answer of its own, or only what was understood by "last hour". */
type StoredDirect = DirectAnswer | { readonly headline?: string; readonly statements: readonly Statement[] }

/**
 * What counting answers is counted by the checker: how many, whether, when; and whether what proved an earlier cause is in data that came
 * since. The diagnosis goes on beside it.
 */
export const answerDirectly: GraphNode = async (run) => {
  const { sources, range, question } = await loadEvidence(run)
  const end = endOfEvidence(sources)
  const asked = directQuestionOf(run)
  const fix = await checkFix(run, (claims) => check(run, claims))
  const claim = asked && directClaim(asked, await check(run, countingClaims(asked, range)))
  const [checked] = claim ? await check(run, [claim]) : []
  const [first] = fix.statements
  const told: StoredDirect = asked
    ? composeDirect(asked, checked, { range, end })
    : {
        ...(question?.asksWhetherOver && first && { headline: first.text.replace(/\.$/, '') }),
        statements: rangeStatement(range, end),
      }
  const claims = [...(checked?.outcome === 'verified' ? [checked.claim] : []), ...fix.claims]
  await appendStep(run.openCase, run.ref, 'answer-directly', {
    events: claims.map((one): TurnEvent => ({ type: 'claim-added', claim: one })),
    rows: [workRow(run.ref, 'direct', { ...told, statements: [...told.statements, ...fix.statements] })],
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

/** Claims are known in the whole case by their ids: those of this turn end with its own. */
async function check(
  { dataProcessing, openCase, ref, context }: TurnRun,
  claims: readonly ProposedClaim[],
): Promise<CheckedClaim[]> {
  if (claims.length === 0) return []
  const named = claims.map((claim) => (claim.id.endsWith(ref.turnId) ? claim : { ...claim, id: `${claim.id}-${ref.turnId}` }))
  return (await dataProcessing.verifyClaims({ caseId: openCase.caseId, claims: named }, context)).results
}
