import { afterEach, describe, expect, test, vi } from 'vitest'
import { asking, callAs, collect, modelAt, startGateway } from '../testing/start-gateway.ts'
import { type Behaviour, startUpstream } from '../testing/upstream.ts'

const open: { close: () => Promise<unknown> }[] = []
afterEach(async () => {
  vi.useRealTimers()
  for (const one of open.splice(0).reverse()) await one.close()
})
async function upstream(behave: (index: number) => Behaviour = () => ({ type: 'answer' })) {
  const started = await startUpstream(behave)
  open.push(started)
  return started
}
function gateway(...[settings]: Parameters<typeof startGateway>) {
  const started = startGateway(settings)
  open.push(started)
  return started
}
const price = (input: number) => ({ input, output: input, date: '2026-11-23', source: 'a test' })

describe('a route', () => {
  test('asks the first model, the cheapest, or the fastest that was measured', async () => {
    const [main, cheap] = [await upstream(), await upstream()]
    const models = [modelAt(main.baseUrl, { price: price(9) }), modelAt(cheap.baseUrl, { name: 'cheap', price: price(1) })]
    expect((await gateway({ models }).client.completeChat(asking('x'), callAs())).model).toBe('main')
    expect((await gateway({ models, route: 'cost' }).client.completeChat(asking('x'), callAs())).model).toBe('cheap')
    const fastest = gateway({ models, route: 'latency' })
    // Nothing is known of either at first, so both are tried.
    for (let times = 0; times < 2; times += 1) await collect(fastest.client.streamChat(asking('x'), callAs()))
    expect([main.bodies.length, cheap.bodies.length]).toEqual([2, 2])
  })

  test('asks for no longer answer than the request leaves of the context', async () => {
    const main = await upstream()
    const { client } = gateway({ models: [modelAt(main.baseUrl, { contextTokens: 1200 })] })
    const askedFor = () => main.bodies.map((body): unknown => JSON.parse(body).max_tokens)
    await client.completeChat(asking('x'.repeat(3000), { maxOutputTokens: 4096 }), callAs())
    await collect(client.streamChat(asking('x'.repeat(3000), { maxOutputTokens: 100 }), callAs()))
    expect(askedFor()).toEqual([1200 - 1008, 100])
  })

  test('leaves models out that read too little or can call no tool', async () => {
    const [small, large] = [await upstream(), await upstream()]
    const models = [
      modelAt(small.baseUrl, { contextTokens: 50, capabilities: { tools: false, structuredOutput: false } }),
      modelAt(large.baseUrl, { name: 'large', contextTokens: 5000 }),
    ]
    const { client } = gateway({ models })
    expect((await client.completeChat(asking('x'.repeat(300)), callAs())).model).toBe('large')
    const tools = [{ name: 'look', description: '', parameters: { type: 'object' } }]
    expect((await client.completeChat(asking('x', { tools }), callAs())).model).toBe('large')
    await expect(client.completeChat(asking('x', { tools, model: 'main' }), callAs())).rejects.toMatchObject({
      code: 'llm.unsuitable',
    })
    await expect(client.completeChat(asking('x'.repeat(30_000)), callAs())).rejects.toMatchObject({ code: 'request.too_large' })
  })

  test('asks a named model and no other', async () => {
    const [main, backup] = [await upstream(() => ({ type: 'status', status: 500 })), await upstream()]
    const models = [modelAt(main.baseUrl), modelAt(backup.baseUrl, { name: 'backup' })]
    const { client } = gateway({ models })
    const asked = asking('x', { model: 'main', timeoutMs: 300 })
    await expect(client.completeChat(asked, callAs())).rejects.toMatchObject({ code: 'llm.unavailable' })
    expect(backup.bodies).toEqual([])
    await expect(client.completeChat(asking('x', { model: 'other' }), callAs())).rejects.toMatchObject({
      code: 'llm.model_not_found',
      detail: 'There is no model "other" here; there is: "main", "backup"',
    })
  })
})

describe('retries', () => {
  test('are at most four over all models', async () => {
    const [main, backup] = [await upstream(() => ({ type: 'reset' })), await upstream(() => ({ type: 'status', status: 503 }))]
    const { client } = gateway({ models: [modelAt(main.baseUrl), modelAt(backup.baseUrl, { name: 'backup' })] })
    await expect(client.completeChat(asking('x', { timeoutMs: 10_000 }), callAs())).rejects.toMatchObject({
      code: 'llm.unavailable',
      detail: expect.stringMatching(/"main": cannot be reached; "backup": failed \(503\)/),
    })
    expect(main.bodies.length + backup.bodies.length).toBe(4)
  })

  test('wait as long as the provider asks for, and not at all when the deadline is nearer', async () => {
    const limited = { type: 'status', status: 429, headers: { 'retry-after': '1' } } as const
    const patient = await upstream((index) => (index === 0 ? limited : { type: 'answer' }))
    const startedMs = Date.now()
    await gateway({ models: [modelAt(patient.baseUrl)] }).client.completeChat(asking('x', { timeoutMs: 5000 }), callAs())
    expect(Date.now() - startedMs).toBeGreaterThan(990)
    const { client } = gateway({ models: [modelAt((await upstream(() => limited)).baseUrl)] })
    await expect(client.completeChat(asking('x', { timeoutMs: 500 }), callAs())).rejects.toMatchObject({
      code: 'llm.rate_limited',
      retryAfterMs: 1000,
    })
    expect(Date.now() - startedMs).toBeLessThan(2500)
  })

  test('are not made of a request that no model takes, and end with the caller', async () => {
    const refusing = await upstream(() => ({ type: 'status', status: 400 }))
    const models = [modelAt(refusing.baseUrl), modelAt(refusing.baseUrl, { name: 'backup' })]
    await expect(gateway({ models }).client.completeChat(asking('x'), callAs())).rejects.toMatchObject({ code: 'llm.rejected' })
    expect(refusing.bodies).toHaveLength(1)
    const waiting = await upstream(() => ({ type: 'status', status: 429, headers: { 'retry-after': '60' } }))
    const caller = new AbortController()
    const { client } = gateway({ models: [modelAt(waiting.baseUrl)] })
    const asked = client.completeChat(asking('x', { timeoutMs: 100_000 }), callAs('ada', { signal: caller.signal }))
    await Promise.all([
      expect(asked).rejects.toMatchObject({ code: 'request.cancelled' }),
      vi.waitFor(() => expect(waiting.bodies).toHaveLength(1)).then(() => caller.abort()),
    ])
  })
})

describe('a model that fails often', () => {
  test.each([
    ['breaks off', { type: 'cut', after: 4 }],
    ['is slow with its first word', { type: 'silent' }],
    ['falls silent', { type: 'stall', after: 2 }],
  ] as const)('rests: %s', async (_how, behaviour) => {
    const [failing, backup] = [await upstream(() => behaviour), await upstream()]
    const models = [
      modelAt(failing.baseUrl, { timeouts: { firstTokenMs: 60, stallMs: 60, wholeMs: 60 } }),
      modelAt(backup.baseUrl, { name: 'backup' }),
    ]
    const { client } = gateway({ models })
    for (let times = 0; times < 8; times += 1) await collect(client.streamChat(asking('x'), callAs()))
    const asked = failing.bodies.length
    expect(asked).toBeLessThan(8)
    expect((await client.listModels({}, callAs())).models).toMatchObject([{ isResting: true }, { isResting: false }])
    expect((await collect(client.streamChat(asking('x'), callAs()))).end).toEqual({ type: 'finish', reason: 'stop' })
    expect(failing.bodies).toHaveLength(asked)
  })

  test('is tried again after its rest, and is back when it answers', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    let isBroken = true
    const main = await upstream(() => (isBroken ? { type: 'reset' } : { type: 'answer' }))
    const { client } = gateway({ models: [modelAt(main.baseUrl), modelAt((await upstream()).baseUrl, { name: 'backup' })] })
    const model = async () => (await client.completeChat(asking('x'), callAs())).model
    for (let times = 0; times < 8; times += 1) expect(await model()).toBe('backup')
    isBroken = false
    vi.setSystemTime(Date.now() + 11_000)
    expect([await model(), await model()]).toEqual(['main', 'main'])
  })

  test('rests on when the caller of its trial leaves', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    let behaviour: Behaviour = { type: 'reset' }
    const main = await upstream(() => behaviour)
    const { client } = gateway({ models: [modelAt(main.baseUrl), modelAt((await upstream()).baseUrl, { name: 'backup' })] })
    for (let times = 0; times < 8; times += 1) await client.completeChat(asking('x'), callAs())
    const asked = main.bodies.length
    behaviour = { type: 'silent' }
    vi.setSystemTime(Date.now() + 11_000)
    const caller = new AbortController()
    const trial = client.completeChat(asking('x'), callAs('ada', { signal: caller.signal }))
    await Promise.all([
      expect(trial).rejects.toMatchObject({ code: 'request.cancelled' }),
      vi.waitFor(() => expect(main.bodies).toHaveLength(asked + 1)).then(() => caller.abort()),
    ])
    expect((await client.completeChat(asking('x'), callAs())).model).toBe('backup')
    expect(main.bodies).toHaveLength(asked + 1)
  })

  test('is not blamed for callers that leave', async () => {
    const slow = await upstream(() => ({ type: 'silent' }))
    const { client } = gateway({
      models: [modelAt(slow.baseUrl, { timeouts: { firstTokenMs: 9000, stallMs: 9000, wholeMs: 9000 } })],
    })
    for (let times = 0; times < 12; times += 1) {
      const caller = new AbortController()
      const asked = client.completeChat(asking('x'), callAs('ada', { signal: caller.signal }))
      await Promise.all([
        expect(asked).rejects.toMatchObject({ code: 'request.cancelled' }),
        vi.waitFor(() => expect(slow.bodies).toHaveLength(times + 1)).then(() => caller.abort()),
      ])
    }
    expect((await client.listModels({}, callAs())).models).toMatchObject([{ isResting: false }])
  })
})

test('testModel() says that a model answers, or why not, and nothing that must not be shown', async () => {
  const [good, bad] = [await upstream(), await upstream(() => ({ type: 'status', status: 401 }))]
  const noKey = () => Promise.reject(new Error('KEY_OF_MODEL is not set'))
  const { client } = gateway({
    models: [
      modelAt(good.baseUrl),
      modelAt(bad.baseUrl, { name: 'bad' }),
      modelAt(good.baseUrl, { name: 'keyless', key: noKey }),
      modelAt(good.baseUrl, { name: 'vectors', use: 'embedding' }),
    ],
  })
  expect(await client.testModel({ model: 'main' }, callAs())).toMatchObject({
    ok: true,
    said: expect.stringMatching(/^The pool/),
  })
  expect(await client.testModel({ model: 'bad' }, callAs())).toMatchObject({
    ok: false,
    why: '"bad": refuses its key (401)',
    said: expect.stringMatching('it failed'),
  })
  expect(await client.testModel({ model: 'keyless' }, callAs())).toMatchObject({
    ok: false,
    why: expect.stringContaining('has no key, so it was not asked'),
    said: 'KEY_OF_MODEL is not set',
  })
  expect(await client.testModel({ model: 'vectors' }, callAs())).toMatchObject({ ok: true, said: 'A vector of 2 numbers' })
  expect(good.bodies).toHaveLength(2)
  // A test leaves the machine, too.
  const { entries } = await client.listOwnEgress({}, callAs())
  expect(entries).toHaveLength(3)
  expect(await client.readOwnEgress({ egressId: entries[0]?.egressId ?? '' }, callAs())).toEqual({ body: good.bodies[0] })
  expect(await client.listOwnEgress({}, callAs('somebody else'))).toEqual({ entries: [] })
  await expect(client.testModel({ model: 'none' }, callAs())).rejects.toMatchObject({ code: 'llm.model_not_found' })
})
