import type { CallContext } from './context.ts'
import { ProblemError } from './problem-error.ts'
import { toCallerProblem, toProblemError } from './to-problem-error.ts'

/** setTimeout fires at once for anything longer. */
const MAX_TIMER_MS = 2 ** 31 - 1

export type CallScope = {
  /** The caller's context with the nearer deadline and a signal that aborts at it or with the caller. */
  readonly context: CallContext & { readonly signal: AbortSignal }
  /** Waits for the promise, but not beyond the call. @throws {ProblemError} */
  within<T>(promise: Promise<T>): Promise<T>
  /** What a failure is called: why the call ended if it did, else what was thrown. */
  toProblem(error: unknown): ProblemError
  abort(reason: unknown): void
  /** Frees timer and listener. The signal stays as it is. */
  end(): void
}

/**
 * Bounds one call. Owns its timer and its one listener, so that a long-lived signal of a caller gathers nothing
 * (AbortSignal.any keeps its dependants until they are collected).
 * @param timeoutMs added to the context's own deadline, whichever is nearer
 */
export function openCallScope(caller: CallContext, timeoutMs = Infinity): CallScope {
  const controller = new AbortController()
  const { signal } = controller
  const deadlineMs = Math.min(caller.deadlineMs ?? Infinity, Date.now() + timeoutMs)
  /** Rejects those that wait: a stream waits for each of its events, and a listener on the signal for each is dear. */
  const waiting = new Set<(error: ProblemError) => void>()
  const abort = (reason: unknown) => {
    if (signal.aborted) return
    const problem = toCallerProblem(reason)
    controller.abort(problem)
    for (const reject of waiting) reject(problem)
    waiting.clear()
  }
  const onCallerAbort = () => abort(caller.signal?.reason)
  const timer = startTimer(deadlineMs, () => abort(new ProblemError('service.deadline')))
  caller.signal?.addEventListener('abort', onCallerAbort, { once: true })
  if (caller.signal?.aborted) onCallerAbort()
  return {
    context: { ...caller, signal, ...(deadlineMs === Infinity ? {} : { deadlineMs }) },
    within: (promise) => (signal.aborted ? refuse(promise, signal.reason) : untilRejected(promise, waiting)),
    toProblem: (error) => toProblemError(signal.aborted ? signal.reason : error),
    abort,
    end() {
      clearTimeout(timer)
      caller.signal?.removeEventListener('abort', onCallerAbort)
    },
  }
}

function startTimer(deadlineMs: number, onDeadline: () => void): NodeJS.Timeout | undefined {
  const ms = deadlineMs - Date.now()
  if (ms > MAX_TIMER_MS) return undefined
  if (ms > 0) return setTimeout(onDeadline, ms)
  onDeadline()
  return undefined
}

/** Settles with the promise or is rejected by whoever ends all that wait. Unlike Promise.race it leaves nothing behind. */
function untilRejected<T>(promise: Promise<T>, waiting: Set<(error: ProblemError) => void>): Promise<T> {
  return new Promise((resolve, reject) => {
    waiting.add(reject)
    const settle =
      <V>(end: (value: V) => void) =>
      (value: V) => {
        waiting.delete(reject)
        end(value)
      }
    promise.then(settle(resolve), settle(reject))
  })
}

/** What nobody waits for any more may fail unheard. */
function refuse<T>(promise: Promise<T>, reason: unknown): Promise<T> {
  promise.catch(() => {})
  return Promise.reject(toProblemError(reason))
}
