import type { Board, CheckedClaim, Outcome, TurnEvent } from '@faultmaven/contracts'
import type { Said } from '../asking/asked-questions.ts'
import { type CaseRecord, findTurn, withTurn } from '../cases/case-record.ts'
import { type FirstLine, followingLine, type RankedEvidence, type Ranking, rankingEvents, verifiedOf } from './ranked-evidence.ts'

type Change = {
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
export function rerank(
  record: CaseRecord,
  { ranked, ...change }: Change & { readonly ranked: RankedEvidence },
): { record: CaseRecord; events: TurnEvent[] } {
  const turn = findTurn(record, ranked.ref.turnId)
  const { events, line } = followSaid(ranked, { ...change, shown: turn?.outcome })
  return {
    record: turn && line ? withTurn(record, { ...turn, outcome: line.outcome }) : record,
    events: [...events, ...(line ? [{ type: 'headline-changed' as const, ...line }] : [])],
  }
}

/** Claims and board that follow from a change of what was said, and the first line where that changes what was `shown`. */
export function followSaid(
  former: Ranking,
  { fresh, shown, ...said }: Change & { readonly shown: Outcome | undefined },
): { readonly events: TurnEvent[]; readonly line: FirstLine | undefined } {
  const ranking = { ...former, further: [...former.further, ...fresh] }
  return {
    events: [...verifiedOf(fresh).map((claim): TurnEvent => ({ type: 'claim-added', claim })), ...rankingEvents(ranking, said)],
    line: followingLine(ranking, said.after, shown),
  }
}
