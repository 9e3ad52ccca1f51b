import { randomUUID } from 'node:crypto'
import { api, applyTurnEvents, emptyAnswer, Id, type TurnAnswer, type TurnEvent } from '@faultmaven/contracts'
import {
  type CallContext,
  createOpenStreams,
  detachedContext,
  type Principal,
  requestIdOf,
  serveStream,
  watchCaller,
} from '@faultmaven/rpc'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import * as z from 'zod/mini'
import { readBody } from './read-body.ts'
import type { PartLimits } from './read-parts.ts'
import { type Backends, receiveTurn, type TurnIds } from './receive-turn.ts'
import type { Uploads } from './uploads.ts'

type Options = Backends & {
  readonly authenticate: (request: FastifyRequest) => Promise<Principal>
  readonly uploads: Uploads
  readonly limits: PartLimits
}
type Call = {
  readonly request: FastifyRequest
  readonly reply: FastifyReply
  readonly ids: TurnIds
  /** Its signal aborts when the caller goes away or the server closes. */
  readonly context: CallContext
}

const PathIds = z.object({ caseId: Id, turnId: Id })
const HEARTBEAT_MS = 15_000

/**
 * Serves the single call (DESIGN §5): `POST /v1/cases/{caseId}/turns/{turnId}` and, with ids made here, `POST /v1/cases`. The body is
 * read as a stream. `Accept: text/event-stream` gets the turn's events while the body still arrives, `Prefer: respond-async` gets
 * 202 and where to follow, anyone else the whole answer as JSON when it is complete.
 */
export async function serveTurn(fastify: FastifyInstance, options: Options): Promise<void> {
  const openStreams = createOpenStreams()
  fastify.addHook('preClose', openStreams.drain)

  const serve = async (request: FastifyRequest, reply: FastifyReply, ids: TurnIds) => {
    const principal = await options.authenticate(request)
    const caller = watchCaller(reply)
    openStreams.add(caller, reply.raw)
    const context = { requestId: requestIdOf(request), principal, ending: caller }
    reply.header('x-request-id', context.requestId).header('cache-control', 'no-store').header('location', eventsOf(ids))
    try {
      return await answer(options, { request, reply, ids, context })
    } catch (error) {
      // What was not read of the body costs the connection, not the time to receive it.
      if (!request.raw.complete) reply.header('connection', 'close')
      throw error
    }
  }

  await fastify.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', (_request, payload, done) => done(null, payload))
    scope.post('/v1/cases/:caseId/turns/:turnId', (request, reply) => serve(request, reply, PathIds.parse(request.params)))
    scope.post('/v1/cases', (request, reply) => {
      reply.code(201)
      return serve(request, reply, { caseId: randomUUID(), turnId: randomUUID() })
    })
  })
}

async function answer(options: Options, call: Call): Promise<FastifyReply> {
  const { request, reply, ids } = call
  const begun = createEvent()
  const received = receive(options, call, begun.happen)
  if (wants(request.headers.accept, 'text/event-stream')) {
    // Its failure after the beginning is told by the turn's own events.
    received.catch(() => {})
    await Promise.race([received, begun.promise])
    return streamEvents(options, call)
  }
  await received
  if (wants(request.headers['prefer'], 'respond-async'))
    return reply.code(202).header('preference-applied', 'respond-async').send(ids)
  return reply.send({ ...ids, ...(await collectAnswer(options, call)) })
}

function receive({ uploads, limits, ...backends }: Options, { request, ids, context }: Call, onBegun: () => void): Promise<void> {
  return uploads.run(ids, (signal) =>
    receiveTurn({ ...backends, ids, parts: readBody(request.raw, signal, limits), context: detachedContext(context), onBegun }),
  )
}

function streamEvents({ agent }: Options, { request, reply, ids, context }: Call): Promise<FastifyReply> {
  const operation = api.operations.caseEvents
  const bound = { name: 'api.caseEvents', operation, handler: () => agent.caseEvents(ids, context) }
  return serveStream(bound, { request, reply, context, input: ids }, { heartbeatMs: HEARTBEAT_MS, openAfterMs: 0 })
}

async function collectAnswer({ agent }: Options, { ids, context }: Call): Promise<TurnAnswer> {
  const events: TurnEvent[] = []
  for await (const { event } of agent.caseEvents(ids, context)) events.push(event)
  return applyTurnEvents(emptyAnswer(), events)
}

function eventsOf({ caseId, turnId }: TurnIds): string {
  return `/v1/cases/${caseId}/events?turnId=${turnId}`
}

/** Whether a list header names the value; weights and parameters are not looked at. */
function wants(header: string | string[] | undefined, value: string): boolean {
  return String(header ?? '')
    .toLowerCase()
    .split(',')
    .some((item) => item.split(';')[0]?.trim() === value)
}

function createEvent() {
  let happen = () => {}
  const promise = new Promise<void>((resolve) => {
    happen = resolve
  })
  return { promise, happen: () => happen() }
}
