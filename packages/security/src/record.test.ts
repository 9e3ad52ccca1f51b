import { randomBytes } from 'node:crypto'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { keyedHash } from './keyed-hash.ts'
import { createMemoryKeyRing } from './memory-key-ring.ts'
import { keyFor } from './derived-keys.ts'
import { openRecord, sealRecord } from './record.ts'
import { KeyDestroyedError, SealBrokenError } from './seal-error.ts'

const key = randomBytes(32)

describe('a sealed record', () => {
  test('opens to what was sealed, in its own place', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 2000 }), fc.string({ unit: 'grapheme' }), (plain, context) => {
        expect(Buffer.compare(openRecord(key, context, sealRecord(key, context, plain)), plain)).toBe(0)
      }),
    )
  })

  test('does not open under another context or key, or with any bit flipped, or cut', () => {
    const sealed = sealRecord(key, 'case/1', Buffer.from('finding'))
    expect(() => openRecord(key, 'case/2', sealed)).toThrow(SealBrokenError)
    expect(() => openRecord(randomBytes(32), 'case/1', sealed)).toThrow(SealBrokenError)
    for (let bit = 0; bit < sealed.length * 8; bit += 1) {
      const changed = Uint8Array.from(sealed)
      changed[bit >> 3]! ^= 1 << (bit & 7)
      expect(() => openRecord(key, 'case/1', changed)).toThrow(SealBrokenError)
    }
    for (let length = 0; length < sealed.length; length += 1) {
      expect(() => openRecord(key, 'case/1', sealed.subarray(0, length))).toThrow(SealBrokenError)
    }
  })

  test('never repeats itself', () => {
    const all = Array.from({ length: 200 }, () => Buffer.from(sealRecord(key, 'a', Buffer.from('same'))).toString('hex'))
    expect(new Set(all).size).toBe(200)
  })

  test('cannot be made or opened with a destroyed key', () => {
    const sealed = sealRecord(key, 'a', Buffer.from('x'))
    expect(() => sealRecord(new Uint8Array(32), 'a', Buffer.from('x'))).toThrow(KeyDestroyedError)
    expect(() => openRecord(new Uint8Array(32), 'a', sealed)).toThrow(KeyDestroyedError)
  })

  test('cannot be made or opened with a key that was used before a ring destroyed it', async () => {
    const ring = createMemoryKeyRing()
    const held = await ring.create('10000000-0000-4000-8000-000000000001')
    const sealed = sealRecord(held, 'a', Buffer.from('x'))
    const derived = keyFor('record', held)
    await ring.destroy('10000000-0000-4000-8000-000000000001')
    expect(() => openRecord(held, 'a', sealed)).toThrow(KeyDestroyedError)
    expect(() => sealRecord(held, 'a', Buffer.from('x'))).toThrow(KeyDestroyedError)
    expect(derived.every((byte) => byte === 0)).toBe(true)
  })

  test('derives its key once for a key object', () => {
    expect(keyFor('record', key)).toBe(keyFor('record', key))
    expect(keyFor('record', Uint8Array.from(key))).toEqual(keyFor('record', key))
  })

  test('needs a key of 32 bytes', () => {
    expect(() => sealRecord(randomBytes(16), 'a', Buffer.from('x'))).toThrow(RangeError)
  })
})

test('a keyed hash is equal for equal bytes of one key only', () => {
  const hash = Buffer.from(keyedHash(key, 'value'))
  expect(hash).toHaveLength(32)
  expect(hash.equals(keyedHash(key, Buffer.from('value')))).toBe(true)
  expect(hash.equals(keyedHash(key, 'other'))).toBe(false)
  expect(hash.equals(keyedHash(randomBytes(32), 'value'))).toBe(false)
})
