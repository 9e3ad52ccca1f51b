import type { Operation } from '@faultmaven/contracts'
import type { FastifyRequest } from 'fastify'
import { hasJsonBody } from './input-parts.ts'
import { ProblemError } from './problem-error.ts'

/**
 * The input of a request before parsing: the path over the body or the query. `Last-Event-ID` stands in for `after` where the
 * operation has it and the request does not.
 * @throws {ProblemError} `request.invalid` when the body is no JSON object
 */
export function readInput(operation: Operation, request: FastifyRequest): unknown {
  const params = toRecord(request.params)
  if (hasJsonBody(operation)) return { ...toRecord(request.body ?? {}), ...params }
  const query = toRecord(request.query)
  const lastEventId = request.headers['last-event-id']
  const resumes = query['after'] === undefined && Object.hasOwn(operation.input.shape, 'after') && isEventId(lastEventId)
  return { ...query, ...(resumes ? { after: lastEventId } : {}), ...params }
}

function toRecord(value: unknown): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value }
  throw new ProblemError('request.invalid', {
    detail: 'The body must be a JSON object',
    errors: [{ pointer: '', detail: 'Expected object' }],
  })
}

function isEventId(value: unknown): value is string {
  return typeof value === 'string' && /^\d{1,15}$/.test(value)
}
