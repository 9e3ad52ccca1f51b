import type { IncomingHttpHeaders } from 'node:http'
import * as z from 'zod/mini'
import type { CallContext, Principal } from './context.ts'
import { ProblemError } from './problem-error.ts'

/** Names of the headers that carry a call's context between roles. */
const REQUEST_ID = 'x-request-id'
const TRACEPARENT = 'traceparent'
const TIMEOUT = 'x-fm-timeout-ms'
const PRINCIPAL = 'x-fm-principal'

const PrincipalSchema = z.object({
  userId: z.string().check(z.minLength(1)),
  teamIds: z.array(z.string()),
  roles: z.array(z.string()),
})

/** A context as headers. The time left travels, not the deadline: two hosts' clocks differ. */
export function toHeaders({ requestId, principal, traceparent, deadlineMs }: CallContext): Record<string, string> {
  return {
    [REQUEST_ID]: requestId,
    [PRINCIPAL]: Buffer.from(JSON.stringify(principal)).toString('base64url'),
    ...(traceparent === undefined ? {} : { [TRACEPARENT]: traceparent }),
    ...(deadlineMs === undefined ? {} : { [TIMEOUT]: String(Math.max(1, Math.ceil(deadlineMs - Date.now()))) }),
  }
}

/** The request id a caller gave, when it is one that may stand in logs and headers. */
export function readRequestId(headers: IncomingHttpHeaders): string | undefined {
  const value = headers[REQUEST_ID]
  return typeof value === 'string' && /^[\w.:-]{1,100}$/.test(value) ? value : undefined
}

/** Trace context and deadline as the caller gave them; what is malformed is left out. */
export function readContext(headers: IncomingHttpHeaders): Pick<CallContext, 'traceparent' | 'deadlineMs'> {
  const traceparent = headers[TRACEPARENT]
  const timeout = headers[TIMEOUT]
  return {
    ...(typeof traceparent === 'string' && /^[\da-f]{2}-[\da-f]{32}-[\da-f]{16}-[\da-f]{2}$/.test(traceparent)
      ? { traceparent }
      : {}),
    ...(typeof timeout === 'string' && /^\d{1,12}$/.test(timeout) ? { deadlineMs: Date.now() + Number(timeout) } : {}),
  }
}

/**
 * The principal that a calling role vouches for. Trusts the caller: only for roles that nobody else can reach.
 * @throws {ProblemError} `auth.required` when it is missing or malformed
 */
export function readPrincipal(headers: IncomingHttpHeaders): Principal {
  const value = headers[PRINCIPAL]
  const parsed = PrincipalSchema.safeParse(typeof value === 'string' ? decode(value) : undefined)
  if (parsed.success) return parsed.data
  throw new ProblemError('auth.required', { detail: 'The calling service did not say for whom it calls' })
}

function decode(value: string): unknown {
  try {
    return JSON.parse(Buffer.from(value, 'base64url').toString())
  } catch {
    return undefined
  }
}
