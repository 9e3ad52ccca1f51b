import { afterEach, expect, test, vi } from 'vitest'
import { asking, callAs, collect, inCase, modelAt, startGateway } from '../testing/start-gateway.ts'
import { type Behaviour, startUpstream } from '../testing/upstream.ts'

const open: { close: () => Promise<unknown> }[] = []
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close()
})
async function start(
  tokens: number,
  behave: () => Behaviour = () => ({ type: 'answer' }),
  timeouts = { firstTokenMs: 30_000, stallMs: 30_000, wholeMs: 30_000 },
) {
  const upstream = await startUpstream(behave)
  const gateway = startGateway({ models: [modelAt(upstream.baseUrl, { timeouts })], limits: [{ per: 'user', tokens }] })
  open.push(upstream, gateway)
  return { upstream, ...gateway }
}
/** Of the upstream's answers. */
const USED = 15

test('200 requests at once at the edge of a budget never use more than it', async () => {
  const limit = 2000
  const { client, upstream } = await start(limit)
  const asked = asking('why?', { timeoutMs: 30_000 })
  const answers = await Promise.allSettled(
    Array.from({ length: 200 }, async (_, index) => {
      if (index % 2 === 0) return client.completeChat(asked, callAs())
      const { error } = await collect(client.streamChat(asked, callAs()))
      if (error) throw error
    }),
  )
  const refused = answers.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []))
  expect(new Set(refused.map(({ code }) => code))).toEqual(new Set(['llm.over_budget']))
  expect(refused.length).toBeGreaterThan(0)
  expect(upstream.bodies.length * USED).toBeLessThanOrEqual(limit)
  expect(upstream.bodies).toHaveLength(200 - refused.length)
})

test('what was reserved comes back however a request ends', async () => {
  const endings: readonly Behaviour[] = [{ type: 'status', status: 400 }, { type: 'cut', after: 3 }, { type: 'reset' }]
  let at = 0
  const { client } = await start(230, () => endings[at++] ?? { type: 'answer' })
  const asked = asking('why?', { timeoutMs: 5000 })
  await expect(client.completeChat(asked, callAs())).rejects.toMatchObject({ code: 'llm.rejected' })
  expect((await collect(client.streamChat(asked, callAs()))).error).toMatchObject({ code: 'llm.interrupted' })
  await client.completeChat(asked, callAs())
  await client.completeChat(asked, callAs())
})

test('an answer from the cache costs nothing', async () => {
  const { client } = await start(130)
  const asked = inCase(asking('why?'))
  for (let times = 0; times < 20; times += 1) expect((await collect(client.generate(asked, callAs()))).error).toBeUndefined()
})

/** What of the limit is used or set aside. */
async function usedOf(client: ReturnType<typeof startGateway>['client']) {
  const { limits } = await client.listLimits({}, callAs())
  return limits[0]?.used?.tokens
}

test('who leaves once the model has read the request pays for what it read', async () => {
  const { client, upstream } = await start(10_000, () => ({ type: 'silent' }))
  const caller = new AbortController()
  const answer = client.completeChat(asking('x'.repeat(3000)), callAs('ada', { signal: caller.signal }))
  await vi.waitFor(() => expect(upstream.bodies).toHaveLength(1))
  caller.abort()
  await expect(answer).rejects.toMatchObject({ code: 'request.cancelled' })
  await vi.waitFor(async () => expect(await usedOf(client)).toBe(1008))
})

test.each([
  ['a broken answer costs what was read, each time', { type: 'cut', after: 3 }, 4],
  ['a refusal costs nothing', { type: 'status', status: 500 }, 0],
] as const)('%s', async (_what, behaviour, times) => {
  const { client, upstream } = await start(10_000, () => behaviour)
  await expect(client.completeChat(asking('x'.repeat(300)), callAs())).rejects.toMatchObject({ code: 'llm.unavailable' })
  expect(upstream.bodies).toHaveLength(4)
  expect(await usedOf(client)).toBe(times * 108)
})

test('a script of a token a character is reserved as such', async () => {
  const { client, upstream } = await start(2000)
  await expect(client.completeChat(asking('数据库连接池已经耗尽'.repeat(200)), callAs())).rejects.toMatchObject({
    code: 'llm.over_budget',
  })
  await client.completeChat(asking('the pool of connections is exhausted'.repeat(100)), callAs())
  expect(upstream.bodies).toHaveLength(1)
})
