import type { Principal } from '@faultmaven/rpc'
import { createMemoryKv } from '@faultmaven/storage'
import { describe, expect, test } from 'vitest'
import * as z from 'zod/mini'
import { startGateway } from '../testing/start-gateway.ts'
import { createScriptedBackends } from '../testing/scripted-backends.ts'
import { createApiTokens } from './api-tokens.ts'

const ada: Principal = { userId: 'ada', teamIds: [], roles: ['admin'] }
const bob: Principal = { userId: 'bob', teamIds: [], roles: ['admin'] }

describe('a lasting token', () => {
  test('is its owner until it is revoked, and stands nowhere', async () => {
    const kv = createMemoryKv()
    const tokens = createApiTokens({ kv })
    const { token, tokenId } = await tokens.create(ada, { name: 'editor' })
    expect(token).toMatch(/^fm-[\w-]{43}$/)
    expect(await tokens.find(token)).toEqual(ada)
    const stored = (await kv.list('')).map(({ key, value }) => key + Buffer.from(value).toString('utf8')).join()
    expect(stored).not.toContain(token.slice(3))
    expect(await tokens.list(ada)).toMatchObject([{ tokenId, name: 'editor' }])
    expect(JSON.stringify(await tokens.list(ada))).not.toContain(token)
    expect([await tokens.list(bob), await tokens.revoke(bob, tokenId)]).toEqual([[], false])
    expect(await tokens.revoke(ada, tokenId)).toBe(true)
    expect([await tokens.find(token), await tokens.list(ada), await tokens.revoke(ada, tokenId)]).toEqual([undefined, [], false])
  })

  test('is over after its days', async () => {
    let nowMs = Date.UTC(2026, 10, 23)
    const tokens = createApiTokens({ kv: createMemoryKv({ now: () => nowMs }), now: () => nowMs })
    const { token, expiresAt } = await tokens.create(ada, { name: 'editor', days: 2 })
    expect(expiresAt).toBe('2026-11-25T00:00:00.000Z')
    nowMs += 2 * 86_400_000 - 1
    expect(await tokens.find(token)).toEqual(ada)
    nowMs += 2
    expect(await tokens.find(token)).toBeUndefined()
  })

  test.each(['', 'fm-', 'fm-0000000000000000000000000000000000000000000', 'token/'])(
    'that nobody made is nobody: %j',
    async (token) => {
      expect(await createApiTokens({ kv: createMemoryKv() }).find(token)).toBeUndefined()
    },
  )

  test('opens what clients of OpenAI call and nothing else', async () => {
    const gateway = await startGateway(createScriptedBackends().backends)
    const call = (path: string, token: string, { body, method = 'GET' }: { body?: string; method?: string } = {}) =>
      fetch(gateway.origin + path, {
        method,
        headers: { authorization: `Bearer ${token}`, ...(body && { 'content-type': 'application/json' }) },
        ...(body && { body }),
      })
    const made = await call('/v1/settings/tokens', gateway.token, { method: 'POST', body: '{"name":"editor"}' })
    const { token, tokenId } = z.object({ token: z.string(), tokenId: z.string() }).parse(await made.json())
    // No model is configured here: who is let in is told so.
    const models = await call('/v1/models', token)
    expect([models.status, await models.text()]).toEqual([503, expect.stringContaining('not_configured')])
    for (const path of ['/v1/cases', '/v1/settings/tokens', '/v1/settings/models', '/v1/egress']) {
      const refused = await call(path, token)
      expect([path, refused.status, await refused.text()]).toEqual([path, 401, expect.stringContaining('and nothing else')])
    }
    expect((await call(`/v1/settings/tokens/${tokenId}`, gateway.token, { method: 'DELETE' })).status).toBe(200)
    expect(await (await call('/v1/models', token)).text()).toContain('unknown, over or withdrawn')
    await gateway.stop()
  })
})
