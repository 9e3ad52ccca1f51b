import { Transform, type Readable } from 'node:stream'
import { ProblemError } from './problem-error.ts'
import { toCallerProblem } from './to-problem-error.ts'

/**
 * The same bytes with the same back-pressure, ending in an error after `maxBytes` or when the source ends early.
 * The source is never destroyed here: over HTTP that would cut the connection on which the refusal is to be told.
 */
export function limitBytes(source: Readable, maxBytes: number): Readable {
  let bytes = 0
  const limited = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length
      if (bytes > maxBytes) done(tooLarge(maxBytes))
      else done(null, chunk)
    },
  })
  const onClose = () => {
    if (!source.readableEnded) limited.destroy(toCallerProblem(source.errored ?? new Error('The body was cut')))
  }
  source.once('error', (error) => limited.destroy(toCallerProblem(error))).once('close', onClose)
  // Nobody may be reading when the error comes: the handler's own failure is what counts then.
  limited.on('error', () => {})
  if (source.destroyed) onClose()
  return source.pipe(limited)
}

export function tooLarge(maxBytes: number): ProblemError {
  return new ProblemError('request.too_large', { detail: `The body is larger than the ${maxBytes} bytes allowed here` })
}
