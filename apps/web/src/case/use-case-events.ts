import { useEffect, useReducer, useRef, useState } from 'react'
import type { ApiError } from '../api/api-error.ts'
import { followCase, type StreamState } from '../api/follow-case.ts'
import { applyEvents } from './apply-event.ts'
import { type CaseView, emptyCase, isRunning } from './case-view.ts'
import type { CaseEvent } from '@faultmaven/contracts'

/** `idle`: nothing is expected, so no connection is held. */
export type Connection = StreamState | 'idle'
export type CaseEvents = {
  readonly view: CaseView
  readonly connection: Connection
  /** Set when the server refused: the case is gone or the session ended. */
  readonly refusal: ApiError | undefined
  /** Asks again, after a refusal or when something new is expected. */
  readonly reopen: () => void
}

/** A finished case is let go when nothing came for this long; the browser has six connections for all its tabs. */
const IDLE_MS = 3000

/**
 * The events of a case, folded. One connection, held only while the tab is visible and a turn runs or an upload is under way.
 * `uploading` also means that the case may not be there yet.
 */
export function useCaseEvents(caseId: string, uploading: boolean): CaseEvents {
  const [view, apply] = useReducer(applyEvents, undefined, emptyCase)
  const [connection, setConnection] = useState<Connection>('connecting')
  const [refusal, setRefusal] = useState<ApiError>()
  const [wanted, setWanted] = useState(true)
  const [attempt, setAttempt] = useState(0)
  const visible = useTabVisible(() => setWanted(true))
  const latest = useRef({ view, uploading })
  latest.current = { view, uploading }

  const open = visible && wanted
  useEffect(() => {
    if (!open) return
    const stop = new AbortController()
    const lastId = { current: latest.current.view.lastEventId }
    setRefusal(undefined)
    const batch = onePerFrame<CaseEvent>(apply)
    void followCase({
      caseId,
      after: () => lastId.current,
      signal: stop.signal,
      onEvents: (entries) => {
        lastId.current = Math.max(lastId.current, entries.at(-1)?.eventId ?? 0)
        batch(entries)
      },
      onState: setConnection,
      mayBeMissing: () => latest.current.uploading,
    }).then((error) => {
      if (error) setRefusal(error)
      setConnection('idle')
    })
    return () => stop.abort()
  }, [caseId, open, attempt])

  const settled = !uploading && view.turns.length > 0 && !view.turns.some(isRunning)
  useEffect(() => {
    if (!settled || connection !== 'live') return
    const timer = setTimeout(() => setWanted(false), IDLE_MS)
    return () => clearTimeout(timer)
  }, [settled, connection, view.lastEventId])
  useEffect(() => {
    if (uploading) setWanted(true)
  }, [uploading])

  const reopen = () => {
    setWanted(true)
    setAttempt((count) => count + 1)
  }
  return { view, connection, refusal, reopen }
}

function useTabVisible(onVisible: () => void): boolean {
  const [visible, setVisible] = useState(() => document.visibilityState === 'visible')
  const callback = useRef(onVisible)
  callback.current = onVisible
  useEffect(() => {
    const changed = () => {
      const now = document.visibilityState === 'visible'
      setVisible(now)
      if (now) callback.current()
    }
    document.addEventListener('visibilitychange', changed)
    return () => document.removeEventListener('visibilitychange', changed)
  }, [])
  return visible
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
