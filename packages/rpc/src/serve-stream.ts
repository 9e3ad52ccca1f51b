import { Readable } from 'node:stream'
import type { Stream } from '@faultmaven/contracts'
import type { FastifyReply } from 'fastify'
import type { Bound } from './bind.ts'
import { invokeStream } from './invoke.ts'
import { logFailure, requestIdOf } from './send-problem.ts'
import type { Served } from './served.ts'
import { toProblemError } from './to-problem-error.ts'

type Timing = { readonly heartbeatMs: number; readonly openAfterMs: number }

/** Bytes made ahead of what the connection takes; beyond it the handler waits. */
const BUFFER_BYTES = 16_384
/** Names that the protocol itself uses to end a stream. */
const RESERVED = new Set(['done'])

/**
 * Answers with server-sent events: comments as heartbeat, `event: done` at the end, `event: error` with a problem document when
 * it fails. What fails before the first event and before `openAfterMs` is a plain problem.
 */
export async function serveStream(bound: Bound<Stream>, served: Served, timing: Timing): Promise<FastifyReply> {
  const events = invokeStream(bound, served.input, served.context)
  // An answer that is never read is never begun, and would not end what it was made of.
  served.context.ending?.whenOver(() => void events.return().catch(() => {}))
  const first = events.next()
  if (await settlesWithin(first, timing.openAfterMs)) await first
  served.reply.type('text/event-stream').header('x-accel-buffering', 'no')
  const frames = toFrames(events, first, served, timing.heartbeatMs)
  return served.reply.send(Readable.from(frames, { objectMode: false, highWaterMark: BUFFER_BYTES }))
}

type Step = Promise<IteratorResult<unknown, void>>

async function* toFrames(
  events: AsyncGenerator<unknown, void>,
  first: Step,
  { request }: Served,
  heartbeatMs: number,
): AsyncGenerator<string> {
  try {
    yield ': open\n\n'
    for (let next = first; ; next = events.next()) {
      while (!(await settlesWithin(next, heartbeatMs))) yield ': beat\n\n'
      const step = await next
      if (step.done) break
      yield toFrame(step.value)
    }
    yield 'event: done\ndata: {}\n\n'
  } catch (error) {
    const problem = toProblemError(error)
    logFailure(problem, request)
    yield `event: error\ndata: ${JSON.stringify(problem.toProblem(requestIdOf(request)))}\n\n`
  } finally {
    await events.return()
  }
}

/** One event: `id` is its eventId, `event` the type of what it holds or its own. */
function toFrame(value: unknown): string {
  const id = property(value, 'eventId')
  const type = property(property(value, 'event'), 'type') ?? property(value, 'type')
  const name = typeof type === 'string' && /^[\w.-]{1,64}$/.test(type) && !RESERVED.has(type) ? type : 'message'
  return `${typeof id === 'number' ? `id: ${id}\n` : ''}event: ${name}\ndata: ${JSON.stringify(value) ?? 'null'}\n\n`
}

function property(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? new Map<string, unknown>(Object.entries(value)).get(name) : undefined
}

function settlesWithin(promise: Promise<unknown>, ms: number): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms, false)
    const settle = () => {
      clearTimeout(timer)
      resolve(true)
    }
    promise.then(settle, settle)
  })
}
