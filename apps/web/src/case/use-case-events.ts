import type { CaseEvent } from '@faultmaven/contracts'
import { useEffect, useEffectEvent, useReducer, useState } from 'react'
import type { ApiError } from '../api/api-error.ts'
import { followCase, type StreamState } from '../api/follow-case.ts'
import { useTabVisible } from '../ui/use-tab-visible.ts'
import { applyEvents } from './apply-events.ts'
import { type CaseView, emptyCase, isRunning } from './case-view.ts'

/** `idle`: nothing is expected, so no connection is held. */
export type Connection = StreamState | 'idle'
export type CaseEvents = {
  readonly view: CaseView
  readonly connection: Connection
  /** Set when the server refused: the case is gone or the session ended. */
  readonly refusal: ApiError | undefined
  /** Asks again after a refusal. */
  readonly reopen: () => void
  /** Reads the log at least up to an event that the server told of. */
  readonly expect: (lastEventId: number) => void
}
/** The turn this tab sent last, if any. */
type Sent = { readonly turnId: string; readonly tries: number; readonly state: 'sending' | 'accepted' | 'stopped' | 'failed' }

/** A finished case is let go when nothing came for this long; the browser has six connections for all its tabs. */
const IDLE_MS = 1000

/**
 * The events of a case, folded. One connection, held only while the tab is visible and a turn runs or was just sent;
 * while it is being sent the case may not be there yet. A component that uses it belongs to one case for its life.
 */
export function useCaseEvents(caseId: string, sent: Sent | undefined): CaseEvents {
  const [view, apply] = useReducer(applyEvents, undefined, emptyCase)
  const [connection, setConnection] = useState<Connection>('connecting')
  const [refusal, setRefusal] = useState<ApiError>()
  const [attempt, setAttempt] = useState(0)
  // The turn after which nothing more was expected; the next one sent opens the connection again.
  const [doneWith, setDoneWith] = useState<string>()
  const visible = useTabVisible(() => setDoneWith(undefined))
  const sentKey = turnKey(sent)
  const [expected, setExpected] = useState(0)
  const open = visible && (doneWith !== sentKey || view.lastEventId < expected)
  // What begins the connection anew: a turn that is sent, or sent again, and a wish of the user.
  const run = `${sentKey} ${attempt}`

  const isSending = useEffectEvent(() => sent?.state === 'sending')
  const follow = useEffectEvent((_run: string, signal: AbortSignal) => {
    const state = { lastId: view.lastEventId }
    const batch = onePerFrame<CaseEvent>(apply)
    return followCase({
      caseId,
      after: () => state.lastId,
      signal,
      onEvents: (entries) => {
        state.lastId = Math.max(state.lastId, entries.at(-1)?.eventId ?? 0)
        batch(entries)
      },
      onState: (next) => {
        setConnection(next)
        if (next !== 'lost') setRefusal(undefined)
      },
      mayBeMissing: isSending,
    })
  })
  useEffect(() => {
    const stop = new AbortController()
    const end = (error: ApiError | undefined) => {
      if (stop.signal.aborted) return
      setRefusal(error)
      setConnection('idle')
    }
    if (open) void follow(run, stop.signal).then(end)
    return () => stop.abort()
  }, [open, run])

  // Another event is another moment of rest.
  const restingAt = connection === 'live' && view.lastEventId >= expected && isSettled(view, sent) ? view.lastEventId : undefined
  useEffect(() => {
    const timer = restingAt === undefined ? undefined : setTimeout(() => setDoneWith(sentKey), IDLE_MS)
    return () => clearTimeout(timer)
  }, [restingAt, sentKey])

  return { view, connection, refusal, reopen: () => setAttempt((count) => count + 1), expect: setExpected }
}

function turnKey(sent: Sent | undefined): string {
  return sent ? `${sent.turnId} ${sent.tries}` : 'none'
}

/** Whether every turn has ended and the one that was sent is among them. */
function isSettled({ turns }: CaseView, sent: Sent | undefined): boolean {
  if (turns.length === 0 || turns.some(isRunning) || sent?.state === 'sending') return false
  return sent?.state !== 'accepted' || turns.some(({ turnId }) => turnId === sent.turnId)
}

/** Gathers what arrives between two frames into one call. */
function onePerFrame<T>(take: (items: readonly T[]) => void): (items: readonly T[]) => void {
  let waiting: T[] = []
  return (items) => {
    if (waiting.length === 0) {
      requestAnimationFrame(() => {
        take(waiting)
        waiting = []
      })
    }
    waiting = waiting.concat(items)
  }
}
