import {
  type CheckedClaim,
  type Claim,
  type Outcome,
  type ProposedClaim,
  splitPastedText,
  type TurnEvent,
} from '@faultmaven/contracts'
import {
  composeDirect,
  countingClaims,
  type DirectAnswer,
  directClaims,
  type DirectQuestion,
  endOfEvidence,
  type Evidence,
  rangeStatement,
  readComparison,
  readDirectQuestion,
  type Statement,
} from '@faultmaven/diagnosis'
import { findTurn } from '../cases/case-record.ts'
import { appendStep, findWorkText, workRow } from '../turns/turn-log.ts'
import type { TurnRun } from '../turns/turn-run.ts'
import { answerComparison } from './answer-comparison.ts'
import { checkFix } from './check-fix.ts'
import { earlierQuestions, loadEvidence, questionOf } from './evidence.ts'
import type { GraphNode } from './graph-state.ts'

/**
 * What counting answers is counted by the checker: how many, whether, when; what differs between two logs or windows; and whether what
 * proved an earlier cause is in data that came since. The diagnosis goes on beside it.
 */
export const answerDirectly: GraphNode = async (run) => {
  const evidence = await loadEvidence(run)
  const fix = await checkFix(run, (proposed) => check(run, proposed))
  const comparison = readComparison(ownProse(run), { sources: evidence.sources, zone: zoneOf(run) })
  const { told, claims: answering } = comparison
    ? await answerComparison(run, comparison, (proposed) => check(run, proposed))
    : await answerByCounting(run, evidence, fix.statements[0])
  const claims = [...answering, ...fix.claims]
  await appendStep(run.openCase, run.ref, 'answer-directly', {
    events: claims.map((one): TurnEvent => ({ type: 'claim-added', claim: one })),
    rows: [workRow(run.ref, 'direct', { ...told, statements: [...told.statements, ...fix.statements] })],
  })
  return {}
}

type Answered = { readonly told: DirectAnswer; readonly claims: readonly Claim[] }

async function answerByCounting(run: TurnRun, evidence: Evidence, fixed: Statement | undefined): Promise<Answered> {
  const { sources, range, question } = evidence
  const end = endOfEvidence(sources)
  // Records of logs are counted; a table or a document has none.
  const asked = sources.some(({ kind }) => kind === 'log') ? directQuestionOf(run) : undefined
  if (!asked) {
    const headline = question?.asksWhetherOver && fixed ? { headline: fixed.text.replace(/\.$/, '') } : {}
    return { told: { ...headline, statements: rangeStatement(range, end) }, claims: [] }
  }
  const checked = await check(run, directClaims(asked, await check(run, countingClaims(asked, range))))
  const claims = checked.flatMap((one) => (one.outcome === 'verified' ? [one.claim] : []))
  return { told: composeDirect(asked, checked, { range, end }), claims }
}

/** What the turn itself asks, without what is pasted into it; empty for data without a question. */
function ownProse({ openCase, ref }: TurnRun): string {
  return splitPastedText(findTurn(openCase.state().record, ref.turnId)?.question ?? '').prose
}

function zoneOf({ openCase, ref }: TurnRun): string | undefined {
  return findTurn(openCase.state().record, ref.turnId)?.timeZone
}

/** The answer with what was asked for directly before it. */
export async function withDirectAnswer<
  Answer extends { readonly outcome: Outcome; readonly headline: string; readonly statements: readonly Statement[] },
>(run: TurnRun, answer: Answer): Promise<Answer> {
  const text = await findWorkText(run.openCase, run.ref, 'direct')
  if (text === undefined) return answer
  const { headline, nothing, statements }: DirectAnswer = JSON.parse(text)
  const both = { ...answer, statements: [...statements, ...answer.statements] }
  if (headline !== undefined) return { ...both, headline, outcome: 'answered' }
  return nothing !== undefined && answer.outcome === 'no-fault' ? { ...both, headline: nothing, outcome: 'answered' } : both
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
