import { randomUUID } from 'node:crypto'
import { llmGateway, type ModelEvent } from '@faultmaven/contracts'
import { type CallContext, type Client, createInProcessClient } from '@faultmaven/rpc'
import { createMemoryKeyRing, type KeyRing } from '@faultmaven/security'
import { createMemoryKv, type Kv } from '@faultmaven/storage'
import { createLlmGateway } from '../create-llm-gateway.ts'
import { type GatewaySettings, type ModelSettings, NOT_CONFIGURED } from '../settings/gateway-settings.ts'

type Options = Partial<GatewaySettings> &
  Pick<Parameters<typeof createLlmGateway>[0], 'maxCharacters' | 'now' | 'random'> & {
    readonly kv?: Kv
    readonly keyRing?: KeyRing
  }

/** A gateway over memory, called through its contract with every value copied as HTTP would. */
export function startGateway({
  kv = createMemoryKv(),
  keyRing = createMemoryKeyRing(),
  maxCharacters,
  now,
  random,
  ...settings
}: Options) {
  const service = createLlmGateway({
    kv,
    keyRing,
    settings: { ...NOT_CONFIGURED, ...settings },
    ...(maxCharacters !== undefined && { maxCharacters }),
    ...(now && { now }),
    ...(random && { random }),
  })
  return { ...service, client: createInProcessClient(llmGateway, service.handlers, { wire: true }), kv, keyRing }
}

/** Longer than any machine takes for an answer that does come: what fails does so by its fault, not by the load. */
export const PATIENT = { firstTokenMs: 20_000, stallMs: 20_000, wholeMs: 20_000 }
/** For models that fall silent. */
export const IMPATIENT = { firstTokenMs: 250, stallMs: 250, wholeMs: 250 }

/** A model behind an upstream of the test. */
export function modelAt(baseUrl: string, more: Partial<ModelSettings> = {}): ModelSettings {
  return {
    name: 'main',
    provider: 'openai-compatible',
    modelId: 'm-1',
    use: 'chat',
    baseUrl,
    isLocal: true,
    contextTokens: 100_000,
    capabilities: { tools: true, structuredOutput: true },
    timeouts: PATIENT,
    ...more,
  }
}

export function callAs(userId = 'ada', more: Partial<CallContext> = {}): CallContext {
  return { requestId: 'test', principal: { userId, teamIds: ['sre'], roles: ['engineer'] }, ...more }
}

type Asked = Parameters<Client<typeof llmGateway>['completeChat']>[0]

export function asking(text: string, more: Partial<Asked> = {}): Asked {
  return {
    messages: [{ role: 'user', parts: [{ origin: 'user', text }] }],
    tools: [],
    maxOutputTokens: 100,
    timeoutMs: 30_000,
    ...more,
  }
}

/** The same within a case. */
export function inCase(asked: Asked, caseId: string = randomUUID()) {
  const { model: _any, ...rest } = asked
  return { ...rest, caseId, turnId: randomUUID(), purpose: 'hypotheses' as const }
}

/** All events, and what ended them if it was no end. */
export async function collect(events: AsyncIterable<ModelEvent>) {
  const got: ModelEvent[] = []
  let error: unknown
  try {
    for await (const event of events) got.push(event)
  } catch (thrown) {
    error = thrown
  }
  const text = got.map((event) => (event.type === 'text-delta' ? event.text : '')).join('')
  return { got, text, end: got.at(-1), error }
}
