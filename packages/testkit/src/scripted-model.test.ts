import { systemContext } from '@faultmaven/rpc'
import { expect, test } from 'vitest'
import { answering, createScriptedModel } from './scripted-model.ts'

const ID = '00000000-0000-4000-8000-000000000001'
const REQUEST = {
  caseId: ID,
  turnId: ID,
  purpose: 'wording' as const,
  messages: [{ role: 'user' as const, parts: [] }],
  tools: [],
  maxOutputTokens: 9,
  timeoutMs: 9,
}

test('createScriptedModel() answers through the contract and counts what it was asked', async () => {
  const model = createScriptedModel((_request, { index }) => answering({ index }))
  const texts: string[] = []
  for (let turn = 0; turn < 2; turn += 1) {
    let text = ''
    for await (const event of model.client.generate(REQUEST, systemContext())) if (event.type === 'text-delta') text += event.text
    texts.push(text)
  }
  expect(texts).toEqual(['{"index":0}', '{"index":1}'])
  expect(model.requests).toHaveLength(2)
})

test('an event outside the contract is an error of the gateway', async () => {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  const model = createScriptedModel(() => [{ type: 'thought' } as never])
  await expect(model.client.generate(REQUEST, systemContext())[Symbol.asyncIterator]().next()).rejects.toMatchObject({
    code: 'service.contract',
  })
})
