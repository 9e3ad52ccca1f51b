import { LLMock } from '@copilotkit/aimock'
import type { ModelEvent } from '@faultmaven/contracts'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { ModelSettings, ProviderKind } from '../settings/gateway-settings.ts'
import { FAULTS, type Fault, type Relay, startRelay } from '../testing/hostile-relay.ts'
import { asking, callAs, collect, IMPATIENT, modelAt, PATIENT, startGateway } from '../testing/start-gateway.ts'

/** Five wire formats, each through what speaks it in the product, and our own reader of the first. */
const FORMATS: readonly (readonly [ProviderKind, string])[] = [
  ['openai', '/v1'],
  ['openai-responses', '/v1'],
  ['anthropic', '/v1'],
  ['google', '/v1beta'],
  ['amazon-bedrock', ''],
  ['openai-compatible', '/v1'],
]
const ANSWER = 'The pool is exhausted because connections are not returned in time, so new requests wait and fail.'
/** Far more than attempts at each and a second round take. */
const TIMEOUT_MS = 20_000
/** Only who waits for what never comes is told to wait no longer. */
const SILENT: readonly (Fault | 'none')[] = ['timeout', 'slow first byte']

vi.setConfig({ testTimeout: 60_000 })
const mock = new LLMock({ port: 0, chunkSize: 8 })
const relays = new Map<Fault | 'none', Relay>()
beforeAll(async () => {
  mock.on({}, { content: ANSWER })
  await mock.start()
  for (const fault of FAULTS) relays.set(fault, await startRelay(mock.url, fault))
  relays.set('none', await startRelay(mock.url, undefined))
})
afterAll(async () => {
  for (const relay of relays.values()) await relay.close()
  await mock.stop()
})

function modelWith(fault: Fault | 'none', [provider, path]: (typeof FORMATS)[number], name: string): ModelSettings {
  const key = async () => (provider === 'amazon-bedrock' ? 'AKIAEXAMPLE:secret' : 'k-1')
  return modelAt(`${relays.get(fault)?.url}${path}`, {
    name,
    provider,
    key,
    region: 'eu-central-1',
    timeouts: SILENT.includes(fault) ? IMPATIENT : PATIENT,
  })
}

async function ask(models: readonly ModelSettings[], way: 'plain' | 'stream') {
  const gateway = startGateway({ models })
  try {
    const asked = asking('why?', { timeoutMs: TIMEOUT_MS })
    if (way === 'stream') return await collect(gateway.client.streamChat(asked, callAs()))
    const none: ModelEvent[] = []
    return await gateway.client.completeChat(asked, callAs()).then(
      ({ text, reason }) => ({ got: none, text, end: { type: 'finish' as const, reason }, error: undefined }),
      (error: unknown) => ({ got: none, text: '', end: undefined, error }),
    )
  } finally {
    await gateway.close()
  }
}

describe.each(FORMATS)('%s', (...format) => {
  test.each(['plain', 'stream'] as const)('answers: %s', async (way) => {
    const { text, end, error } = await ask([modelWith('none', format, 'main')], way)
    expect({ text, end, error }).toEqual({ text: ANSWER, end: { type: 'finish', reason: 'stop' }, error: undefined })
  })

  describe.each(['plain', 'stream'] as const)('%s', (way) => {
    test.concurrent.each(FAULTS)('%s at the first model: the second answers, or the answer is known to be cut', async (fault) => {
      const { text, end, error } = await ask([modelWith(fault, format, 'main'), modelWith('none', format, 'backup')], way)
      if (error === undefined) return expect({ text, end }).toEqual({ text: ANSWER, end: { type: 'finish', reason: 'stop' } })
      // Something was shown already, so nobody else was asked, and no end was told.
      expect([way, fault]).toEqual(['stream', expect.stringMatching(/^(cut|malformed)/)])
      expect(error).toMatchObject({ code: 'llm.interrupted' })
      expect(ANSWER.startsWith(text) && text.length > 0 && end?.type !== 'finish').toBe(true)
    })

    test.concurrent.each(FAULTS)('%s at the second model, too: the problem says what became of both', async (fault) => {
      const startedMs = Date.now()
      const { end, error } = await ask([modelWith('500', format, 'main'), modelWith(fault, format, 'backup')], way)
      expect(end?.type).not.toBe('finish')
      expect(error).toMatchObject({
        code: expect.stringMatching(/^(llm\.(unavailable|interrupted|rate_limited)|service\.deadline)$/),
      })
      expect(Date.now() - startedMs).toBeLessThan(TIMEOUT_MS + 5000)
    })
  })
})
