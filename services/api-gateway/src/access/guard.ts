import { ProblemError } from '@faultmaven/rpc'
import type { FastifyRequest } from 'fastify'
import { bearerToken } from './session-token.ts'

const READING = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * Refuses a request whose `Host` is none of the names that this server is bound to, port included: a page of another site
 * whose name was rebound to our address arrives under its own name.
 * @throws {ProblemError} `request.misdirected`
 */
export function requireHost({ headers }: FastifyRequest, allowedHosts: readonly string[]): void {
  if (headers.host !== undefined && allowedHosts.includes(headers.host.toLowerCase())) return
  throw new ProblemError('request.misdirected', { detail: 'Open FaultMaven under the address that it printed at its start' })
}

/**
 * Refuses a state-changing request of another site. A browser always says where such a request comes from; a script that
 * says nothing must bring its token itself, not ride on a cookie. `Host` has been checked before.
 * @throws {ProblemError} `auth.foreign_origin`; `auth.required` where nothing says who asks
 */
export function requireOwnOrigin({ method, headers, protocol }: FastifyRequest): void {
  if (READING.has(method)) return
  const { origin } = headers
  if (origin === undefined && bearerToken(headers) !== undefined) return
  if (origin === `${protocol}://${headers.host?.toLowerCase()}`) return
  if (origin === undefined && headers.cookie === undefined)
    throw new ProblemError('auth.required', { detail: 'Send a token with it: Authorization: Bearer …' })
  throw new ProblemError('auth.foreign_origin', { detail: 'Send the origin of the page itself, or a bearer token' })
}
