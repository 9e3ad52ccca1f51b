import type { Contract, Operation } from '@faultmaven/contracts'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { bind, type Bound } from './bind.ts'
import type { Handlers } from './client-types.ts'
import { ANONYMOUS, type Principal } from './context.ts'
import { readContext } from './http-headers.ts'
import { invokeUnary } from './invoke.ts'
import { createOpenStreams } from './open-streams.ts'
import { readInput } from './read-input.ts'
import { requireScope } from './scopes.ts'
import { requestIdOf, sendProblem } from './send-problem.ts'
import { serveDownload } from './serve-download.ts'
import { serveStream } from './serve-stream.ts'
import { serveUpload } from './serve-upload.ts'
import { watchCaller } from './watch-caller.ts'

const MAX_PUBLIC_JSON_BYTES = 65_536

type Options = {
  /** Says who calls. @throws {ProblemError} `auth.*`. Not asked for operations of scope `public`. */
  readonly authenticate: (request: FastifyRequest) => Promise<Principal>
  /** Between comments that keep a quiet stream open. @default 15 000 */
  readonly heartbeatMs?: number
  /** A stream whose first event takes longer is opened without it, so that the caller sees the connection. @default 1 000 */
  readonly openAfterMs?: number
  /** Largest JSON body; operations of scope `public` take 64 KiB at most. @default 8 MiB */
  readonly maxJsonBytes?: number
}

/**
 * Mounts every operation of a contract, encapsulated: its body parsers and error handler reach no other route. Streams end with
 * `service.draining` when the server closes, so that nobody holds it open.
 * @throws {TypeError} when a handler is missing
 */
export async function serveContract<C extends Contract>(
  fastify: FastifyInstance,
  contract: C,
  handlers: Handlers<C>,
  { authenticate, heartbeatMs = 15_000, openAfterMs = 1_000, maxJsonBytes = 8 * 2 ** 20 }: Options,
): Promise<void> {
  const bounds = Object.keys(contract.operations).map((key) => bind(contract, handlers, key))
  const principals = new WeakMap<FastifyRequest, Principal>()
  const openStreams = createOpenStreams()

  const admit = (operation: Operation) => async (request: FastifyRequest, reply: FastifyReply) => {
    reply.header('x-request-id', requestIdOf(request)).header('cache-control', 'no-store')
    const principal = operation.scope === 'public' ? ANONYMOUS : await authenticate(request)
    requireScope(operation, principal)
    principals.set(request, principal)
  }

  const answer = async ({ name, operation, handler }: Bound, request: FastifyRequest, reply: FastifyReply) => {
    const caller = watchCaller(reply)
    const context = {
      ...readContext(request.headers),
      requestId: requestIdOf(request),
      principal: principals.get(request) ?? ANONYMOUS,
      ending: caller,
    }
    const served = { request, reply, context, input: readInput(operation, request) }
    if (operation.kind === 'unary') {
      const output = await invokeUnary({ name, operation, handler }, served.input, context)
      return reply.type('application/json').send(JSON.stringify(output) ?? 'null')
    }
    if (operation.kind === 'upload') return serveUpload({ name, operation, handler }, served)
    openStreams.add(caller, reply.raw)
    if (operation.kind === 'download') return serveDownload({ name, operation, handler }, served)
    return serveStream({ name, operation, handler }, served, { heartbeatMs, openAfterMs })
  }

  const mount = (scope: FastifyInstance, bound: Bound) => {
    const { operation } = bound
    scope.route({
      method: operation.method,
      url: operation.path.replaceAll(/\{(\w+)\}/g, ':$1'),
      // A HEAD of a stream would run it for nobody.
      exposeHeadRoute: false,
      bodyLimit: operation.scope === 'public' ? Math.min(maxJsonBytes, MAX_PUBLIC_JSON_BYTES) : maxJsonBytes,
      onRequest: admit(operation),
      errorHandler: sendProblem,
      handler: (request, reply) => answer(bound, request, reply),
    })
  }

  fastify.addHook('preClose', openStreams.drain)
  await fastify.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('application/json', { parseAs: 'string' }, scope.getDefaultJsonParser('error', 'error'))
    for (const bound of bounds) if (bound.operation.kind !== 'upload') mount(scope, bound)
  })
  await fastify.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', (_request, payload, done) => done(null, payload))
    for (const bound of bounds) if (bound.operation.kind === 'upload') mount(scope, bound)
  })
}
