import type { AskedQuestion, CheckedClaim } from '@faultmaven/contracts'
import { describeEffect } from '@faultmaven/diagnosis'
import type { CallContext } from '@faultmaven/rpc'
import type { CaseChange, CaseState } from '../cases/open-case.ts'
import { checkRisen } from '../feedback/change-feedback.ts'
import { furtherRows, loadRanked, type RankedEvidence, rankWith } from '../feedback/ranked-evidence.ts'
import { rerank } from '../feedback/rerank.ts'
import { inTurn } from '../turns/turn-log.ts'
import type { TurnRun } from '../turns/turn-run.ts'
import { questionIn, type Said, saidOf, withQuestion } from './asked-questions.ts'

/**
 * Ranks the causes of the newest ranked turn anew with what the user answered or took back, and tells the board with its
 * first line and what the answer changed, all or nothing. Nothing where no answer waits to be weighed, so that it can run twice.
 */
export async function weighAnswer({
  openCase,
  dataProcessing,
  context,
}: Pick<TurnRun, 'openCase' | 'dataProcessing'> & { readonly context: CallContext }): Promise<void> {
  while (openCase.state().record.unweighed !== undefined) {
    const ranked = await loadRanked(openCase)
    if (!ranked) throw new Error('A question was asked in a case in which no cause was ranked')
    const next = saidOf(openCase.state().record)
    const fresh = await checkRisen({ ranked, next, openCase, dataProcessing, context })
    // A turn that ended meanwhile has another board.
    await openCase.change((state) =>
      state.record.ranked?.turnId === ranked.ref.turnId ? weighingChange(state, ranked, fresh) : undefined,
    )
  }
}

function weighingChange(
  { record, lastEventId }: CaseState,
  ranked: RankedEvidence,
  fresh: readonly CheckedClaim[],
): CaseChange | undefined {
  const { unweighed, ...settled } = record
  const asked = unweighed === undefined ? undefined : questionIn(record, unweighed)
  if (!asked) return undefined
  const after = saidOf(record)
  const before = saidOf(withQuestion(record, unanswered(asked)))
  const weighed = withEffect(asked, { ...ranked, further: [...ranked.further, ...fresh] }, before, after)
  const followed = rerank(settled, { ranked, fresh, before, after, cause: 'answer' })
  return {
    record: withQuestion(followed.record, weighed),
    events: [
      ...inTurn(ranked.ref, followed.events),
      { turnId: asked.turnId, event: { type: 'question-changed', asked: weighed } },
    ],
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
