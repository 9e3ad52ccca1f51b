import { randomUUID } from 'node:crypto'
import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import os from 'node:os'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createScriptedBackends } from './testing/scripted-backends.ts'
import { startGateway } from './testing/start-gateway.ts'

type Gateway = Awaited<ReturnType<typeof startGateway>>
type Answer = { readonly status: number; readonly headers: NodeJS.Dict<string | string[]>; readonly text: string }

let folder: string
let gateway: Gateway
let told: ReturnType<typeof createScriptedBackends>['told']

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'faultmaven-page-'))
  await mkdir(path.join(folder, 'web/assets'), { recursive: true })
  await writeFile(path.join(folder, 'web/index.html'), '<!doctype html><title>FaultMaven</title>')
  await writeFile(path.join(folder, 'web/assets/main-4f3a.js'), 'export {}')
  await writeFile(path.join(folder, 'web/assets/main-4f3a.js.map'), '{}')
  await writeFile(path.join(folder, 'secret.txt'), 'not for the page')
})
afterAll(() => rm(folder, { recursive: true, force: true }))
beforeEach(async () => {
  const scripted = createScriptedBackends()
  told = scripted.told
  gateway = await startGateway(scripted.backends, { assetsFolder: path.join(folder, 'web') })
})
afterEach(() => gateway.stop())

/** Node's own client: fetch refuses to send a forged Host and tidies paths. */
function send(method: string, target: string, headers: Record<string, string> = {}, body = ''): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request(
      { hostname: '127.0.0.1', port: gateway.port, method, path: target, headers: { host: gateway.host, ...headers } },
      (response) => {
        let text = ''
        response.on('data', (chunk: Buffer) => (text += chunk.toString()))
        response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }))
      },
    )
    sent.on('error', reject)
    sent.end(body)
  })
}

const JSON_TYPE = { 'content-type': 'application/json' }
const redeem = (token: string, headers: Record<string, string> = { origin: gateway.origin }) =>
  send('POST', '/v1/session', { ...JSON_TYPE, ...headers }, JSON.stringify({ token }))

describe('host', () => {
  test.each(['/', '/index.html', '/v1/cases', '/nothing', '/v1/session'])(
    '%s is refused under a name that is not ours',
    async (target) => {
      for (const host of [
        `attacker.example:${gateway.port}`,
        '127.0.0.1:1',
        '127.0.0.1',
        `127.0.0.1.attacker.example:${gateway.port}`,
      ]) {
        const { status, text } = await send('GET', target, { host, cookie: gateway.headers.cookie })
        expect([status, JSON.parse(text).code, host]).toEqual([421, 'request.misdirected', host])
      }
    },
  )
})

describe('origin', () => {
  const ask = (headers: Record<string, string>) => send('POST', '/v1/cases', { ...JSON_TYPE, ...headers }, '{"question":"Why?"}')

  test('a state-changing request needs the page itself as origin, or a bearer token', async () => {
    const { cookie, origin } = gateway.headers
    const bearer = { authorization: `Bearer ${gateway.token}` }
    const foreign = 'https://attacker.example'
    const refused = [
      { cookie },
      { cookie, origin: foreign },
      { cookie, origin: 'null' },
      { cookie, origin: origin.replace('http:', 'https:') },
      { ...bearer, origin: foreign },
    ]
    for (const headers of refused) expect(await ask(headers)).toMatchObject({ status: 403 })
    expect(await ask({})).toMatchObject({ status: 401, text: expect.stringContaining('Authorization: Bearer') })
    expect(told.calls).toEqual([])
    expect(await ask({ cookie, origin })).toMatchObject({ status: 201 })
    expect(await ask(bearer)).toMatchObject({ status: 201 })
  })

  test('holds for DELETE, for unknown addresses and for the exchange of the link too', async () => {
    const { cookie } = gateway.headers
    expect(await send('DELETE', `/v1/cases/${randomUUID()}`, { cookie })).toMatchObject({ status: 403 })
    expect(await send('PUT', '/nothing', { cookie, origin: 'https://attacker.example' })).toMatchObject({ status: 403 })
    const link = gateway.link()
    expect(await redeem(link, { origin: 'https://attacker.example' })).toMatchObject({ status: 403 })
    expect(await redeem(link)).toMatchObject({ status: 200 })
  })

  test('no answer may be read by another site', async () => {
    const { headers } = await send('GET', '/v1/cases', { cookie: gateway.headers.cookie, origin: 'https://attacker.example' })
    expect(Object.keys(headers).filter((name) => name.startsWith('access-control'))).toEqual([])
    expect(headers['cross-origin-resource-policy']).toBe('same-origin')
  })
})

describe('session', () => {
  test('a link works once and gives a cookie that scripts and other sites cannot use', async () => {
    const link = gateway.link()
    const first = await redeem(link)
    expect(first).toMatchObject({ status: 200, text: '{"ok":true}' })
    const cookie = String(first.headers['set-cookie'])
    expect(cookie).toMatch(new RegExp(`^fm_${gateway.port}=[\\w-]{43}; HttpOnly; SameSite=Strict; Path=/$`))
    expect(await send('GET', '/v1/cases', { cookie: cookie.split(';')[0]! })).toMatchObject({ status: 200 })
    const again = await redeem(link)
    expect([again.status, JSON.parse(again.text).code, again.headers['set-cookie']]).toEqual([401, 'auth.link_used', undefined])
  })

  test.each([{}, { cookie: 'fm_1=abc' }, { authorization: 'Bearer abc' }, { authorization: 'Basic abc' }])(
    'nothing of a case is told without a session (%o)',
    async (headers) => {
      const id = randomUUID()
      for (const target of [
        '/v1/cases',
        `/v1/cases/${id}`,
        `/v1/cases/${id}/events`,
        `/v1/cases/${id}/sources`,
        `/v1/receipts/${id}`,
      ]) {
        expect([(await send('GET', target, headers)).status, target]).toEqual([401, target])
      }
      expect(
        (await send('POST', '/v1/cases', { ...JSON_TYPE, ...headers, origin: gateway.origin }, '{"question":"x"}')).status,
      ).toBe(401)
      expect(told.calls).toEqual([])
    },
  )

  test('the cookie of another port is not ours', async () => {
    const cookie = `fm_${gateway.port + 1}=${gateway.token}`
    expect(await send('GET', '/v1/cases', { cookie })).toMatchObject({ status: 401 })
  })

  test.each(['', '{}', '{"token":7}', '[]', 'x'])('a malformed exchange is a problem (%j)', async (body) => {
    const { status, headers } = await send('POST', '/v1/session', { ...JSON_TYPE, origin: gateway.origin }, body)
    expect([status, headers['set-cookie']]).toEqual([422, undefined])
  })
})

describe('the page', () => {
  test('comes with the strict policy, is asked for anew, and its hashed files are kept', async () => {
    const page = await send('GET', '/')
    expect(page.text).toContain('<title>FaultMaven</title>')
    expect(page.headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-cache',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
    })
    expect(page.headers['content-security-policy']).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; " +
        "worker-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'; " +
        'trusted-types faultmaven',
    )
    const script = await send('GET', '/assets/main-4f3a.js')
    expect(script.headers['cache-control']).toBe('public, max-age=31536000, immutable')
  })

  test('is served for the addresses of its screens', async () => {
    expect((await send('GET', `/cases/${randomUUID()}?line=7`)).text).toContain('<title>FaultMaven</title>')
  })

  test.each([
    '/../secret.txt',
    '/..%2fsecret.txt',
    '/%2e%2e/secret.txt',
    '/assets/../../secret.txt',
    '/assets/..%5c..%5csecret.txt',
    '/secret.txt',
    '/assets/main-4f3a.js.map',
    '/v1/nothing',
    '/internal/agent/cases',
  ])('%s is not found', async (target) => {
    const { status, text } = await send('GET', target, { cookie: gateway.headers.cookie })
    expect([status, JSON.parse(text).code]).toEqual([404, 'route.not_found'])
  })
})

test('data-processing is not asked about a case that is not the caller’s', async () => {
  const { cookie, origin } = gateway.headers
  const id = randomUUID()
  const { status } = await send('GET', `/v1/cases/${id}/sources`, { cookie })
  expect([status, told.calls]).toEqual([404, []])
  const page = { order: 'time', direction: 'forward', limit: 10, count: true }
  const asked = {
    lines: { filter: {}, ...page },
    histogram: { filter: {}, buckets: 10 },
    facets: { filter: {} },
    templates: { offset: 0, limit: 10 },
    compare: { bad: { sourceIds: [id] }, good: { sourceIds: [id] } },
  }
  for (const [what, body] of Object.entries(asked)) {
    const answer = await send('POST', `/v1/cases/${id}/explore/${what}`, { ...JSON_TYPE, cookie, origin }, JSON.stringify(body))
    expect([what, answer.status, told.calls]).toEqual([what, 404, []])
  }
  const context = await send('GET', `/v1/cases/${id}/sources/${id}/lines/1/context?before=1&after=1`, { cookie })
  expect([context.status, told.calls]).toEqual([404, []])
})
