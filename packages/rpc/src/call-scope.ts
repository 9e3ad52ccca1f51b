import type { CallContext } from './context.ts'
import { createEnding, type Ending, endingOf } from './ending.ts'
import { ProblemError } from './problem-error.ts'
import { toCallerProblem, toProblemError } from './to-problem-error.ts'

/** setTimeout fires at once for anything longer. */
const MAX_TIMER_MS = 2 ** 31 - 1

export type CallScope = {
  /** The caller's context with the nearer deadline; its signal, made when it is asked for, and its ending end at it or with the caller. */
  readonly context: CallContext & { readonly signal: AbortSignal; readonly ending: Ending }
  /** Waits for the promise, but not beyond the call. @throws {ProblemError} */
  within<T>(promise: Promise<T>): Promise<T>
  /** What a failure is called: why the call ended if it did, else what was thrown. */
  toProblem(error: unknown): ProblemError
  abort(reason: unknown): void
  /** Frees timer and listeners. The ending stays as it is. */
  end(): void
}

/**
 * Bounds one call. Owns its timer and its listeners, so that a long-lived signal of a caller gathers nothing
 * (AbortSignal.any keeps its dependants until they are collected).
 * @param timeoutMs added to the context's own deadline, whichever is nearer
 */
export function openCallScope(caller: CallContext, timeoutMs = Infinity): CallScope {
  const ending = createEnding()
  const deadlineMs = Math.min(caller.deadlineMs ?? Infinity, Date.now() + timeoutMs)
  const abort = (reason: unknown) => {
    if (!ending.over()) ending.end(toCallerProblem(reason))
  }
  const timer = startTimer(deadlineMs, () => abort(new ProblemError('service.deadline')))
  const forget = endingsOf(caller).map(({ whenOver }) => whenOver(abort))
  return {
    context: {
      requestId: caller.requestId,
      principal: caller.principal,
      ...(caller.traceparent !== undefined && { traceparent: caller.traceparent }),
      ...(deadlineMs !== Infinity && { deadlineMs }),
      ending,
      get signal() {
        return ending.signal()
      },
    },
    within(promise) {
      const over = ending.over()
      return over ? refuse(promise, over.reason) : untilOver(promise, ending)
    },
    toProblem: (error) => toProblemError(ending.over()?.reason ?? error),
    abort,
    end() {
      clearTimeout(timer)
      for (const stop of forget) stop()
    },
  }
}

/** What ends a caller. The signal of one of our own contexts is the ending beside it, and is not made for our sake. */
function endingsOf(caller: CallContext): readonly Ending[] {
  const own = Object.getOwnPropertyDescriptor(caller, 'signal')
  const signal = caller.ending && own?.get ? undefined : caller.signal
  return [...(caller.ending ? [caller.ending] : []), ...(signal ? [endingOf(signal)] : [])]
}

function startTimer(deadlineMs: number, onDeadline: () => void): NodeJS.Timeout | undefined {
  const ms = deadlineMs - Date.now()
  if (ms > MAX_TIMER_MS) return undefined
  if (ms > 0) return setTimeout(onDeadline, ms)
  onDeadline()
  return undefined
}

/** Settles with the promise or is rejected at the ending. Unlike Promise.race it leaves nothing behind. */
function untilOver<T>(promise: Promise<T>, ending: Ending): Promise<T> {
  return new Promise((resolve, reject) => {
    const forget = ending.whenOver(reject)
    const settle =
      <V>(end: (value: V) => void) =>
      (value: V) => {
        forget()
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
