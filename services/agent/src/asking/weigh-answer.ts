import type { AskedQuestion, TurnEvent } from '@faultmaven/contracts'
import { describeEffect, validateHypotheses } from '@faultmaven/diagnosis'
import { type CaseRecord, findTurn, withTurn } from '../cases/case-record.ts'
import type { CaseChange, CaseState, OpenCase } from '../cases/open-case.ts'
import { checkRisen } from '../feedback/change-feedback.ts'
import { furtherRows, loadRanked, type RankedEvidence, rankingEvents, rankWith, verifiedOf } from '../feedback/ranked-evidence.ts'
import { inTurn, type TurnRef } from '../turns/turn-log.ts'
import type { TurnRun } from '../turns/turn-run.ts'
import { questionIn, type Said, saidOf, withQuestion } from './asked-questions.ts'

type End = Extract<TurnEvent, { type: 'answer-end' }>

/**
 * Ranks the causes of the newest ranked turn anew with what the user answered or took back, and tells the board, what the answer changed
 * and the conclusion, all or nothing. Nothing where no answer waits to be weighed, so that it can run twice.
 */
export async function weighAnswer({
  openCase,
  dataProcessing,
  context,
}: Pick<TurnRun, 'openCase' | 'dataProcessing' | 'context'>): Promise<void> {
  while (openCase.state().record.unweighed !== undefined) {
    const ranked = await loadRanked(openCase)
    if (!ranked) throw new Error('A question was asked in a case in which no cause was ranked')
    const next = saidOf(openCase.state().record)
    const fresh = await checkRisen({ ranked, next, openCase, dataProcessing, context })
    const end = await readEnd(openCase, ranked.ref)
    const weighed = { ...ranked, further: [...ranked.further, ...fresh] }
    // A turn that ended meanwhile has another board, and another end.
    await openCase.change((state) =>
      state.record.ranked?.turnId === ranked.ref.turnId ? weighingChange(state, weighed, { end, fresh }) : undefined,
    )
  }
}

function weighingChange(
  { record, lastEventId }: CaseState,
  ranked: RankedEvidence,
  { end, fresh }: { readonly end: End | undefined; readonly fresh: RankedEvidence['further'] },
): CaseChange | undefined {
  const { unweighed, ...settled } = record
  const asked = unweighed === undefined ? undefined : questionIn(record, unweighed)
  if (!asked) return undefined
  const after = saidOf(record)
  const before = saidOf(withQuestion(record, unanswered(asked)))
  const weighed = withEffect(asked, ranked, before, after)
  const events: TurnEvent[] = [
    ...verifiedOf(fresh).map((claim): TurnEvent => ({ type: 'claim-added', claim })),
    ...rankingEvents(ranked, { before, after, cause: 'answer' }),
  ]
  const conclusion = end ? [concluded(end, ranked, after)] : []
  const logged = [
    ...inTurn(ranked.ref, events),
    { turnId: asked.turnId, event: { type: 'question-changed' as const, asked: weighed } },
    ...inTurn(ranked.ref, conclusion),
  ]
  return {
    record: withQuestion(withEnd(settled, ranked.ref, conclusion[0], lastEventId + logged.length), weighed),
    events: logged,
    rows: furtherRows(ranked.ref, `answer-${lastEventId}`, fresh),
  }
}

/** The question as it was before anything was answered to it. */
export function unanswered({ said: _said, effect: _effect, ...open }: AskedQuestion): AskedQuestion {
  return open
}

function withEffect(asked: AskedQuestion, ranked: RankedEvidence, before: Said, after: Said): AskedQuestion {
  if (!asked.said) return unanswered(asked)
  return { ...asked, effect: describeEffect(rankWith(ranked, before).problems, rankWith(ranked, after).problems) }
}

/** The end with what is concluded now. What was asked for directly, or cut, was concluded from nothing that is weighed here. */
function concluded(end: End, { evidence, checked }: RankedEvidence, { feedback, answers }: Said): End {
  if (end.outcome !== 'supported' && end.outcome !== 'undecided') return end
  const { outcome, headline } = validateHypotheses({ ...evidence, feedback, answers }, checked)
  return { ...end, outcome, headline }
}

function withEnd(record: CaseRecord, { turnId }: TurnRef, end: End | undefined, endEventId: number): CaseRecord {
  const turn = findTurn(record, turnId)
  return turn && end ? withTurn(record, { ...turn, outcome: end.outcome, endEventId }) : record
}

async function readEnd(openCase: OpenCase, { turnId }: TurnRef): Promise<End | undefined> {
  const at = findTurn(openCase.state().record, turnId)?.endEventId
  const [entry] = at === undefined ? [] : await openCase.events(at - 1, 1)
  return entry?.event.type === 'answer-end' ? entry.event : undefined
}
