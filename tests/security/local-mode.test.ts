import { request } from 'node:http'
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openSession } from '../support/client.ts'
import { type Server, startServer } from '../support/server.ts'

let folder: string
let server: Server
let session: Awaited<ReturnType<typeof openSession>>

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'faultmaven-local-'))
  server = await startServer(['--data', folder])
  session = await openSession(server)
})
afterAll(async () => {
  await server.stop()
  await rm(folder, { recursive: true, force: true })
})

/** Node's own client: fetch refuses to send a forged Host. */
function send(
  method: string,
  target: string,
  headers: Record<string, string>,
  body = '',
): Promise<{ status: number; headers: NodeJS.Dict<string | string[]> }> {
  const { hostname, port } = new URL(server.url)
  return new Promise((resolve, reject) => {
    const sent = request({ hostname, port, method, path: target, headers }, (response) => {
      response.resume()
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers }))
    })
    sent.on('error', reject)
    sent.end(body)
  })
}

describe('local mode', () => {
  test.each(['/', '/v1/cases', '/livez'])('a rebound host name is refused on %s', async (target) => {
    const { port } = new URL(server.url)
    expect((await send('GET', target, { host: `attacker.example:${port}`, cookie: session.headers.cookie })).status).toBe(421)
    expect((await send('GET', target, { host: '127.0.0.1:1', cookie: session.headers.cookie })).status).toBe(421)
  })

  test('a foreign origin cannot change state, nor can a request without any origin that rides on the cookie', async () => {
    const host = new URL(server.url).host
    const json = { host, cookie: session.headers.cookie, 'content-type': 'application/json' }
    expect((await send('POST', '/v1/cases', { ...json, origin: 'https://attacker.example' }, '{"question":"x"}')).status).toBe(
      403,
    )
    expect((await send('POST', '/v1/cases', { ...json, origin: 'null' }, '{"question":"x"}')).status).toBe(403)
    expect((await send('POST', '/v1/cases', json, '{"question":"x"}')).status).toBe(403)
    expect((await send('POST', '/v1/cases', { ...json, origin: session.origin }, '{"question":"x"}')).status).toBeLessThan(300)
  })

  test('no other site may read an answer', async () => {
    const { headers } = await send('GET', '/v1/cases', {
      host: new URL(server.url).host,
      origin: 'https://attacker.example',
      cookie: session.headers.cookie,
    })
    expect(headers['access-control-allow-origin']).toBeUndefined()
  })

  test('a link works once', async () => {
    const token = new URL(server.link).hash.replace('#link=', '')
    const again = await fetch(`${session.origin}/v1/session`, {
      method: 'POST',
      headers: { origin: session.origin, 'content-type': 'application/json' },
      body: JSON.stringify({ token }),
    })
    expect(again.status).toBe(401)
    expect(await again.json()).toMatchObject({ code: 'auth.link_used' })
    expect(again.headers.get('set-cookie')).toBeNull()
  })

  test('the page comes with the strict policy, and no file outside it is served', async () => {
    const page = await fetch(`${session.origin}/`)
    const policy = page.headers.get('content-security-policy') ?? ''
    for (const part of [
      "default-src 'none'",
      "script-src 'self'",
      "frame-ancestors 'none'",
      "require-trusted-types-for 'script'",
    ]) {
      expect(policy).toContain(part)
    }
    for (const target of [
      '/../package.json',
      '/..%2fpackage.json',
      '/assets/../../server/faultmaven.mjs',
      '/%2e%2e/package.json',
    ]) {
      const { status, headers } = await send('GET', target, { host: new URL(server.url).host })
      expect([status === 404 || String(headers['content-type']).includes('text/html'), target]).toEqual([true, target])
    }
  })

  test('the session cookie is out of reach of scripts and other sites', async () => {
    await withFreshServer(async (fresh) => {
      const token = new URL(fresh.link).hash.replace('#link=', '')
      const { origin, port } = new URL(fresh.url)
      const response = await fetch(`${origin}/v1/session`, {
        method: 'POST',
        headers: { origin, 'content-type': 'application/json' },
        body: JSON.stringify({ token }),
      })
      const cookie = response.headers.get('set-cookie') ?? ''
      expect(cookie).toMatch(new RegExp(`^fm_${port}=`))
      expect(cookie).toMatch(/HttpOnly/i)
      expect(cookie).toMatch(/SameSite=Strict/i)
    })
  })
})

async function withFreshServer(use: (server: Server) => Promise<void>): Promise<void> {
  const data = await mkdtemp(path.join(os.tmpdir(), 'faultmaven-fresh-'))
  const fresh = await startServer(['--data', data])
  try {
    await use(fresh)
  } finally {
    await fresh.stop()
    await rm(data, { recursive: true, force: true })
  }
}
