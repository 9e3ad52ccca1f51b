import { Readable } from 'node:stream'
import type { Download } from '@faultmaven/contracts'
import type { FastifyReply } from 'fastify'
import type { Bound } from './bind.ts'
import { invokeDownload } from './invoke.ts'
import { logFailure } from './send-problem.ts'
import type { Served } from './served.ts'
import { toProblemError } from './to-problem-error.ts'

/** Bytes made ahead of what the connection takes; beyond it the handler waits. */
const BUFFER_BYTES = 65_536

/** Answers with bytes. What fails before the first of them is a plain problem; what fails later cuts the connection. */
export async function serveDownload(bound: Bound<Download>, served: Served): Promise<FastifyReply> {
  const chunks = invokeDownload(bound, served.input, served.context)
  // An answer that is never read is never begun, and would not end what it was made of.
  served.context.ending?.whenOver(() => void chunks.return().catch(() => {}))
  const first = await chunks.next()
  served.reply.type(bound.operation.contentType)
  return served.reply.send(Readable.from(toBody(chunks, first, served), { objectMode: false, highWaterMark: BUFFER_BYTES }))
}

async function* toBody(
  chunks: AsyncGenerator<Uint8Array, void>,
  first: IteratorResult<Uint8Array, void>,
  { request }: Served,
): AsyncGenerator<Uint8Array, void> {
  try {
    for (let step = first; !step.done; step = await chunks.next()) yield step.value
  } catch (error) {
    logFailure(toProblemError(error), request)
    throw error
  } finally {
    await chunks.return()
  }
}
