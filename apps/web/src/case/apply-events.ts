import { applyTurnEvents, type CaseEvent, type TurnEvent } from '@faultmaven/contracts'
import { type CaseView, emptyTurn, type SourceProgress, type TurnView } from './case-view.ts'

/**
 * The case after more entries of its log, in order. An entry at or below the last id is ignored, so that a reconnect which
 * repeats entries changes nothing, answer text included. A batch costs one copy of the turns it is about, whatever its size.
 */
export function applyEvents(view: CaseView, entries: readonly CaseEvent[]): CaseView {
  const fresh = withoutRepeats(entries, view.lastEventId)
  const last = fresh.at(-1)
  if (!last) return view
  const turns = new Map(view.turns.map((turn) => [turn.turnId, turn]))
  for (const [turnId, own] of byTurn(fresh)) turns.set(turnId, applyToTurn(turns.get(turnId), turnId, own))
  return {
    lastEventId: last.eventId,
    expiresAt: lastStart(fresh)?.expiresAt ?? view.expiresAt,
    turns: [...turns.values()],
    feedback: lastFeedback(fresh) ?? view.feedback,
  }
}

function withoutRepeats(entries: readonly CaseEvent[], lastEventId: number): CaseEvent[] {
  let last = lastEventId
  return entries.filter(({ eventId }) => {
    const isNew = eventId > last
    if (isNew) last = eventId
    return isNew
  })
}

function byTurn(entries: readonly CaseEvent[]): ReadonlyMap<string, CaseEvent[]> {
  const turns = new Map<string, CaseEvent[]>()
  for (const entry of entries) {
    const own = turns.get(entry.turnId)
    if (own) own.push(entry)
    else turns.set(entry.turnId, [entry])
  }
  return turns
}

/** The same turn sent again after a cut upload starts over: what its first attempt left is replaced. */
function applyToTurn(known: TurnView | undefined, turnId: string, entries: readonly CaseEvent[]): TurnView {
  const turn = known ?? emptyTurn(turnId, entries[0]?.at ?? '')
  const events = entries.map(({ event }) => event)
  return {
    turnId,
    startedAt: lastStart(entries)?.at ?? turn.startedAt,
    answer: applyTurnEvents(turn.answer, events),
    progress: events.reduce(nextProgress, turn.progress),
  }
}

function lastStart(entries: readonly CaseEvent[]) {
  const entry = entries.findLast(({ event }) => event.type === 'turn-started')
  return entry?.event.type === 'turn-started' ? { at: entry.at, expiresAt: entry.event.expiresAt } : undefined
}

function lastFeedback(entries: readonly CaseEvent[]): CaseView['feedback'] | undefined {
  const entry = entries.findLast(({ event }) => event.type === 'feedback-changed')
  return entry?.event.type === 'feedback-changed' ? entry.event.feedback : undefined
}

function nextProgress(progress: readonly SourceProgress[], event: TurnEvent): readonly SourceProgress[] {
  if (event.type === 'turn-started') return []
  if (event.type === 'source-ready') return progress.filter(({ sourceId }) => sourceId !== event.source.id)
  if (event.type !== 'source-progress') return progress
  const at = progress.findIndex(({ sourceId }) => sourceId === event.sourceId)
  return at < 0 ? [...progress, event] : progress.with(at, event)
}
