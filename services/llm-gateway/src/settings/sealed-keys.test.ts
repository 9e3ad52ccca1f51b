import { afterEach, describe, expect, test } from 'vitest'
import { asking, callAs, modelAt, startGateway } from '../testing/start-gateway.ts'
import { startUpstream } from '../testing/upstream.ts'

const KEY = 'sk-given-by-the-administrator'
const ADMIN = callAs('root', { principal: { userId: 'root', teamIds: [], roles: ['admin'] } })
const open: { close: () => Promise<unknown> }[] = []
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close()
})

async function start(more: Parameters<typeof modelAt>[1] = {}) {
  const upstream = await startUpstream(() => ({ type: 'answer' }))
  const gateway = startGateway({ models: [modelAt(upstream.baseUrl, more)] })
  open.push(upstream, gateway)
  return { ...gateway, upstream, lastKey: () => upstream.headers.at(-1)?.authorization }
}

describe('a key that an administrator gives', () => {
  test('is used from then on, by the test of a model too, after a restart too, and no longer once it is removed', async () => {
    const { client, lastKey, kv, keyRing, upstream } = await start({ key: async () => 'from-the-environment' })
    await client.completeChat(asking('why?'), callAs())
    expect(lastKey()).toBe('Bearer from-the-environment')
    await client.setModelKey({ model: 'main', key: `${KEY}\n` }, ADMIN)
    await client.completeChat(asking('why?'), callAs())
    expect(lastKey()).toBe(`Bearer ${KEY}`)
    const again = startGateway({ models: [modelAt(upstream.baseUrl)], kv, keyRing })
    open.push(again)
    expect(await again.client.testModel({ model: 'main' }, ADMIN)).toMatchObject({ ok: true })
    expect(lastKey()).toBe(`Bearer ${KEY}`)
    expect(await client.removeModelKey({ model: 'main' }, ADMIN)).toEqual({ removed: true })
    await client.completeChat(asking('why?'), callAs())
    expect(lastKey()).toBe('Bearer from-the-environment')
    expect(await client.removeModelKey({ model: 'main' }, ADMIN)).toEqual({ removed: false })
  })

  test('is stored sealed and told to nobody', async () => {
    const { client, kv } = await start()
    await client.setModelKey({ model: 'main', key: KEY }, ADMIN)
    const rows = await kv.list('settings/')
    expect(rows).toHaveLength(1)
    expect(Buffer.from(rows[0]!.value).toString('latin1')).not.toContain(KEY)
    const { models } = await client.listModels({}, ADMIN)
    expect(models).toMatchObject([{ hasSealedKey: true }])
    expect(JSON.stringify(models)).not.toContain(KEY)
  })

  test('is refused from who is no administrator, for a model that is not there, and where it could be read on its way', async () => {
    const { client } = await start({ baseUrl: 'http://models.example.org/v1' })
    const set = (model: string, key: string, context = ADMIN) => client.setModelKey({ model, key }, context)
    await expect(set('main', KEY, callAs())).rejects.toMatchObject({ code: 'auth.forbidden' })
    await expect(set('other', KEY)).rejects.toMatchObject({ code: 'llm.model_not_found' })
    await expect(set('main', KEY)).rejects.toMatchObject({ code: 'request.invalid', detail: expect.stringContaining('http') })
    await expect(set('main', 'two words')).rejects.toMatchObject({ code: 'request.invalid' })
  })
})
