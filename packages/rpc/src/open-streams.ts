import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import type { OwnEnding } from './ending.ts'
import { ProblemError } from './problem-error.ts'

/** A reader that takes longer for the last words of its stream is cut. */
const FAREWELL_MS = 1000

/** The streams of a server that are under way, so that its end is the end of theirs: nobody else would ever close them. */
export function createOpenStreams(): {
  readonly add: (caller: OwnEnding, response: ServerResponse) => void
  /** Ends all with `service.draining` and waits until their readers have heard it, a second at most. */
  readonly drain: () => Promise<void>
} {
  const open = new Map<OwnEnding, ServerResponse>()
  return {
    add(caller, response) {
      if (response.destroyed) return
      open.set(caller, response)
      response.once('close', () => open.delete(caller))
    },
    async drain() {
      const closed = [...open].map(([caller, response]) => {
        caller.end(new ProblemError('service.draining'))
        return once(response, 'close')
      })
      const farewell = new AbortController()
      const patience = sleep(FAREWELL_MS, undefined, { signal: farewell.signal }).catch(() => {})
      await Promise.race([Promise.all(closed), patience])
      farewell.abort()
    },
  }
}
