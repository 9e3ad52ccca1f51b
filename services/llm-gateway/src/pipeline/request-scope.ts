import { type CallContext, ProblemError } from '@faultmaven/rpc'

export type RequestScope = {
  /** Aborts with the caller and at the deadline, each with its problem. */
  readonly signal: AbortSignal
  /** Unix milliseconds. */
  readonly deadlineMs: number
  readonly end: () => void
}

/** One deadline for all that a request does: the caller's, or `timeoutMs` from now, whichever is nearer. */
export function openRequestScope({ signal, deadlineMs: callerMs = Infinity }: CallContext, timeoutMs: number): RequestScope {
  const controller = new AbortController()
  const deadlineMs = Math.min(callerMs, Date.now() + timeoutMs)
  const onAbort = () => controller.abort(signal?.reason)
  const timer = setTimeout(() => controller.abort(new ProblemError('service.deadline')), Math.max(0, deadlineMs - Date.now()))
  signal?.addEventListener('abort', onAbort, { once: true })
  if (signal?.aborted) onAbort()
  return {
    signal: controller.signal,
    deadlineMs,
    end() {
      clearTimeout(timer)
      signal?.removeEventListener('abort', onAbort)
    },
  }
}
