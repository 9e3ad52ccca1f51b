import { existsSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { createKeyRing } from './directory-key-ring.ts'
import type { KeyRing } from './key-ring.ts'
import { createMemoryKeyRing } from './memory-key-ring.ts'
import { openRecord, sealRecord } from './record.ts'
import { KeyDestroyedError, SealBrokenError } from './seal-error.ts'

const root = mkdtempSync(path.join(os.tmpdir(), 'faultmaven-keys-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

let made = 0
const newFolder = () => path.join(root, 'keys', `${(made += 1)}`)
const CASE = '11111111-1111-4111-8111-111111111111'
const OTHER = '22222222-2222-4222-8222-222222222222'
const hex = (bytes: Uint8Array | undefined) => bytes && Buffer.from(bytes).toString('hex')

const engines: [string, () => Promise<KeyRing>][] = [
  ['in memory', async () => createMemoryKeyRing()],
  ['in a folder', () => createKeyRing(newFolder())],
]
describe.each(engines)('a key ring %s', (_, create) => {
  test('makes a random key a case and gives it back', async () => {
    const ring = await create()
    expect(await ring.get(CASE)).toBeUndefined()
    expect(await ring.has(CASE)).toBe(false)
    const key = hex(await ring.create(CASE))
    expect(key).toHaveLength(64)
    expect(hex(await ring.create(CASE))).toBe(key)
    expect(hex(await ring.get(CASE))).toBe(key)
    expect(hex(await ring.create(OTHER))).not.toBe(key)
    expect(await ring.list()).toEqual([CASE, OTHER])
  })

  test('two that create at once get one key', async () => {
    const ring = await create()
    const [one, two] = await Promise.all([ring.create(CASE), ring.create(CASE)])
    expect(hex(one)).toBe(hex(two))
  })

  test('destroy leaves nothing to open with, not even to those who hold the key', async () => {
    const ring = await create()
    const key = await ring.create(CASE)
    const before = hex(key)
    const sealed = sealRecord(key, 'a', Buffer.from('x'))
    await ring.create(OTHER)
    expect(await ring.destroy(CASE)).toBe(true)
    expect(await ring.destroy(CASE)).toBe(false)
    expect(await ring.get(CASE)).toBeUndefined()
    expect(await ring.has(CASE)).toBe(false)
    expect(await ring.list()).toEqual([OTHER])
    expect(() => openRecord(key, 'a', sealed)).toThrow(KeyDestroyedError)
    expect(() => sealRecord(key, 'a', Buffer.from('y'))).toThrow(KeyDestroyedError)
    expect(hex(await ring.create(CASE))).not.toBe(before)
  })

  test.each(['', '../x', 'master', CASE.toUpperCase().replace('1', 'A'), `${CASE}/x`])('refuses the name %j', async (name) => {
    const ring = await create()
    await expect(ring.create(name)).rejects.toThrow(RangeError)
  })
})

describe('a key folder', () => {
  test('gives the same keys to the next process, and only with its master key', async () => {
    const folder = newFolder()
    const key = hex(await (await createKeyRing(folder)).create(CASE))
    expect(hex(await (await createKeyRing(folder)).get(CASE))).toBe(key)
    rmSync(path.join(folder, 'master'))
    await expect(createKeyRing(folder)).rejects.toThrow('is missing')
    expect(existsSync(path.join(folder, 'master'))).toBe(false)
  })

  test('is for its owner only', async () => {
    const folder = newFolder()
    await (await createKeyRing(folder)).create(CASE)
    expect(statSync(folder).mode & 0o777).toBe(0o700)
    for (const name of readdirSync(folder)) expect(statSync(path.join(folder, name)).mode & 0o777).toBe(0o600)
  })

  test('holds no key in the clear, and starts every file with its format', async () => {
    const folder = newFolder()
    const key = Buffer.from(await (await createKeyRing(folder)).create(CASE))
    const file = readFileSync(path.join(folder, `${CASE}.key`))
    expect(file.includes(key)).toBe(false)
    expect(file.toString('latin1', 0, 5)).toBe('FMKEY')
    expect(readFileSync(path.join(folder, 'master')).toString('latin1', 0, 5)).toBe('FMMST')
  })

  test('tells a changed key file, and one put in the place of another', async () => {
    const folder = newFolder()
    const ring = await createKeyRing(folder)
    await ring.create(CASE)
    await ring.create(OTHER)
    renameSync(path.join(folder, `${OTHER}.key`), path.join(folder, `${CASE}.key`))
    await expect((await createKeyRing(folder)).get(CASE)).rejects.toThrow(SealBrokenError)
    const file = path.join(folder, `${CASE}.key`)
    const bytes = readFileSync(file)
    bytes[20]! ^= 1
    writeFileSync(file, bytes)
    await expect((await createKeyRing(folder)).get(CASE)).rejects.toThrow(SealBrokenError)
  })

  test('a key brought back from a copy of the data without the key folder opens nothing', async () => {
    const folder = newFolder()
    const ring = await createKeyRing(folder)
    const sealed = sealRecord(await ring.create(CASE), 'a', Buffer.from('planted'))
    const master = readFileSync(path.join(folder, 'master'))
    await ring.destroy(CASE)
    expect(readdirSync(folder)).toEqual(['master'])
    const next = await createKeyRing(folder)
    expect(readFileSync(path.join(folder, 'master')).equals(master)).toBe(true)
    const fresh = await next.create(CASE)
    expect(() => openRecord(fresh, 'a', sealed)).toThrow(SealBrokenError)
  })

  test('a start finishes a destruction that a kill cut short, and removes a half-written key', async () => {
    const folder = newFolder()
    await (await createKeyRing(folder)).create(CASE)
    renameSync(path.join(folder, `${CASE}.key`), path.join(folder, `${CASE}.doomed`))
    writeFileSync(path.join(folder, `${OTHER}.key.part`), 'half')
    const ring = await createKeyRing(folder)
    expect(await ring.get(CASE)).toBeUndefined()
    expect(readdirSync(folder)).toEqual(['master'])
  })
})
