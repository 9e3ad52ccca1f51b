import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { ProviderEvent } from '../provider.ts'
import { readChunks } from './read-chunks.ts'

const chunk = (delta: object, reason: string | null = null) =>
  `data: ${JSON.stringify({ choices: [{ index: 0, delta, finish_reason: reason }] })}\n\n`
const call = (index: number, more: object) => chunk({ tool_calls: [{ index, ...more }] })

async function read(pieces: readonly Uint8Array[]): Promise<ProviderEvent[]> {
  const reply = (async function* () {
    for (const piece of pieces) yield Buffer.from(piece)
  })()
  const events: ProviderEvent[] = []
  for await (const event of readChunks(Promise.resolve(reply))) events.push(event)
  return events
}
const textOf = (events: readonly ProviderEvent[]) => events.map((event) => (event.type === 'text' ? event.text : '')).join('')

const ANSWER =
  ': a comment\n\nevent: message\n' +
  chunk({ role: 'assistant', content: '' }) +
  chunk({ reasoning_content: 'hm' }) +
  chunk({ content: 'Zoë 😀' }).replaceAll('\n', '\r\n') +
  chunk({ content: ' is\nhere' }) +
  call(0, { id: 'a', function: { name: 'look', arguments: '{"at"' } }) +
  call(1, { id: 'b', function: { name: 'see', arguments: '{}' } }) +
  call(0, { function: { arguments: ':1}' } }) +
  chunk({}, 'tool_calls') +
  'data: {"choices":[],"usage":{"prompt_tokens":3,"completion_tokens":4}}\n\ndata: [DONE]\n\n'

describe('readChunks()', () => {
  test('takes calls by whatever numbers a server gives them', async () => {
    const answer = call(7, { id: 'b', function: { name: 'see', arguments: '{}' } }) + chunk({}, 'tool_calls')
    expect(await read([Buffer.from(answer)])).toContainEqual({
      type: 'tool-call',
      call: { callId: 'b', name: 'see', arguments: '{}' },
    })
  })

  test('gives the same answer for every way of cutting the bytes', async () => {
    const bytes = Buffer.from(ANSWER)
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }), async (sizes) => {
        const pieces: Uint8Array[] = []
        for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
          const size = sizes[turn % sizes.length] ?? 1
          pieces.push(bytes.subarray(at, at + size))
          at += size
        }
        const events = await read(pieces)
        expect(textOf(events)).toBe('Zoë 😀 is\nhere')
        expect(events.slice(-3)).toEqual([
          { type: 'tool-call', call: { callId: 'a', name: 'look', arguments: '{"at":1}' } },
          { type: 'tool-call', call: { callId: 'b', name: 'see', arguments: '{}' } },
          { type: 'finish', reason: 'tool-calls', inputTokens: 3, outputTokens: 4 },
        ])
      }),
      { numRuns: 50 },
    )
  })

  test.each([
    ['no reason for its end', chunk({ content: 'a' })],
    ['an error', 'data: {"error":{"message":"x"}}\n\n'],
    ['what is no JSON', 'data: {"choices":\n\n'],
    ['a number for a text', 'data: {"choices":[{"delta":{"content":1}}]}\n\n'],
  ])('takes %s for no answer', async (_what, text) => {
    await expect(read([Buffer.from(text)])).rejects.toThrow()
  })
})
