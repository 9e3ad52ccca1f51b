import type { ModelEvent, ModelToolCall } from '@faultmaven/contracts'
import { within } from '../turns/within.ts'
import { ModelFailure } from './model-failure.ts'

/** One whole answer of the model. */
export type ModelAnswer = {
  readonly text: string
  readonly toolCalls: readonly ModelToolCall[]
  readonly reason: Extract<ModelEvent, { type: 'finish' }>['reason']
  /** As the gateway counted them; 0 when it did not. */
  readonly tokens: number
}
type Options = {
  /** Longest silence between two events. */
  readonly stallMs: number
  /** Longest that the whole answer may take. */
  readonly timeoutMs: number
}

const MAX_CHARACTERS = 200_000
const MAX_CALLS = 16
const MAX_EVENTS = 50_000

/**
 * Reads one answer to its `finish`. An answer without one, one that floods and one that is silent for too long are none.
 * @throws {ModelFailure} and what the stream throws
 */
export async function receiveAnswer(stream: AsyncIterable<ModelEvent>, { stallMs, timeoutMs }: Options): Promise<ModelAnswer> {
  const events = stream[Symbol.asyncIterator]()
  const endMs = performance.now() + timeoutMs
  const toolCalls: ModelToolCall[] = []
  let text = ''
  let tokens = 0
  try {
    for (let count = 0; count < MAX_EVENTS; count += 1) {
      const waitMs = Math.max(1, Math.min(stallMs, endMs - performance.now()))
      const step = await within(events.next(), waitMs, () => new ModelFailure('it did not answer in time'))
      if (step.done) throw new ModelFailure('its answer broke off')
      const event = step.value
      if (event.type === 'finish') return { text, toolCalls, reason: event.reason, tokens }
      if (event.type === 'text-delta') text += event.text
      else if (event.type === 'tool-call') toolCalls.push(event.call)
      else tokens += event.inputTokens + event.outputTokens
      if (text.length > MAX_CHARACTERS || toolCalls.length > MAX_CALLS) break
      if (performance.now() > endMs) throw new ModelFailure('it did not answer in time')
    }
    throw new ModelFailure('its answer had no end')
  } finally {
    // Not awaited: a stream that is stuck would hold the turn.
    Promise.resolve(events.return?.()).catch(() => {})
  }
}
