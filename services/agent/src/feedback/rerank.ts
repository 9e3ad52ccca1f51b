import type { Board, CheckedClaim, TurnEvent } from '@faultmaven/contracts'
import type { Said } from '../asking/asked-questions.ts'
import { type CaseRecord, findTurn, withTurn } from '../cases/case-record.ts'
import { followingLine, type RankedEvidence, rankingEvents, verifiedOf } from './ranked-evidence.ts'

type Rerank = {
  readonly ranked: RankedEvidence
  /** Claims that were checked because causes rise now. */
  readonly fresh: readonly CheckedClaim[]
  readonly before: Said
  readonly after: Said
  readonly cause: Board['cause']
}

/**
 * What follows from a change of what was said: the claims, board and first line of the turn that ranked last, and the record with its outcome.
 * Nothing of what was said before is left in them, so that a word or an answer that is taken back leaves them as they were.
 */
export function rerank(record: CaseRecord, { ranked, fresh, ...said }: Rerank): { record: CaseRecord; events: TurnEvent[] } {
  const ranking = { ...ranked, further: [...ranked.further, ...fresh] }
  const turn = findTurn(record, ranked.ref.turnId)
  const line = followingLine(ranking, said.after, turn?.outcome)
  return {
    record: turn && line ? withTurn(record, { ...turn, outcome: line.outcome }) : record,
    events: [
      ...verifiedOf(fresh).map((claim): TurnEvent => ({ type: 'claim-added', claim })),
      ...rankingEvents(ranking, said),
      ...(line ? [{ type: 'headline-changed' as const, ...line }] : []),
    ],
  }
}
