import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readLiveSources } from './read-live-sources.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'faultmaven-live-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

async function fileOf(content: unknown, name = 'live.json'): Promise<string> {
  const file = path.join(folder, name)
  await writeFile(file, typeof content === 'string' ? content : JSON.stringify(content))
  return file
}
const prometheus = { name: 'main', kind: 'prometheus', address: 'https://prometheus.example:9090' }
const read = async (source: object, environment: NodeJS.ProcessEnv = {}) =>
  (await readLiveSources(await fileOf({ liveSources: [source] }), environment))[0]

describe('readLiveSources()', () => {
  test('attaches nothing without a file', async () => expect(await readLiveSources(undefined)).toEqual([]))

  test('fills in what is not said', async () => {
    expect(await read({ ...prometheus, address: 'http://10.0.0.5:9090/metrics/' })).toEqual({
      name: 'main',
      kind: 'prometheus',
      address: 'http://10.0.0.5:9090/metrics',
      deadlineMs: 15_000,
      maxBytes: 4_000_000,
    })
  })

  test('takes what each kind may be told', async () => {
    expect(await read({ ...prometheus, tenant: 'shop' })).toMatchObject({ tenant: 'shop' })
    const elastic = { ...prometheus, kind: 'elasticsearch', indices: ['logs-*'], timeField: 'ts' }
    expect(await read(elastic)).toMatchObject({ indices: ['logs-*'], timeField: 'ts' })
    expect(await read({ ...prometheus, kind: 'mcp', tools: ['search'] })).toMatchObject({ tools: ['search'] })
  })

  test('reads a credential where it stands, each time', async () => {
    const secret = { environment: 'PROM_TOKEN' }
    const fromEnvironment = await read({ ...prometheus, credential: { scheme: 'bearer', secret } }, { PROM_TOKEN: 'abc' })
    expect(await fromEnvironment?.authorization?.()).toBe('Bearer abc')
    const file = await fileOf('first\n', 'token')
    const fromFile = await read({ ...prometheus, credential: { scheme: 'api-key', secret: { file } } })
    expect(await fromFile?.authorization?.()).toBe('ApiKey first')
    await fileOf('second\n', 'token')
    expect(await fromFile?.authorization?.()).toBe('ApiKey second')
    const basic = await read({ ...prometheus, credential: { scheme: 'basic', secret } }, { PROM_TOKEN: 'ada:pw' })
    expect(await basic?.authorization?.()).toBe(`Basic ${Buffer.from('ada:pw').toString('base64')}`)
  })

  test.each<[object, string]>([
    [{ ...prometheus, kind: 'graphite' }, 'liveSources[0].kind: must be one of prometheus, loki, elasticsearch, kubernetes, mcp'],
    [{ ...prometheus, name: '../etc' }, 'liveSources[0].name: must be 1 to 40 of'],
    [{ ...prometheus, token: 'abc' }, 'liveSources[0]: there is no token'],
    [{ ...prometheus, credential: { scheme: 'bearer', secret: 'abc' } }, 'liveSources[0].credential.secret'],
    [{ ...prometheus, address: 'ftp://x' }, 'must be an http or https URL'],
    [{ ...prometheus, address: 'https://ada:pw@x' }, 'holds a credential'],
    [{ ...prometheus, address: 'https://x/?a=b' }, 'must end with its path'],
    [{ ...prometheus, address: 'http://x', credential: { scheme: 'bearer', secret: { environment: 'T' } } }, 'use https'],
    [
      { ...prometheus, credential: { scheme: 'bearer', secret: { environment: 'T' } } },
      'needs its credential in T, which is not set',
    ],
    [{ ...prometheus, credential: { scheme: 'bearer', secret: { file: '/none/token' } } }, 'cannot be read from "/none/token"'],
    [{ ...prometheus, certificateAuthority: '/none/ca.pem' }, 'certificate authority of the live source "main" cannot be read'],
    [{ ...prometheus, deadlineSeconds: 600 }, 'liveSources[0].deadlineSeconds'],
    [{ ...prometheus, kind: 'elasticsearch' }, 'liveSources[0].indices'],
    [{ ...prometheus, kind: 'elasticsearch', indices: ['.security'] }, 'not beginning with . or *'],
    [{ ...prometheus, kind: 'elasticsearch', indices: ['_all'] }, 'not beginning with . or *'],
    [{ ...prometheus, kind: 'mcp', tools: [] }, 'liveSources[0].tools'],
  ])('refuses %j and says why', async (source, words) => {
    await expect(read(source)).rejects.toThrow(words)
  })

  test('never repeats a credential that was written into the file', async () => {
    const failure = await read({ ...prometheus, credential: { scheme: 'bearer', secret: 's3cret' } }).catch(String)
    expect(failure).not.toContain('s3cret')
  })

  test('refuses two of one name, what is no JSON, and a file that is not there', async () => {
    const two = await fileOf({ liveSources: [prometheus, { ...prometheus, kind: 'loki' }] })
    await expect(readLiveSources(two)).rejects.toThrow('two live sources named "main"')
    await expect(readLiveSources(await fileOf('{'))).rejects.toThrow('is no JSON')
    await expect(readLiveSources('/none/live.json')).rejects.toThrow('"/none/live.json" cannot be read')
  })
})
