import type { FastifyReply, FastifyRequest } from 'fastify'
import type { CallContext } from './context.ts'

/** One request on its way to its handler. */
export type Served = {
  readonly request: FastifyRequest
  readonly reply: FastifyReply
  readonly context: CallContext
  readonly input: unknown
}
