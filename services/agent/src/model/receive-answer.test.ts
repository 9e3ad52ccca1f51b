import type { ModelEvent } from '@faultmaven/contracts'
import { describe, expect, test } from 'vitest'
import { receiveAnswer } from './receive-answer.ts'

const LIMITS = { stallMs: 30, timeoutMs: 200 }
const text = (piece: string): ModelEvent => ({ type: 'text-delta', text: piece })
const finish: ModelEvent = { type: 'finish', reason: 'stop' }

async function* stream(events: Iterable<ModelEvent>): AsyncGenerator<ModelEvent> {
  yield* events
}
function* endless(event: ModelEvent): Generator<ModelEvent> {
  for (;;) yield event
}

describe('receiveAnswer()', () => {
  test('joins the pieces up to the finish and adds up the tokens', async () => {
    const usage: ModelEvent = { type: 'usage', inputTokens: 10, outputTokens: 2 }
    expect(await receiveAnswer(stream([text('{"a"'), usage, text(': 1}'), usage, finish, text('later')]), LIMITS)).toEqual({
      text: '{"a": 1}',
      toolCalls: [],
      reason: 'stop',
      tokens: 24,
    })
  })

  test.each([
    ['an end without a finish', stream([text('x')]), 'its answer broke off'],
    ['a flood', stream(endless(text('x'.repeat(5000)))), 'its answer had no end'],
    [
      'tool calls without end',
      stream(endless({ type: 'tool-call', call: { callId: 'c', name: 'n', arguments: '' } })),
      'its answer had no end',
    ],
    ['silence', stream([]), 'its answer broke off'],
  ])('%s is no answer', async (_what, events, why) => {
    await expect(receiveAnswer(events, LIMITS)).rejects.toThrow(why)
  })

  test('leaves a stream that is silent for too long, and returns it', async () => {
    let isLeft = false
    const silent: AsyncIterable<ModelEvent> = {
      [Symbol.asyncIterator]: () => ({
        next: () => new Promise(() => {}),
        return: async () => {
          isLeft = true
          return { done: true, value: undefined }
        },
      }),
    }
    await expect(receiveAnswer(silent, LIMITS)).rejects.toThrow('it did not answer in time')
    expect(isLeft).toBe(true)
  })
})
