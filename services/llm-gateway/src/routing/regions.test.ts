import { afterEach, describe, expect, test } from 'vitest'
import type { GatewaySettings } from '../settings/gateway-settings.ts'
import { asking, callAs, collect, inCase, modelAt, startGateway } from '../testing/start-gateway.ts'
import { startUpstream } from '../testing/upstream.ts'

const open: { close: () => Promise<unknown> }[] = []
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close()
})

/** One model without a region, one in the United States, two in Europe of which the first is down. */
async function start(settings: Partial<GatewaySettings> = {}) {
  const upstream = await startUpstream((_index, body) =>
    body.includes('"down"') ? { type: 'status', status: 500 } : { type: 'answer' },
  )
  const at = (name: string, region?: string, use: 'chat' | 'embedding' = 'chat') =>
    modelAt(upstream.baseUrl, { name, modelId: name, use, ...(region !== undefined && { region }) })
  const gateway = startGateway({
    models: [
      at('nowhere'),
      at('ohio', 'us-east-2'),
      at('down', 'eu-west-1'),
      at('frankfurt', 'eu-central-1'),
      at('vectors-us', 'us-east-2', 'embedding'),
      at('vectors-eu', 'eu-central-1', 'embedding'),
    ],
    ...settings,
  })
  open.push(upstream, gateway)
  return { ...gateway, upstream }
}

describe('a request that asks for a region', () => {
  test('is answered by its models alone, also when the first of them fails', async () => {
    const { client, upstream } = await start()
    expect(await client.completeChat(asking('why?', { region: 'eu' }), callAs())).toMatchObject({ model: 'frankfurt' })
    expect(upstream.bodies.map((body) => JSON.parse(body).model)).toEqual(['down', 'frankfurt'])
    expect(await client.completeChat(asking('why?', { region: 'us-east-2' }), callAs())).toMatchObject({ model: 'ohio' })
    expect(await client.embed({ texts: ['a'], region: 'eu' }, callAs())).toMatchObject({ model: 'vectors-eu' })
  })

  test.each(['ap', 'e', 'eu-central'])(
    'goes nowhere and is told why when there is no model of %j that could answer',
    async (region) => {
      const { client, upstream } = await start()
      const model = region === 'eu-central' ? 'ohio' : undefined
      const asked = asking('why?', { region, ...(model && { model }) })
      await expect(client.completeChat(asked, callAs())).rejects.toMatchObject({
        code: 'llm.unsuitable',
        detail: expect.stringContaining(`Only models of ${region} may be asked`),
      })
      expect(upstream.bodies).toEqual([])
    },
  )

  test('of a case gets no answer that another region gave before', async () => {
    const { client, upstream } = await start()
    const asked = inCase(asking('why?'))
    await collect(client.generate(asked, callAs()))
    await collect(client.generate({ ...asked, region: 'eu' }, callAs()))
    expect(upstream.bodies.map((body) => JSON.parse(body).model)).toEqual(['nowhere', 'down', 'frankfurt'])
  })
})

test('the region that the operator sets holds for everybody, besides that of the caller', async () => {
  const { client, upstream } = await start({ region: 'eu' })
  expect(await client.completeChat(asking('why?'), callAs())).toMatchObject({ model: 'frankfurt' })
  await expect(client.completeChat(asking('why?', { region: 'us' }), callAs())).rejects.toMatchObject({ code: 'llm.unsuitable' })
  expect(await client.embed({ texts: ['a'] }, callAs())).toMatchObject({ model: 'vectors-eu' })
  expect(upstream.bodies.map((body) => JSON.parse(body).model)).not.toContain('ohio')
  expect((await client.listModels({}, callAs())).models.map(({ region }) => region)).toContain('us-east-2')
})
