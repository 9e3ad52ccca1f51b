import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { readModels } from './read-models.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'faultmaven-models-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

async function read(file: unknown, environment: NodeJS.ProcessEnv = { KEY: ' k-1\n', CANARY: 'never' }) {
  const name = path.join(folder, 'models.json')
  await writeFile(name, typeof file === 'string' ? file : JSON.stringify(file))
  return readModels(name, environment)
}
const remote = { name: 'main', provider: 'openai', model: 'gpt-4o-mini', key: { environment: 'KEY' }, contextTokens: 128_000 }
const local = {
  name: 'local',
  provider: 'openai-compatible',
  model: 'm',
  baseUrl: 'http://127.0.0.1:11434/v1',
  contextTokens: 8192,
}

describe('readModels()', () => {
  test('without a file has none', async () => {
    expect((await readModels(undefined)).models).toEqual([])
  })

  test('reads models, keys by the name of their place, and what is usual', async () => {
    const { models, route, canaries, limits } = await read({
      models: [remote, local],
      canaries: [{ environment: 'CANARY' }],
      limits: [{ per: 'user', tokens: 1000 }],
    })
    expect({ route, canaries, limits }).toEqual({
      route: 'primary',
      canaries: ['never'],
      limits: [{ per: 'user', tokens: 1000 }],
    })
    expect(models).toMatchObject([
      { name: 'main', modelId: 'gpt-4o-mini', use: 'chat', isLocal: false, timeouts: { firstTokenMs: 30_000 } },
      { name: 'local', baseUrl: local.baseUrl, isLocal: true },
    ])
    expect(await models[0]?.key?.()).toBe('k-1')
    expect(models[1]).not.toHaveProperty('key')
  })

  test('takes a key that will be given to the running gateway, and says how while it is not there', async () => {
    const { models } = await read({ models: [{ ...remote, key: 'sealed' }] })
    await expect(models[0]?.key?.()).rejects.toThrow('PUT /v1/settings/models/main/key')
    await expect(read({ models: [local], canaries: ['sealed'] })).rejects.toThrow('canaries')
  })

  test('reads the region of a model, and that of all requests only where a model is of it', async () => {
    const near = { ...remote, region: 'eu-central-1' }
    expect(await read({ models: [near, local], region: 'eu' })).toMatchObject({
      region: 'eu',
      models: [{ region: 'eu-central-1' }, {}],
    })
    await expect(read({ models: [near], region: 'us' })).rejects.toThrow('none is of it')
  })

  test('knows prices with their day and place, and lets the operator override them', async () => {
    const price = { input: 7, output: 8, date: '2026-11-23', source: 'contract' }
    const { models } = await read({ models: [remote, { ...remote, name: 'dear', price }, local] })
    expect(models[0]?.price).toMatchObject({
      input: 0.15,
      date: expect.stringMatching(/^20\d\d-\d\d-\d\d$/),
      source: expect.any(String),
    })
    expect(models[1]?.price).toEqual(price)
    expect(models[2]).not.toHaveProperty('price')
  })

  test('a name within a private network counts as local where the operator says so', async () => {
    const baseUrl = 'https://models.intern.example/v1'
    const { models } = await read({
      models: [
        { ...local, baseUrl },
        { ...local, name: 'two', baseUrl, local: true },
      ],
    })
    expect(models.map(({ isLocal }) => isLocal)).toEqual([false, true])
  })

  test('turns the semantic cache on only where it is written, with what is usual', async () => {
    const vectors = { ...local, name: 'vectors', use: 'embedding' }
    expect(await read({ models: [local, vectors] })).not.toHaveProperty('semanticCache')
    const { semanticCache } = await read({ models: [local, vectors], semanticCache: { hours: 2 } })
    expect(semanticCache).toEqual({ ttlMs: 7_200_000, maxErrorRate: 0.02 })
  })

  test.each([
    ['a semantic cache without a model for vectors', { models: [local], semanticCache: {} }, /"use": "embedding"/],
    ['no JSON', '{', /is no JSON/],
    ['another provider', { models: [{ ...remote, provider: 'x' }] }, /models\.0\.provider: must be one of openai/],
    ['an unknown property', { models: [{ ...remote, apiKey: 'k' }] }, /there is no apiKey/],
    ['two of one name', { models: [remote, remote] }, /two models are named "main"/],
    ['two limits of one kind', { models: [remote], limits: [{ per: 'user' }, { per: 'user' }] }, /two limits per user/],
    ['dollars without a price', { models: [local], limits: [{ per: 'user', usd: 1 }] }, /"local" has none/],
    ['no address', { models: [{ ...local, baseUrl: undefined }] }, /needs its baseUrl/],
    ['no key', { models: [{ ...remote, key: undefined }] }, /needs its key/],
    ['no region', { models: [{ ...remote, provider: 'amazon-bedrock' }] }, /needs its region/],
    ['a credential in the address', { models: [{ ...local, baseUrl: 'http://a:b@127.0.0.1/v1' }] }, /hold no credential/],
    [
      'a key over http',
      { models: [{ ...local, baseUrl: 'http://models.example/v1', key: { environment: 'KEY' } }] },
      /use https/,
    ],
    ['another scheme', { models: [{ ...local, baseUrl: 'file:///etc' }] }, /http or https/],
    ['a key that is not set', { models: [{ ...remote, key: { environment: 'OTHER' } }] }, /OTHER, which is not set/],
  ])('refuses %s, and says why', async (_what, file, why) => {
    await expect(read(file)).rejects.toThrow(why)
  })
})
