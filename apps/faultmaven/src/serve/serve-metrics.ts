import type { AddressInfo } from 'node:net'
import { sendProblem } from '@faultmaven/rpc'
import Fastify from 'fastify'
import { guardRole } from './guard-role.ts'

type Options = { readonly host: string; readonly port: number; readonly metrics: () => string }

/**
 * Serves figures to a Prometheus at `/metrics`, on a port of their own: whoever may read them is not whoever may read cases. They hold nothing of any
 * case, caller or text. @returns the port, and how to close it
 */
export async function serveMetrics({ host, port, metrics }: Options) {
  const fastify = Fastify({ logger: false, forceCloseConnections: true })
  fastify.setErrorHandler(sendProblem)
  let hosts: readonly string[] = []
  guardRole(fastify, () => hosts)
  fastify.get('/metrics', (_request, reply) =>
    reply.type('text/plain; version=0.0.4; charset=utf-8').header('cache-control', 'no-store').send(metrics()),
  )
  await fastify.listen({ host, port })
  const address: AddressInfo | string | null = fastify.server.address()
  const bound = typeof address === 'object' && address ? address.port : port
  hosts = [`${host.includes(':') ? `[${host}]` : host}:${bound}`, `localhost:${bound}`]
  return { port: bound, close: () => fastify.close() }
}
