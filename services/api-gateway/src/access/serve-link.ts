import { api } from '@faultmaven/contracts'
import { ProblemError } from '@faultmaven/rpc'
import type { OneTimeTokens, Sessions } from '@faultmaven/security'
import type { FastifyInstance } from 'fastify'
import { sessionCookie } from './session-token.ts'

type Options = { readonly links: OneTimeTokens; readonly sessions: Sessions }

const MAX_BODY_BYTES = 4096

/** Exchanges the token of a start link, once, for a session cookie. `Host` and `Origin` have been checked before. */
export async function serveLink(fastify: FastifyInstance, { links, sessions }: Options): Promise<void> {
  const { path, input } = api.operations.redeemLink
  fastify.post(path, { bodyLimit: MAX_BODY_BYTES }, async ({ body, headers }, reply) => {
    const { token } = input.parse(body)
    if (!links.redeem(token)) throw new ProblemError('auth.link_used', { detail: 'Print a new link and open that' })
    reply.header('set-cookie', sessionCookie(headers.host ?? '', sessions.issue())).header('cache-control', 'no-store')
    return { ok: true }
  })
}
