import { type Principal, ProblemError } from '@faultmaven/rpc'
import type { Cases } from './cases.ts'
import type { OpenCase } from './open-case.ts'
import { createWaiters } from './waiters.ts'

/** Waits for a case that its uploader is about to make. */
export type AwaitCase = (caseId: string, principal: Principal, signal?: AbortSignal) => Promise<OpenCase>

/** @param options.waitMs how long a missing case may take to come. After it, or on abort: `case.not_found` */
export function createAwaitCase(cases: Cases, { waitMs }: { readonly waitMs: number }): AwaitCase {
  const arrivals = createWaiters()
  let arrived = 0
  cases.onCreated(() => {
    arrived += 1
    arrivals.wake()
  })

  return async (caseId, principal, signal) => {
    const patience = createPatience(waitMs, signal)
    try {
      while (!patience.signal.aborted) {
        const before = arrived
        if (await cases.load(caseId)) break
        // Made while we looked: look again rather than wait for the next one.
        if (before === arrived) await arrivals.wait(patience.signal)
      }
      return await cases.find(caseId, principal)
    } finally {
      patience.end()
    }
  }
}

function createPatience(waitMs: number, caller?: AbortSignal) {
  const controller = new AbortController()
  const abort = () => controller.abort(new ProblemError('case.not_found'))
  const timer = setTimeout(abort, waitMs)
  caller?.addEventListener('abort', abort)
  if (caller?.aborted) abort()
  const end = () => {
    clearTimeout(timer)
    caller?.removeEventListener('abort', abort)
  }
  return { signal: controller.signal, end }
}
