import { systemContext } from '@faultmaven/rpc'
import { expect, test } from 'vitest'
import { describeThreeWays } from './describe-three-ways.ts'
import { agentsGateway, answering, calling, createScriptedModel } from './scripted-model.ts'

const ID = '00000000-0000-4000-8000-000000000001'
const REQUEST = {
  caseId: ID,
  turnId: ID,
  purpose: 'wording' as const,
  messages: [{ role: 'user' as const, parts: [{ origin: 'evidence' as const, text: 'x' }] }],
  tools: [{ name: 'look', description: 'Looks', parameters: { type: 'object' } }],
  maxOutputTokens: 9,
  timeoutMs: 9,
}

describeThreeWays(
  agentsGateway,
  () =>
    createScriptedModel((_request, { index }) =>
      index === 0 ? answering({ index }) : calling({ name: 'look', arguments: { index } }),
    ),
  ({ client }) => {
    test('a model answers in pieces, and ends', async () => {
      expect(await client().getStatus({}, systemContext())).toEqual({
        configured: true,
        model: { name: 'scripted', contextTokens: 8192 },
      })
      const events = []
      for await (const event of client().generate(REQUEST, systemContext())) events.push(event)
      expect(events).toMatchObject([
        { type: 'text-delta', text: '{"index":0}' },
        { type: 'usage' },
        { type: 'finish', reason: 'stop' },
      ])
    })

    test('the second time it asks for a tool', async () => {
      const types: string[] = []
      for (let turn = 0; turn < 2; turn += 1) {
        for await (const event of client().generate(REQUEST, systemContext())) types.push(event.type)
      }
      expect(types).toEqual(['text-delta', 'usage', 'finish', 'tool-call', 'finish'])
    })
  },
)

test('an event outside the contract is an error of the gateway', async () => {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  const model = createScriptedModel(() => [{ type: 'thought' } as never])
  const first = model.client.generate(REQUEST, systemContext())[Symbol.asyncIterator]().next()
  await expect(first).rejects.toMatchObject({ code: 'service.contract' })
})
