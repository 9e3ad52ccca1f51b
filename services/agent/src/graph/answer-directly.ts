import { type CheckedClaim, type ProposedClaim, splitPastedText, type TurnEvent } from '@faultmaven/contracts'
import {
  composeDirect,
  countingClaims,
  type DirectAnswer,
  directClaims,
  type DirectQuestion,
  rangeStatement,
  readDirectQuestion,
  timeAnchor,
} from '@faultmaven/diagnosis'
import { appendStep, workRow } from '../turns/turn-log.ts'
import type { TurnRun } from '../turns/turn-run.ts'
import { checkFix } from './check-fix.ts'
import { earlierQuestions, loadEvidence, loadStoredEvidence, questionOf } from './evidence.ts'
import type { GraphNode } from './graph-state.ts'

/**
 * What counting answers is counted by the checker: how many, whether, when; and whether what proved an earlier cause is in data that came
 * since. The diagnosis goes on beside it.
 */
export const answerDirectly: GraphNode = async (run) => {
  const { sources, range, question } = await loadEvidence(run)
  const anchor = timeAnchor(sources, (await loadStoredEvidence(run)).live?.now)
  // Records of logs are counted; a table or a document has none.
  const asked = sources.some(({ kind }) => kind === 'log') ? directQuestionOf(run) : undefined
  const fix = await checkFix(run, (claims) => check(run, claims))
  const checked = asked ? await check(run, directClaims(asked, await check(run, countingClaims(asked, range)))) : []
  const [first] = fix.statements
  const told: DirectAnswer = asked
    ? composeDirect(asked, checked, { range, anchor })
    : {
        ...(question?.asksWhetherOver && first && { headline: first.text.replace(/\.$/, '') }),
        statements: rangeStatement(range, anchor),
      }
  const claims = [...checked.flatMap((one) => (one.outcome === 'verified' ? [one.claim] : [])), ...fix.claims]
  await appendStep(run.openCase, run.ref, 'answer-directly', {
    events: claims.map((one): TurnEvent => ({ type: 'claim-added', claim: one })),
    rows: [workRow(run.ref, 'direct', { ...told, statements: [...told.statements, ...fix.statements] })],
  })
  return {}
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
