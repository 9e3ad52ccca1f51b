import { ProblemError } from '@faultmaven/rpc'
import type { TurnIds } from './receive-turn.ts'

export type Uploads = {
  /**
   * Runs an upload, at most one of a turn at a time: an earlier one of the same turn, whose sender is gone or sends again, is cut
   * first. @throws {ProblemError} `request.rate_limited` when too many run
   */
  run(ids: TurnIds, upload: (signal: AbortSignal) => Promise<void>): Promise<void>
  /** Cuts the upload of a turn, if one runs, and waits until it has been logged. */
  cut(ids: TurnIds): Promise<void>
}
type Running = { readonly controller: AbortController; readonly done: Promise<void> }

/** The uploads of this process. */
export function createUploads({ maxUploads }: { readonly maxUploads: number }): Uploads {
  const running = new Map<string, Running>()

  async function run(ids: TurnIds, upload: (signal: AbortSignal) => Promise<void>): Promise<void> {
    const name = nameOf(ids)
    while (running.has(name)) await cut(ids)
    if (running.size >= maxUploads) {
      throw new ProblemError('request.rate_limited', {
        detail: `${maxUploads} uploads are under way; wait for one to end`,
        retryAfterMs: 2000,
      })
    }
    const controller = new AbortController()
    const done = upload(controller.signal)
    const entry = { controller, done }
    running.set(name, entry)
    try {
      await done
    } finally {
      running.delete(name)
    }
  }

  async function cut(ids: TurnIds): Promise<void> {
    const entry = running.get(nameOf(ids))
    entry?.controller.abort(new ProblemError('turn.incomplete', { detail: 'The turn was stopped or sent again' }))
    await entry?.done.catch(() => {})
  }

  return { run, cut }
}

function nameOf({ caseId, turnId }: TurnIds): string {
  return `${caseId}/${turnId}`
}
