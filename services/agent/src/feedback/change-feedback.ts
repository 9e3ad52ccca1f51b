import type { CheckedClaim, Feedback, FeedbackList, TurnEvent } from '@faultmaven/contracts'
import type { CallContext } from '@faultmaven/rpc'
import { type CaseRecord, findTurn, withTurn } from '../cases/case-record.ts'
import type { CaseChange, CaseState, OpenCase } from '../cases/open-case.ts'
import { checkClaims } from '../graph/validate-hypotheses.ts'
import type { AgentParts } from '../parts.ts'
import { workRow } from '../turns/turn-log.ts'
import {
  followingLine,
  FURTHER,
  loadRanked,
  type RankedEvidence,
  rankingEvents,
  rankWith,
  verifiedOf,
} from './ranked-evidence.ts'

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
        ? await checkRisen({ ranked, next, dataProcessing, openCase, context })
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
  const turn = turnId === undefined ? undefined : findTurn(record, turnId)
  const ranking = ranked && { ...ranked, further: [...ranked.further, ...fresh] }
  const line = ranking && followingLine(ranking, after, turn?.outcome)
  const events: TurnEvent[] = [
    { type: 'feedback-changed', feedback: [...after] },
    ...verifiedOf(fresh).map((claim): TurnEvent => ({ type: 'claim-added', claim })),
    ...(ranking ? rankingEvents(ranking, before, after) : []),
    ...(line ? [{ type: 'headline-changed' as const, ...line }] : []),
  ]
  return {
    record: { ...(turn && line ? withTurn(record, { ...turn, outcome: line.outcome }) : record), feedback: after },
    events: turnId === undefined ? [] : events.map((event) => ({ turnId, event })),
    rows:
      ranked && fresh.length > 0
        ? [
            workRow(
              ranked.ref,
              `${FURTHER}${after.length}-${fresh[0]!.outcome === 'verified' ? fresh[0]!.claim.id : fresh[0]!.id}`,
              fresh,
            ),
          ]
        : [],
  }
}

type Risen = Pick<AgentParts, 'dataProcessing'> & {
  readonly ranked: RankedEvidence
  readonly next: readonly Feedback[]
  readonly openCase: OpenCase
  readonly context: CallContext
}

async function checkRisen({ ranked, next, dataProcessing, openCase, context }: Risen): Promise<CheckedClaim[]> {
  const { unchecked } = rankWith(ranked, next)
  if (unchecked.length === 0) return []
  try {
    return await checkClaims({ dataProcessing, openCase, context }, unchecked)
  } catch {
    return []
  }
}

function feedbackOf({ feedback }: CaseRecord): readonly Feedback[] {
  return feedback ?? NOTHING
}
const NOTHING: readonly Feedback[] = []
