import { llmGateway } from '@faultmaven/contracts'
import { createMemoryKeyRing } from '@faultmaven/security'
import { createMemoryKv } from '@faultmaven/storage'
import { describeThreeWays } from '@faultmaven/testkit'
import { expect, test, vi } from 'vitest'
import { createLlmGateway } from './create-llm-gateway.ts'
import { NOT_CONFIGURED } from './settings/gateway-settings.ts'
import { asking, callAs, collect, inCase, modelAt } from './testing/start-gateway.ts'
import { type Behaviour, startUpstream, type Upstream } from './testing/upstream.ts'

let upstream: Upstream
let behaviour: Behaviour

async function makeHandlers() {
  behaviour = { type: 'answer', text: 'It is <IP_1_1>' }
  upstream = await startUpstream(() => behaviour)
  const settings = { ...NOT_CONFIGURED, models: [modelAt(upstream.baseUrl)] }
  const service = createLlmGateway({ kv: createMemoryKv(), keyRing: createMemoryKeyRing(), settings })
  await service.recover()
  const close = async () => {
    await service.close()
    await upstream.close()
  }
  return { handlers: service.handlers, close }
}

describeThreeWays(llmGateway, makeHandlers, ({ client }) => {
  test('answers whole, in pieces and for a case', async () => {
    const asked = asking('who is 203.0.113.9?')
    expect(await client().completeChat(asked, callAs())).toMatchObject({ text: 'It is 203.0.113.9', reason: 'stop' })
    for (const events of [client().streamChat(asked, callAs()), client().generate(inCase(asked), callAs())])
      expect(await collect(events)).toMatchObject({
        text: 'It is 203.0.113.9',
        end: { type: 'finish', reason: 'stop' },
        error: undefined,
      })
  })

  test('tells a broken answer as a problem after its first words', async () => {
    behaviour = { type: 'cut', after: 5 }
    const { text, error } = await collect(client().streamChat(asking('why?'), callAs()))
    expect(text).toMatch(/^The pool/)
    expect(error).toMatchObject({ code: 'llm.interrupted', status: 502 })
  })

  test('ends the request at the provider when its reader leaves', async () => {
    behaviour = { type: 'stall', after: 4 }
    for await (const event of client().streamChat(asking('why?'), callAs())) if (event.type === 'text-delta') break
    await vi.waitFor(() => expect(upstream.aborted()).toBe(1))
  })

  test('says what is configured, and where requests go, and nothing of keys and paths', async () => {
    expect(await client().getStatus({}, callAs())).toEqual({ configured: true, model: { name: 'main', contextTokens: 100_000 } })
    expect(await client().listModels({}, callAs())).toEqual({
      models: [
        {
          name: 'main',
          provider: 'openai-compatible',
          modelId: 'm-1',
          host: new URL(upstream.baseUrl).host,
          use: 'chat',
          contextTokens: 100_000,
          hasSealedKey: false,
          isResting: false,
        },
      ],
    })
  })
})
