import { applyTurnEvent, type CaseEvent, type TurnEvent } from '@faultmaven/contracts'
import { type CaseView, emptyTurn, isRunning, type SourceProgress, type TurnView } from './case-view.ts'

/**
 * The case after one more entry of its log. An entry at or below the last id is ignored, so that a reconnect which
 * repeats entries changes nothing, answer text included.
 */
export function applyEvent(view: CaseView, { eventId, turnId, at, event }: CaseEvent): CaseView {
  if (eventId <= view.lastEventId) return view
  const known = view.turns.find((turn) => turn.turnId === turnId)
  const turn = applyToTurn(known ?? emptyTurn(turnId, at), event, at)
  return {
    lastEventId: eventId,
    expiresAt: event.type === 'turn-started' ? event.expiresAt : view.expiresAt,
    turns: known ? view.turns.map((each) => (each === known ? turn : each)) : [...view.turns, turn],
  }
}

/** The case after a batch of entries, in order. */
export function applyEvents(view: CaseView, entries: readonly CaseEvent[]): CaseView {
  return entries.reduce(applyEvent, view)
}

function applyToTurn(turn: TurnView, event: TurnEvent, at: string): TurnView {
  // The same turn sent again after a cut upload starts over: what its first attempt left is replaced.
  const base = event.type === 'turn-started' && !isRunning(turn) ? emptyTurn(turn.turnId, at) : turn
  return { ...base, answer: applyTurnEvent(base.answer, event), progress: nextProgress(base.progress, event) }
}

function nextProgress(progress: readonly SourceProgress[], event: TurnEvent): readonly SourceProgress[] {
  if (event.type === 'source-ready') return progress.filter(({ sourceId }) => sourceId !== event.source.id)
  if (event.type !== 'source-progress') return progress
  const at = progress.findIndex(({ sourceId }) => sourceId === event.sourceId)
  return at < 0 ? [...progress, event] : progress.with(at, event)
}
