import { ProblemError } from '@faultmaven/rpc'
import type { FastifyInstance } from 'fastify'

/**
 * Guards the port of a split role, which has callers but no users: `Host` must be an address that it listens on, and no web page may
 * call it. Every cross-site request that could reach it from a browser carries `Origin` or `Sec-Fetch-Site`.
 */
export function guardRole(fastify: FastifyInstance, allowedHosts: () => readonly string[]): void {
  fastify.addHook('onRequest', async ({ headers }) => {
    if (!allowedHosts().includes(headers.host?.toLowerCase() ?? '')) throw new ProblemError('request.misdirected')
    if (headers.origin !== undefined || headers['sec-fetch-site'] !== undefined) throw new ProblemError('auth.foreign_origin')
  })
}
