import { Readable } from 'node:stream'
import type { Upload } from '@faultmaven/contracts'
import type { FastifyReply } from 'fastify'
import type { Bound } from './bind.ts'
import { invokeUpload } from './invoke.ts'
import { tooLarge } from './limit-bytes.ts'
import type { Served } from './served.ts'

/**
 * Hands the raw body over as it arrives. A body that nobody reads to its end costs the connection, not the time to receive it.
 * A handler that stops reading hears of a caller that went away when it reads on, or at the deadline: until then the end of the
 * connection waits behind the unread bytes.
 */
export async function serveUpload(bound: Bound<Upload>, { request, reply, context, input }: Served): Promise<FastifyReply> {
  const body = request.body instanceof Readable ? request.body : Readable.from([])
  const closeUnread = () => !body.readableEnded && reply.header('connection', 'close')
  try {
    if (Number(request.headers['content-length'] ?? 0) > bound.operation.maxBytes) throw tooLarge(bound.operation.maxBytes)
    const output = await invokeUpload(bound, input, body, context)
    closeUnread()
    return reply.type('application/json').send(JSON.stringify(output) ?? 'null')
  } catch (error) {
    closeUnread()
    throw error
  }
}
