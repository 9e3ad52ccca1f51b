import type { IncomingMessage } from 'node:http'
import { ProblemError } from '@faultmaven/rpc'
import { type Part, type PartLimits, readParts } from './read-parts.ts'

/** The body of the single call: multipart, or JSON for a question without files. */
export function readBody(request: IncomingMessage, signal: AbortSignal, limits: PartLimits): AsyncGenerator<Part, void> {
  const contentType = request.headers['content-type'] ?? ''
  if (/^multipart\/form-data\b/i.test(contentType)) return readParts({ contentType, stream: request, signal }, limits)
  if (/^application\/json\b/i.test(contentType)) return readJsonTurn(request, limits)
  throw new ProblemError('request.invalid', { detail: 'Send multipart/form-data, or application/json for a question alone' })
}

async function* readJsonTurn(request: IncomingMessage, { maxTurnBytes }: PartLimits): AsyncGenerator<Part, void> {
  const chunks: Buffer[] = []
  let bytes = 0
  const body: AsyncIterable<Buffer> = request
  for await (const chunk of body) {
    bytes += chunk.length
    if (bytes > maxTurnBytes) throw new ProblemError('request.too_large', { detail: 'The turn is larger than 1 MiB' })
    chunks.push(chunk)
  }
  yield { kind: 'turn', json: Buffer.concat(chunks).toString('utf8') }
}
