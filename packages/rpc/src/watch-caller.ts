import type { FastifyReply } from 'fastify'
import { ProblemError } from './problem-error.ts'

/** A controller that aborts with `request.cancelled` when the connection closes before the whole answer was handed to it. */
export function watchCaller({ raw }: FastifyReply): AbortController {
  const caller = new AbortController()
  raw.once('close', () => {
    if (!raw.writableFinished) caller.abort(new ProblemError('request.cancelled'))
  })
  return caller
}
