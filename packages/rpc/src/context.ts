import { randomUUID } from 'node:crypto'
import type { Ending } from './ending.ts'

/** Who calls: one installation is one organization; roles are sets of scopes. */
export type Principal = { readonly userId: string; readonly teamIds: readonly string[]; readonly roles: readonly string[] }

/** Travels with every call, in the process and over HTTP alike. */
export type CallContext = {
  readonly requestId: string
  readonly principal: Principal
  /** W3C trace context, passed on as it came. */
  readonly traceparent?: string
  /** Unix milliseconds after which nobody waits for the answer. */
  readonly deadlineMs?: number
  readonly signal?: AbortSignal
  /** The same where the cost of a signal counts. Either of them ends the call. */
  readonly ending?: Ending
}

/** Who calls an operation of scope `public` without a session. */
export const ANONYMOUS: Principal = { userId: 'anonymous', teamIds: [], roles: [] }

/**
 * The context of work that no request started: recovery, expiry, the command line.
 * @param options.principal on whose behalf. @default the system itself, as admin
 * @param options.timeoutMs from now; absent means no deadline
 */
export function systemContext({
  principal = { userId: 'system', teamIds: [], roles: ['admin'] },
  timeoutMs,
  signal,
}: { principal?: Principal; timeoutMs?: number; signal?: AbortSignal } = {}): CallContext {
  return {
    requestId: randomUUID(),
    principal,
    ...(timeoutMs === undefined ? {} : { deadlineMs: Date.now() + timeoutMs }),
    ...(signal === undefined ? {} : { signal }),
  }
}

/**
 * The same caller and request for work that outlives the call, as a turn outlives the request that submitted it:
 * without the caller's deadline and signal, with those given.
 */
export function detachedContext(
  { requestId, principal, traceparent }: CallContext,
  { timeoutMs, signal }: { timeoutMs?: number; signal?: AbortSignal } = {},
): CallContext {
  return {
    ...systemContext({ principal, ...(timeoutMs === undefined ? {} : { timeoutMs }), ...(signal ? { signal } : {}) }),
    requestId,
    ...(traceparent === undefined ? {} : { traceparent }),
  }
}
