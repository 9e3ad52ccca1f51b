import { requestIdOf, toProblemError } from '@faultmaven/rpc'
import type { FastifyReply, FastifyRequest } from 'fastify'

/** A problem in the words of OpenAI's clients, which look for `error.message` and `error.code`. */
export function toOpenAiError(error: unknown): {
  readonly status: number
  readonly retryAfterMs: number | undefined
  readonly body: object
} {
  const problem = toProblemError(error)
  const { title } = problem.toProblem()
  const places = problem.errors?.map(({ pointer, detail }) => `${pointer}: ${detail}`).join('; ')
  const message = places ? `${title}. ${places}` : (problem.detail ?? title)
  const type = problem.status >= 500 ? 'server_error' : 'invalid_request_error'
  return {
    status: problem.status,
    retryAfterMs: problem.retryAfterMs,
    body: { error: { message, type, param: null, code: problem.code } },
  }
}

export function sendOpenAiError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const { status, retryAfterMs, body } = toOpenAiError(error)
  if (retryAfterMs !== undefined) reply.header('retry-after', String(Math.ceil(retryAfterMs / 1000)))
  return reply.code(status).header('x-request-id', requestIdOf(request)).header('cache-control', 'no-store').send(body)
}
