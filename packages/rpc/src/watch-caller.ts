import type { FastifyReply } from 'fastify'
import { createEnding, type OwnEnding } from './ending.ts'
import { ProblemError } from './problem-error.ts'

/** Ends with `request.cancelled` when the connection closes before the whole answer was handed to it; at once when it is closed already. */
export function watchCaller({ raw }: FastifyReply): OwnEnding {
  const caller = createEnding()
  const onClose = () => {
    if (!raw.writableFinished) caller.end(new ProblemError('request.cancelled'))
  }
  if (raw.destroyed) onClose()
  else raw.once('close', onClose)
  return caller
}
