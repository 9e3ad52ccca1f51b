import { type CallContext, createEnding, type Ending, endingOf, ProblemError } from '@faultmaven/rpc'

/** Until when a request may take, and who may end it before. */
export type RequestScope = {
  /** With the caller. */
  readonly ending: Ending
  /** Unix milliseconds. */
  readonly deadlineMs: number
}

/** One deadline for all that a request does: the caller's, or `timeoutMs` from now, whichever is nearer. @throws {ProblemError} when it has passed */
export function requestScope(context: CallContext, timeoutMs: number): RequestScope {
  const deadlineMs = Math.min(context.deadlineMs ?? Infinity, Date.now() + timeoutMs)
  if (deadlineMs <= Date.now()) throw new ProblemError('service.deadline')
  const ending = context.ending ?? (context.signal ? endingOf(context.signal) : createEnding())
  throwIfOver(ending)
  return { ending, deadlineMs }
}

/** @throws the reason, when it is over */
export function throwIfOver({ over }: Ending): void {
  const ended = over()
  if (ended) throw ended.reason
}
