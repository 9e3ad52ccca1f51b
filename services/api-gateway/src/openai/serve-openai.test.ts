import { llmGateway, type ModelEvent } from '@faultmaven/contracts'
import { createInProcessClient, type Handlers, ProblemError } from '@faultmaven/rpc'
import { afterEach, describe, expect, test } from 'vitest'
import { createScriptedBackends } from '../testing/scripted-backends.ts'
import { startGateway } from '../testing/start-gateway.ts'

type Asked = Parameters<Handlers<typeof llmGateway>['completeChat']>[0]
type Started = Awaited<ReturnType<typeof startGateway>>

let started: Started
let asked: Asked | undefined
afterEach(() => started.stop())

const CALL = { callId: 'c1', name: 'look', arguments: '{"at":1}' }

async function start(
  tell: () => Iterable<ModelEvent> = () => [],
  answer: Partial<Awaited<ReturnType<Handlers<typeof llmGateway>['completeChat']>>> = {},
) {
  const handlers: Pick<Handlers<typeof llmGateway>, 'completeChat' | 'streamChat' | 'embed' | 'listModels'> = {
    async completeChat(input) {
      asked = input
      if (input.model === 'none') throw new ProblemError('llm.model_not_found')
      return { model: 'main', text: 'It is full', toolCalls: [], reason: 'stop', inputTokens: 3, outputTokens: 2, ...answer }
    },
    async *streamChat(input) {
      asked = input
      yield* tell()
    },
    embed: async ({ texts }) => ({ model: 'vectors', vectors: texts.map((_, index) => [index, 0.5]), inputTokens: 4 }),
    async listModels() {
      return {
        models: [
          {
            name: 'main',
            provider: 'openai',
            modelId: 'm',
            host: 'models.example.org',
            use: 'chat',
            contextTokens: 9,
            hasSealedKey: false,
            isResting: false,
          },
        ],
      }
    },
  }
  const { completeChat, streamChat, embed, listModels } = llmGateway.operations
  const client = createInProcessClient({ ...llmGateway, operations: { completeChat, streamChat, embed, listModels } }, handlers)
  // Nothing else of the client is called here.
  const whole = client as unknown as NonNullable<Parameters<typeof startGateway>[1]>['llmGateway']
  started = await startGateway(createScriptedBackends().backends, { llmGateway: whole })
  return started
}
const post = (path: string, body: object, headers: Record<string, string> = { authorization: `Bearer ${started.token}` }) =>
  fetch(started.origin + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })
const chat = (body: object = {}, headers?: Record<string, string>) =>
  post('/v1/chat/completions', { messages: [{ role: 'user', content: 'why?' }], ...body }, headers)

describe('POST /v1/chat/completions', () => {
  test('answers whole, in the form of OpenAI', async () => {
    await start()
    const response = await chat({ model: 'auto' })
    expect(await response.json()).toMatchObject({
      object: 'chat.completion',
      model: 'main',
      choices: [{ index: 0, message: { role: 'assistant', content: 'It is full' }, finish_reason: 'stop' }],
      usage: { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 },
    })
    expect(asked).not.toHaveProperty('model')
  })

  test('takes what clients of OpenAI send', async () => {
    await start(undefined, { text: '', toolCalls: [CALL], reason: 'tool-calls' })
    const response = await chat({
      model: 'main',
      messages: [
        { role: 'developer', content: 'be short' },
        {
          role: 'user',
          content: [
            { type: 'text', text: 'a' },
            { type: 'text', text: 'b' },
          ],
        },
        {
          role: 'assistant',
          content: null,
          tool_calls: [{ id: 'x', type: 'function', function: { name: 'look', arguments: '{}' } }],
        },
        { role: 'tool', tool_call_id: 'x', content: 'seen' },
      ],
      tools: [{ type: 'function', function: { name: 'look', parameters: { type: 'object' } } }],
      tool_choice: { type: 'function', function: { name: 'look' } },
      response_format: { type: 'json_schema', json_schema: { name: 'form', schema: { type: 'object' } } },
      temperature: 0,
      stop: 'END',
      max_tokens: 7,
      user: 'somebody',
    })
    expect(asked).toMatchObject({
      model: 'main',
      messages: [
        { role: 'system', parts: [{ origin: 'ours', text: 'be short' }] },
        { role: 'user', parts: [{ origin: 'user', text: 'a\nb' }] },
        { role: 'assistant', text: '', toolCalls: [{ callId: 'x', name: 'look', arguments: '{}' }] },
        { role: 'tool', callId: 'x', name: 'look', parts: [{ origin: 'evidence', text: 'seen' }] },
      ],
      tools: [{ name: 'look', description: '', parameters: { type: 'object' } }],
      toolChoice: { tool: 'look' },
      output: { name: 'form', schema: { type: 'object' } },
      parameters: { temperature: 0, stop: ['END'] },
      maxOutputTokens: 7,
    })
    const { choices } = (await response.json()) as { choices: unknown[] }
    const call = { id: 'c1', type: 'function', function: { name: 'look', arguments: '{"at":1}' } }
    expect(choices).toMatchObject([{ message: { content: null, tool_calls: [call] }, finish_reason: 'tool_calls' }])
  })

  test('streams', async () => {
    await start(() => [
      { type: 'text-delta', text: 'It ' },
      { type: 'text-delta', text: 'is' },
      { type: 'tool-call', call: CALL },
      { type: 'usage', inputTokens: 3, outputTokens: 2 },
      { type: 'finish', reason: 'stop' },
    ])
    const response = await chat({ stream: true, stream_options: { include_usage: true } })
    expect(response.headers.get('content-type')).toMatch('text/event-stream')
    const lines = (await response.text()).trim().split('\n\n')
    expect(lines.at(-1)).toBe('data: [DONE]')
    const chunks = lines
      .slice(0, -1)
      .map((line) => JSON.parse(line.slice(6)) as { choices: { delta: object; finish_reason: string }[]; usage?: object })
    expect(chunks.map(({ choices }) => choices[0]?.delta)).toEqual([
      { role: 'assistant', content: 'It ' },
      { content: 'is' },
      { tool_calls: [{ index: 0, id: 'c1', type: 'function', function: { name: 'look', arguments: '{"at":1}' } }] },
      {},
      undefined,
    ])
    expect(chunks.at(-2)?.choices[0]?.finish_reason).toBe('stop')
    expect(chunks.at(-1)?.usage).toEqual({ prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 })
  })

  test('tells a failure within a stream as an event, and never as an end', async () => {
    await start(function* () {
      yield { type: 'text-delta', text: 'It ' }
      throw new ProblemError('llm.interrupted')
    })
    const response = await chat({ stream: true })
    const text = await response.text()
    expect([response.status, text.includes('[DONE]')]).toEqual([200, false])
    expect(text).toMatch(
      /event: error\ndata: \{"error":\{"message":"[^"]+","type":"server_error","param":null,"code":"llm.interrupted"\}\}\n\n$/,
    )
  })

  test('a failure before the first piece has its status', async () => {
    await start(() => {
      throw new ProblemError('llm.rate_limited', { retryAfterMs: 1500 })
    })
    const response = await chat({ stream: true })
    expect([response.status, response.headers.get('retry-after')]).toEqual([429, '2'])
    expect(await response.json()).toMatchObject({ error: { code: 'llm.rate_limited' } })
  })

  test.each([
    [
      'a picture',
      { messages: [{ role: 'user', content: [{ type: 'image_url', image_url: { url: 'x' } }] }] },
      422,
      /content: Expected text/,
    ],
    ['several answers', { n: 2 }, 422, /^One answer a request/],
    ['no messages', { messages: [] }, 422, /messages: Expected at least 1 items$/],
    ['another model', { model: 'none' }, 404, /model/],
  ])('refuses %s in the words of OpenAI', async (_what, body, status, message) => {
    await start()
    const response = await chat(body)
    expect(response.status).toBe(status)
    expect(await response.json()).toMatchObject({ error: { message: expect.stringMatching(message), code: expect.any(String) } })
  })

  test('needs a session, and a foreign page cannot use one', async () => {
    await start()
    expect((await chat({}, { authorization: 'Bearer wrong' })).status).toBe(401)
    const { cookie } = started.headers
    expect((await chat({}, { cookie, origin: 'https://elsewhere.example' })).status).toBe(403)
    expect((await chat({}, started.headers)).status).toBe(200)
  })
})

test('POST /v1/embeddings answers with numbers, or with bytes of floats', async () => {
  await start()
  const numbers = await (await post('/v1/embeddings', { model: 'v', input: ['a', 'b'] })).json()
  expect(numbers).toMatchObject({
    object: 'list',
    model: 'vectors',
    data: [{ embedding: [0, 0.5] }, { index: 1, embedding: [1, 0.5] }],
  })
  const bytes = (await (await post('/v1/embeddings', { input: 'a', encoding_format: 'base64' })).json()) as {
    data: { embedding: string }[]
  }
  expect([...new Float32Array(new Uint8Array(Buffer.from(bytes.data[0]?.embedding ?? '', 'base64')).buffer)]).toEqual([0, 0.5])
})

test('GET /v1/models lists what the operator configured', async () => {
  await start()
  const response = await fetch(`${started.origin}/v1/models`, { headers: { authorization: `Bearer ${started.token}` } })
  expect(await response.json()).toEqual({
    object: 'list',
    data: [
      { id: 'auto', object: 'model', created: 0, owned_by: 'faultmaven', use: 'chat' },
      { id: 'main', object: 'model', created: 0, owned_by: 'openai', use: 'chat' },
    ],
  })
})

test('without the role every route says that no model is configured', async () => {
  started = await startGateway(createScriptedBackends().backends)
  expect(await (await chat()).json()).toMatchObject({ error: { code: 'llm.not_configured' } })
})
