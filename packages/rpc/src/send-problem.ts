import { describeFailure } from '@faultmaven/platform'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { readRequestId } from './http-headers.ts'
import type { ProblemError } from './problem-error.ts'
import { toProblemError } from './to-problem-error.ts'

/**
 * Answers with the problem document of any error; fits `fastify.setErrorHandler`. What failed inside is logged without its message.
 * @see https://www.rfc-editor.org/rfc/rfc9457
 */
export function sendProblem(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const problem = toProblemError(error)
  logFailure(problem, request)
  if (problem.retryAfterMs !== undefined) reply.header('retry-after', String(Math.ceil(problem.retryAfterMs / 1000)))
  const [instance = '/'] = request.url.split('?')
  return reply
    .code(problem.status)
    .header('cache-control', 'no-store')
    .type('application/problem+json')
    .send(JSON.stringify({ ...problem.toProblem(requestIdOf(request)), instance }))
}

/** Faults of ours are errors; what a caller did wrong is the caller's to see. */
export function logFailure(problem: ProblemError, request: FastifyRequest): void {
  if (problem.status < 500) return
  const failure = describeFailure(problem.cause ?? problem)
  request.log.error({ requestId: requestIdOf(request), code: problem.code, failure }, 'request failed')
}

/** The id a caller gave, else Fastify's own (`genReqId`). */
export function requestIdOf(request: FastifyRequest): string {
  return readRequestId(request.headers) ?? request.id
}
