import type { FastifyInstance } from 'fastify'

/**
 * Mounts `/livez` (200 while the process answers at all) and `/readyz` (200, or 503 while it should get no new work).
 * Both answer JSON and need no session.
 */
export function serveHealth(fastify: FastifyInstance, { isReady }: { readonly isReady: () => boolean }): void {
  fastify.get('/livez', { logLevel: 'warn' }, async (_request, reply) =>
    reply.header('cache-control', 'no-store').send({ status: 'alive' }),
  )
  fastify.get('/readyz', { logLevel: 'warn' }, async (_request, reply) => {
    const ready = isReady()
    return reply
      .code(ready ? 200 : 503)
      .header('cache-control', 'no-store')
      .send({ status: ready ? 'ready' : 'draining' })
  })
}
