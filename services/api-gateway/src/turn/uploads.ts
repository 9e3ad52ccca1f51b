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
  /**
   * Cuts the uploads of a case and waits until they have ended; those that come meanwhile begin after `work`. An upload that went
   * on beside a deletion would store what nobody deletes any more.
   */
  closedWhile<T>(caseId: string, work: () => Promise<T>): Promise<T>
}
type Running = { readonly caseId: string; readonly controller: AbortController; readonly done: Promise<void> }

/** The uploads of this process. */
export function createUploads({ maxUploads }: { readonly maxUploads: number }): Uploads {
  const running = new Map<string, Running>()
  const closed = new Map<string, Promise<unknown>>()

  async function run(ids: TurnIds, upload: (signal: AbortSignal) => Promise<void>): Promise<void> {
    const name = nameOf(ids)
    while (running.has(name) || closed.has(ids.caseId)) {
      await closed.get(ids.caseId)
      await cut(ids)
    }
    if (running.size >= maxUploads) {
      throw new ProblemError('request.rate_limited', {
        detail: `${maxUploads} uploads are under way; wait for one to end`,
        retryAfterMs: 2000,
      })
    }
    const controller = new AbortController()
    const done = upload(controller.signal)
    const entry = { caseId: ids.caseId, controller, done }
    running.set(name, entry)
    try {
      await done
    } finally {
      running.delete(name)
    }
  }

  async function cut(ids: TurnIds): Promise<void> {
    const entry = running.get(nameOf(ids))
    if (entry) await end(entry, 'The turn was stopped or sent again')
  }

  async function closedWhile<T>(caseId: string, work: () => Promise<T>): Promise<T> {
    const before = closed.get(caseId)
    const result = (async () => {
      await before
      const ending = [...running.values()].filter((entry) => entry.caseId === caseId)
      await Promise.all(ending.map((entry) => end(entry, 'The case was ended')))
      return work()
    })()
    const over = result.then(noop, noop)
    closed.set(caseId, over)
    try {
      return await result
    } finally {
      if (closed.get(caseId) === over) closed.delete(caseId)
    }
  }

  return { run, cut, closedWhile }
}

async function end({ controller, done }: Running, detail: string): Promise<void> {
  controller.abort(new ProblemError('turn.incomplete', { detail }))
  await done.catch(noop)
}

function noop(): void {}

function nameOf({ caseId, turnId }: TurnIds): string {
  return `${caseId}/${turnId}`
}
