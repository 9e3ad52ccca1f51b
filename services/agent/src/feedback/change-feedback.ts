import type { CheckedClaim, Feedback, FeedbackList, TurnEvent } from '@faultmaven/contracts'
import type { CallContext } from '@faultmaven/rpc'
import type { CaseRecord } from '../cases/case-record.ts'
import type { CaseChange, CaseState, OpenCase } from '../cases/open-case.ts'
import { checkClaims } from '../graph/validate-hypotheses.ts'
import { answersOf, type Said } from '../asking/asked-questions.ts'
import type { AgentParts } from '../parts.ts'
import { furtherRows, loadRanked, type RankedEvidence, type Ranking, rankWith } from './ranked-evidence.ts'
import { rerank } from './rerank.ts'

type Edit = (feedback: readonly Feedback[]) => readonly Feedback[]

/**
 * Writes the list as `edit` leaves it, and with it, all or nothing, the board that follows. An edit that gives the same list back
 * changes nothing. Claims of causes that rise are checked first; where that cannot be done now they are shown without.
 * @throws whatever `edit` throws
 */
export async function changeFeedback(
  { dataProcessing }: Pick<AgentParts, 'dataProcessing'>,
  openCase: OpenCase,
  edit: Edit,
  context: CallContext,
): Promise<FeedbackList> {
  for (;;) {
    const ranked = await loadRanked(openCase)
    const next = edit(feedbackOf(openCase.state().record))
    const fresh =
      ranked && next !== feedbackOf(openCase.state().record)
        ? await checkRisen({ ranked, next: saidWith(openCase.state().record, next), dataProcessing, openCase, context })
        : []
    let isStale = false
    const state = await openCase.change((now) => {
      isStale = now.record.ranked?.turnId !== ranked?.ref.turnId
      return isStale ? undefined : feedbackChange(now, edit, ranked, fresh)
    })
    // A turn ended meanwhile: its board follows what is said, not the one before.
    if (!isStale) return listOf(state)
  }
}

/** The list as it stands. */
export function listOf({ record, lastEventId }: CaseState): FeedbackList {
  return { feedback: [...feedbackOf(record)], lastEventId }
}

function feedbackChange(
  { record }: CaseState,
  edit: Edit,
  ranked: RankedEvidence | undefined,
  fresh: readonly CheckedClaim[],
): CaseChange | undefined {
  const before = feedbackOf(record)
  const after = edit(before)
  if (after === before) return undefined
  const turnId = ranked?.ref.turnId ?? record.turns.at(-1)?.turnId
  const [said, next] = [saidWith(record, before), saidWith(record, after)]
  const followed = ranked
    ? rerank(record, { ranked, fresh, before: said, after: next, cause: 'feedback' })
    : { record, events: [] }
  const events: TurnEvent[] = [{ type: 'feedback-changed', feedback: [...after] }, ...followed.events]
  return {
    record: { ...followed.record, feedback: after },
    events: turnId === undefined ? [] : events.map((event) => ({ turnId, event })),
    rows: ranked ? furtherRows(ranked.ref, `${after.length}-${firstId(fresh)}`, fresh) : [],
  }
}

type Risen = Pick<AgentParts, 'dataProcessing'> & {
  readonly ranked: Ranking
  readonly next: Said
  readonly openCase: OpenCase
  readonly context: CallContext
}

/** Has the claims checked of causes that rise with what is said; none where that cannot be done now. */
export async function checkRisen({ ranked, next, dataProcessing, openCase, context }: Risen): Promise<CheckedClaim[]> {
  const { unchecked } = rankWith(ranked, next)
  if (unchecked.length === 0) return []
  try {
    return await checkClaims({ dataProcessing, openCase, context }, unchecked)
  } catch {
    return []
  }
}

function saidWith(record: CaseRecord, feedback: readonly Feedback[]): Said {
  return { feedback, answers: answersOf(record) }
}

function firstId([first]: readonly CheckedClaim[]): string {
  return first?.outcome === 'verified' ? first.claim.id : (first?.id ?? '')
}

function feedbackOf({ feedback }: CaseRecord): readonly Feedback[] {
  return feedback ?? NOTHING
}
const NOTHING: readonly Feedback[] = []
