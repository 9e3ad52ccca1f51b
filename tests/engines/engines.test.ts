import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { startChroma } from './support/chroma.ts'
import { ensureEngineRoot, whyNoEngines } from './support/engine-root.ts'
import { runSql, startPostgres } from './support/postgres.ts'
import { runRedis, startRedis } from './support/redis.ts'

const why = whyNoEngines()
const folder = mkdtempSync(path.join(os.tmpdir(), 'faultmaven-engines-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const newData = (name: string) => mkdtempSync(path.join(folder, name))

describe.skipIf(why)(`real engines${why ? `: ${why}` : ''}`, () => {
  test('the Debian root is made once', { timeout: 900_000 }, () => {
    ensureEngineRoot()
    const started = performance.now()
    ensureEngineRoot()
    expect(performance.now() - started).toBeLessThan(1000)
  })

  test('PostgreSQL 17 keeps rows over a restart', async () => {
    const data = newData('postgres')
    const first = await startPostgres(data)
    expect(await runSql({ data, ...first }, 'SHOW server_version')).toMatch(/^17\./)
    await runSql({ data, ...first }, 'CREATE TABLE kept (n int); INSERT INTO kept VALUES (17)')
    await first.stop()
    const second = await startPostgres(data)
    expect(await runSql({ data, ...second }, 'SELECT n FROM kept')).toBe('17')
    await second.stop()
  })

  test('Redis 8 keeps a value over kill -9', async () => {
    const data = newData('redis')
    const first = await startRedis(data)
    expect(await runRedis({ data, ...first }, 'INFO', 'server')).toMatch(/redis_version:8\./)
    await runRedis({ data, ...first }, 'SET', 'kept', 'eight')
    await first.kill()
    const second = await startRedis(data)
    expect(await runRedis({ data, ...second }, 'GET', 'kept')).toBe('eight')
    await second.stop()
  })

  test('ChromaDB answers, hangs when it is told to, and ends', async () => {
    const chroma = await startChroma(newData('chroma'))
    const beat = () => fetch(`http://127.0.0.1:${chroma.port}/api/v2/heartbeat`, { signal: AbortSignal.timeout(2000) })
    expect((await beat()).ok).toBe(true)
    chroma.signal('SIGSTOP')
    await expect(beat()).rejects.toThrow(/timeout/i)
    chroma.signal('SIGCONT')
    expect((await beat()).ok).toBe(true)
    await chroma.stop()
    await expect(beat()).rejects.toThrow('fetch failed')
  })
})
