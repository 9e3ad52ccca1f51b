import { createOneTimeTokens, createSessions } from '@faultmaven/security'
import { createMemoryKv } from '@faultmaven/storage'
import Fastify from 'fastify'
import { type ApiGatewayOptions, serveApiGateway } from '../api-gateway.ts'
import type { Backends } from '../turn/receive-turn.ts'

/** A gateway on a free port of loopback, with a session already open. */
export async function startGateway(
  backends: Backends,
  options: Pick<ApiGatewayOptions, 'assetsFolder' | 'limits' | 'llmGateway'> = {},
) {
  const fastify = Fastify({ forceCloseConnections: true })
  const links = createOneTimeTokens({ lifetimeMs: 60_000 })
  const sessions = createSessions({ lifetimeMs: 60_000 })
  let host = ''
  await serveApiGateway(fastify, { ...backends, ...options, links, sessions, kv: createMemoryKv(), allowedHosts: () => [host] })
  const origin = await fastify.listen({ host: '127.0.0.1', port: 0 })
  host = new URL(origin).host
  const port = Number(new URL(origin).port)
  const token = sessions.issue()
  const headers = { origin, cookie: `fm_${port}=${token}` }
  return { origin, host, port, token, headers, link: () => links.issue(), stop: () => fastify.close() }
}
