import { Problem } from '@faultmaven/contracts'
import { createParser, type EventSourceMessage } from 'eventsource-parser'
import { fromProblem, parseJson } from './http-exchange.ts'
import { ProblemError } from './problem-error.ts'

/**
 * The data of each server-sent event, until the server's `done`. Comments keep the stream alive and are dropped.
 * @throws {ProblemError} that of the server's `error` event; `service.unavailable` when the bytes end without `done`: a cut stream
 * is never a clean end
 */
export async function* readEvents(name: string, chunks: AsyncIterable<Uint8Array>): AsyncGenerator<unknown, void> {
  const decoder = new TextDecoder()
  let arrived: EventSourceMessage[] = []
  const parser = createParser({ onEvent: (message) => arrived.push(message) })
  for await (const chunk of chunks) {
    parser.feed(decoder.decode(chunk, { stream: true }))
    const messages = arrived
    arrived = []
    for (const { event, data } of messages) {
      if (event === 'done') return
      const value = parseJson(name, data)
      const problem = event === 'error' ? Problem.safeParse(value) : undefined
      // An event of the contract may be called error too; it is no problem document.
      if (problem?.success) throw fromProblem(problem.data)
      yield value
    }
  }
  throw new ProblemError('service.unavailable', { detail: `The stream of ${name} was cut` })
}
