import { createMemoryKeyRing } from '@faultmaven/security'
import { createMemoryKv, type Kv } from '@faultmaven/storage'
import { describe, expect, test } from 'vitest'
import { createOwners } from '../owner.ts'
import { createLedger } from './ledger.ts'

const CASE = '5f1d7a52-0f6b-4c7e-9a55-0d7b3c1f6a10'
const sent = (body: string) => ({ provider: 'openai', model: 'm', host: 'api.openai.com', body })

async function start(kv: Kv = createMemoryKv()) {
  const owners = createOwners({ kv, keyRing: createMemoryKeyRing() })
  const owner = await owners.ofCase(CASE)
  const ledger = createLedger({ kv, now: () => Date.UTC(2026, 10, 23) })
  return { kv, owners, owner, ledger, key: await owner.key() }
}

describe('a ledger', () => {
  test('gives back what was noted, in order, letter by letter', async () => {
    const { ledger, owner, key } = await start()
    const bodies = ['a', 'ü😀', 'c'.repeat(5_000_000), 'd']
    for (const body of bodies) ledger.note(owner, key, sent(body))
    const entries = await ledger.list(owner)
    expect(entries.map(({ bytes }) => bytes)).toEqual(bodies.map((body) => Buffer.byteLength(body)))
    expect(await Promise.all(entries.map(({ egressId }) => ledger.read(owner, egressId)))).toEqual(bodies)
    await expect(ledger.read(owner, `${entries[0]?.egressId}9`)).rejects.toMatchObject({ code: 'case.not_found' })
    await expect(ledger.read(owner, '../vault')).rejects.toMatchObject({ code: 'case.not_found' })
  })

  test('says that something left also when its case ended before it was written', async () => {
    const { ledger, owners, owner, key, kv } = await start()
    ledger.note(owner, key, sent('a'))
    await owners.end(CASE)
    await ledger.flush()
    expect(await kv.list('egress/')).toHaveLength(1)
    expect(await kv.list(`case/${CASE}/egress/`)).toEqual([])
    expect(() => ledger.note(owner, key, sent('b'))).toThrow(/destroyed/)
  })

  test('lets nothing leave while it cannot be written, and keeps what waits', async () => {
    const memory = createMemoryKv()
    let isFull = true
    const full: Kv = { ...memory, batch: async (...rows) => (isFull ? Promise.reject(new Error('full')) : memory.batch(...rows)) }
    const { ledger, owner, key } = await start(full)
    ledger.note(owner, key, sent('a'))
    await expect(ledger.flush()).rejects.toThrow('full')
    expect(() => ledger.note(owner, key, sent('b'))).toThrow('full')
    isFull = false
    expect(await ledger.list(owner)).toHaveLength(1)
    ledger.note(owner, key, sent('c'))
    expect(await ledger.list(owner)).toHaveLength(2)
  })
})
