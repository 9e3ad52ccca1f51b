import { type CallContext, ProblemError } from '@faultmaven/rpc'

/** Until when a request may take, and who may end it before. */
export type RequestScope = {
  /** Ends with the caller. */
  readonly signal: AbortSignal
  /** Unix milliseconds. */
  readonly deadlineMs: number
}

const NEVER = new AbortController().signal

/** One deadline for all that a request does: the caller's, or `timeoutMs` from now, whichever is nearer. @throws {ProblemError} when it has passed */
export function requestScope({ signal = NEVER, deadlineMs: callerMs = Infinity }: CallContext, timeoutMs: number): RequestScope {
  const deadlineMs = Math.min(callerMs, Date.now() + timeoutMs)
  if (deadlineMs <= Date.now()) throw new ProblemError('service.deadline')
  signal.throwIfAborted()
  return { signal, deadlineMs }
}
