import { mkdtempSync, rmSync, statSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import * as fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import type { Kv } from './kv.ts'
import { createMemoryKv } from './memory-kv.ts'
import { createSqliteKv } from './sqlite-kv.ts'

const folder = mkdtempSync(path.join(os.tmpdir(), 'faultmaven-kv-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

let made = 0
const engines: Record<string, (options?: { now: () => number }) => Kv> = {
  'in memory': (options) => createMemoryKv(options),
  'on SQLite': (options) => createSqliteKv(path.join(folder, 'role', `${(made += 1)}.sqlite`), options),
}
const bytes = (text: string) => new TextEncoder().encode(text)
const text = (value: Uint8Array | undefined) => value && new TextDecoder().decode(value)

describe.each(Object.entries(engines))('a key-value store %s', { timeout: 60_000 }, (_, create) => {
  test('gives back what was set, and undefined for what was not', async () => {
    const kv = create()
    await kv.set('case/1', bytes('sealed'))
    expect(text((await kv.get('case/1'))?.value)).toBe('sealed')
    expect(await kv.get('case/2')).toBeUndefined()
    await kv.close()
  })

  test('gives a plain Uint8Array that is the caller’s own', async () => {
    const kv = create()
    const value = Uint8Array.from([1, 2, 3])
    await kv.set('a', value)
    value[0] = 9
    const entry = await kv.get('a')
    entry!.value[1] = 9
    expect([...(await kv.get('a'))!.value]).toEqual([1, 2, 3])
    expect((await kv.list('a'))[0]!.value.constructor).toBe(Uint8Array)
    await kv.close()
  })

  test('keeps empty, large and every kind of bytes', async () => {
    const kv = create()
    const all = Uint8Array.from({ length: 300_000 }, (_, index) => index % 256)
    await kv.set('empty', new Uint8Array(0))
    await kv.set('large', all)
    await kv.set('part', all.subarray(5, 9))
    expect((await kv.get('empty'))!.value).toHaveLength(0)
    expect(Buffer.compare((await kv.get('large'))!.value, all)).toBe(0)
    expect([...(await kv.get('part'))!.value]).toEqual([5, 6, 7, 8])
    await kv.close()
  })

  test('versions rise with every write and never come back after a delete', async () => {
    const kv = create()
    await kv.set('a', bytes('1'))
    const first = (await kv.get('a'))!.version
    await kv.set('a', bytes('2'))
    const second = (await kv.get('a'))!.version
    await kv.delete('a')
    await kv.set('a', bytes('3'))
    const third = (await kv.get('a'))!.version
    expect(first).toBeGreaterThan(0)
    expect(second).toBeGreaterThan(first)
    expect(third).toBeGreaterThan(second)
    await kv.close()
  })

  test('compareAndSet writes for the holder of the version only', async () => {
    const kv = create()
    const version = await kv.compareAndSet('a', 0, bytes('made'))
    expect(await kv.compareAndSet('a', 0, bytes('lost'))).toBeUndefined()
    const next = await kv.compareAndSet('a', version!, bytes('changed'))
    expect(await kv.compareAndSet('a', version!, bytes('late'))).toBeUndefined()
    expect(await kv.get('a')).toEqual({ key: 'a', value: bytes('changed'), version: next })
    await kv.close()
  })

  test('of many that race with one version, one wins', async () => {
    const kv = create()
    const won = await Promise.all(Array.from({ length: 20 }, (_, index) => kv.compareAndSet('a', 0, bytes(`${index}`))))
    expect(won.filter((version) => version !== undefined)).toHaveLength(1)
    await kv.close()
  })

  test('an entry is gone when its time is over, for every way to look', async () => {
    let time = 1000
    const kv = create({ now: () => time })
    await kv.set('a', bytes('short'), { ttlMs: 50 })
    await kv.set('b', bytes('long'))
    const { version } = (await kv.get('a'))!
    time = 1049
    expect(await kv.get('a')).toBeDefined()
    time = 1050
    expect(await kv.get('a')).toBeUndefined()
    expect((await kv.list('')).map((entry) => entry.key)).toEqual(['b'])
    expect(await kv.compareAndSet('a', version, bytes('late'))).toBeUndefined()
    expect(await kv.compareAndSet('a', 0, bytes('again'))).toBeDefined()
    await kv.close()
  })

  test('compareAndSet keeps the time an entry has left; set without one keeps it for good', async () => {
    let time = 0
    const kv = create({ now: () => time })
    await kv.set('a', bytes('1'), { ttlMs: 10 })
    await kv.set('b', bytes('1'), { ttlMs: 10 })
    await kv.compareAndSet('a', (await kv.get('a'))!.version, bytes('2'))
    await kv.set('b', bytes('2'))
    time = 10
    expect((await kv.list('')).map((entry) => entry.key)).toEqual(['b'])
    await kv.close()
  })

  test('lists a prefix bytewise in pages, and nothing beside it', async () => {
    const kv = create()
    for (const key of ['case/2/b', 'case/1', 'case/2', 'case/2/a', 'case/20', 'case/2~', 'case/3', 'Case/2/c']) {
      await kv.set(key, bytes(key))
    }
    const all = (await kv.list('case/2')).map((entry) => entry.key)
    expect(all).toEqual(['case/2', 'case/2/a', 'case/2/b', 'case/20', 'case/2~'])
    expect((await kv.list('case/2', { limit: 2 })).map((entry) => entry.key)).toEqual(all.slice(0, 2))
    expect((await kv.list('case/2', { after: 'case/2/a', limit: 2 })).map((entry) => entry.key)).toEqual(all.slice(2, 4))
    expect(await kv.list('case/2', { after: 'case/3' })).toEqual([])
    expect((await kv.list('case/2', { after: 'Case' })).map((entry) => entry.key)).toEqual(all)
    await kv.close()
  })

  test('a list gives 1000 entries unless told', async () => {
    const kv = create()
    const operations = Array.from({ length: 1100 }, (_, index) => ({
      set: `k${String(index).padStart(4, '0')}`,
      value: bytes('v'),
    }))
    await kv.batch('k', operations)
    expect(await kv.list('k')).toHaveLength(1000)
    expect(await kv.list('k', { limit: 2000 })).toHaveLength(1100)
    await kv.close()
  })

  test('a batch is done in its order', async () => {
    const kv = create()
    await kv.set('c/old', bytes('old'))
    await kv.batch('c/', [
      { set: 'c/a', value: bytes('1') },
      { delete: 'c/old' },
      { set: 'c/a', value: bytes('2') },
      { set: 'c/b', value: bytes('3') },
    ])
    expect((await kv.list('c/')).map((entry) => [entry.key, text(entry.value)])).toEqual([
      ['c/a', '2'],
      ['c/b', '3'],
    ])
    await kv.close()
  })

  test('a batch with one key outside its prefix changes nothing', async () => {
    const kv = create()
    const batch = kv.batch('c/', [
      { set: 'c/a', value: bytes('1') },
      { set: 'd/a', value: bytes('1') },
    ])
    await expect(batch).rejects.toThrow(RangeError)
    expect(await kv.list('')).toEqual([])
    await kv.close()
  })

  test('keys that engines would sort or cut differently are refused', async () => {
    const kv = create()
    for (const key of ['', 'a\0b', 'é', 'x'.repeat(513)]) {
      await expect(kv.set(key, bytes('v'))).rejects.toThrow(RangeError)
      await expect(kv.get(key)).rejects.toThrow(RangeError)
      await expect(kv.compareAndSet(key, 0, bytes('v'))).rejects.toThrow(RangeError)
    }
    await expect(kv.list('a\0')).rejects.toThrow(RangeError)
    await kv.close()
  })
})

const steps = fc.array(fc.tuple(fc.constantFrom('set' as const, 'delete' as const, 'cas' as const), fc.nat(4), fc.nat(9)), {
  maxLength: 25,
})

test('both engines end up with the same entries and versions, whatever is done to them', { timeout: 60_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (done) => {
      const stores = Object.values(engines).map((create) => create())
      for (const [what, key, value] of done) {
        for (const kv of stores) {
          if (what === 'set') await kv.set(`k${key}`, bytes(`${value}`))
          else if (what === 'delete') await kv.delete(`k${key}`)
          else await kv.compareAndSet(`k${key}`, value, bytes('cas'))
        }
      }
      const [memory, sqlite] = await Promise.all(stores.map((kv) => kv.list('')))
      expect(sqlite).toEqual(memory)
      for (const kv of stores) await kv.close()
    }),
    { numRuns: 40 },
  )
})

describe('a SQLite store', { timeout: 60_000 }, () => {
  test('is there again with its versions after it was closed', async () => {
    const file = path.join(folder, 'again.sqlite')
    const before = createSqliteKv(file)
    await before.set('a', bytes('1'))
    const entry = await before.get('a')
    await before.set('gone', bytes('1'))
    const { version } = (await before.get('gone'))!
    await before.delete('gone')
    await before.close()
    const after = createSqliteKv(file)
    expect(await after.get('a')).toEqual(entry)
    expect(await after.compareAndSet('new', 0, bytes('1'))).toBeGreaterThan(version)
    await after.close()
  })

  test('refuses calls after close', async () => {
    const kv = createSqliteKv(path.join(folder, 'closed.sqlite'))
    await kv.set('a', bytes('1'))
    await kv.close()
    await kv.close()
    await expect(kv.get('a')).rejects.toThrow('closed')
    await expect(kv.list('')).rejects.toThrow('closed')
    await expect(kv.set('a', bytes('2'))).rejects.toThrow('closed')
  })

  test('keeps its files from everybody else', async () => {
    const file = path.join(folder, 'modes', 'kv.sqlite')
    const kv = createSqliteKv(file)
    await kv.set('a', bytes('1'))
    expect(statSync(path.dirname(file)).mode & 0o777).toBe(0o700)
    for (const ending of ['', '-wal', '-shm']) expect(statSync(file + ending).mode & 0o777).toBe(0o600)
    await kv.close()
  })

  test('says ENOSPC when full, keeps what was there, and goes on when there is room again', async () => {
    const kv = createSqliteKv(path.join(folder, 'full.sqlite'), { maxBytes: 200_000 })
    await kv.set('kept', bytes('kept'))
    await expect(kv.set('large', new Uint8Array(300_000))).rejects.toMatchObject({ code: 'ENOSPC' })
    const half = kv.batch('b/', [
      { set: 'b/small', value: bytes('1') },
      { set: 'b/large', value: new Uint8Array(300_000) },
    ])
    await expect(half).rejects.toMatchObject({ code: 'ENOSPC' })
    expect((await kv.list('')).map((entry) => entry.key)).toEqual(['kept'])
    await kv.set('b/small', bytes('2'))
    expect(text((await kv.get('b/small'))?.value)).toBe('2')
    await kv.close()
  })

  test('forgets expired rows in the file too', async () => {
    let time = 0
    const kv = createSqliteKv(path.join(folder, 'purged.sqlite'), { now: () => time })
    await kv.set('a', bytes('short'), { ttlMs: 10 })
    time = 10
    for (let index = 0; index < 1001; index += 1) await kv.set('b', bytes('x'))
    time = 0 // the clock goes back: only a row that is really gone stays gone
    expect(await kv.get('a')).toBeUndefined()
    await kv.close()
  })
})
