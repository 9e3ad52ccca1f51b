import { type CheckedClaim, type Claim, type ProposedClaim, splitPastedText, type TurnEvent } from '@faultmaven/contracts'
import {
  asksForFact,
  composeDirect,
  composeUnread,
  countingClaims,
  type DirectAnswer,
  directClaims,
  type DirectQuestion,
  type Evidence,
  rangeStatement,
  readBoardQuestion,
  readComparison,
  readDirectQuestion,
  type Statement,
  type TimeAnchor,
  timeAnchor,
} from '@faultmaven/diagnosis'
import { appendStep, workRow } from '../turns/turn-log.ts'
import type { TurnRun } from '../turns/turn-run.ts'
import { answerComparison } from './answer-comparison.ts'
import { checkFix } from './check-fix.ts'
import { earlierQuestions, loadEvidence, loadStoredEvidence, ownProse, questionOf, zoneOf } from './evidence.ts'
import type { GraphNode } from './graph-state.ts'
import { checkClaims } from './validate-hypotheses.ts'

/**
 * What counting answers is counted by the checker: how many, whether, when; what differs between two logs or windows; and whether what
 * proved an earlier cause is in data that came since. The diagnosis goes on beside it.
 */
export const answerDirectly: GraphNode = async (run) => {
  const evidence = await loadEvidence(run)
  const anchor = timeAnchor(evidence.sources, (await loadStoredEvidence(run)).live?.now)
  const fix = await checkFix(run, (proposed) => check(run, proposed))
  const comparison = readComparison(ownProse(run), { sources: evidence.sources, zone: zoneOf(run) })
  const { told, claims: answering } = comparison
    ? await answerComparison(run, comparison, (proposed) => check(run, proposed))
    : await answerByCounting(run, { evidence, anchor, fixed: fix.statements[0] })
  const claims = [...answering, ...fix.claims]
  await appendStep(run.openCase, run.ref, 'answer-directly', {
    events: claims.map((one): TurnEvent => ({ type: 'claim-added', claim: one })),
    rows: [workRow(run.ref, 'direct', { ...told, statements: [...told.statements, ...fix.statements] })],
  })
  return {}
}

type Answered = { readonly told: DirectAnswer; readonly claims: readonly Claim[] }
type Counted = { readonly evidence: Evidence; readonly anchor: TimeAnchor | undefined; readonly fixed: Statement | undefined }

async function answerByCounting(run: TurnRun, { evidence, anchor, fixed }: Counted): Promise<Answered> {
  const { sources, range, question } = evidence
  // Records of logs are counted; a table or a document has none.
  const asked = sources.some(({ kind }) => kind === 'log') ? directQuestionOf(run) : undefined
  if (!asked) {
    const headline = question?.asksWhetherOver && fixed ? { headline: fixed.text.replace(/\.$/, '') } : {}
    const prose = ownProse(run)
    const unread =
      asksForFact(prose) && !readBoardQuestion(prose) && earlierQuestions(run).length > 0 ? composeUnread() : NOTHING_TOLD
    return {
      told: { ...unread, ...headline, statements: [...unread.statements, ...rangeStatement(range, anchor)] },
      claims: [],
    }
  }
  const logs = sources.filter(({ kind, state }) => kind === 'log' && state !== 'refused')
  const counted = await check(run, countingClaims(asked, { range, logs }))
  const checked = await check(run, directClaims(asked, counted, { logs }))
  const claims = checked.flatMap((one) => (one.outcome === 'verified' ? [one.claim] : []))
  return { told: composeDirect(asked, checked, { range, anchor, logs }), claims }
}

const NOTHING_TOLD: DirectAnswer = { statements: [] }

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
async function check(run: TurnRun, claims: readonly ProposedClaim[]): Promise<CheckedClaim[]> {
  const { turnId } = run.ref
  return checkClaims(
    run,
    claims.map((claim) => (claim.id.endsWith(turnId) ? claim : { ...claim, id: `${claim.id}-${turnId}` })),
  )
}
