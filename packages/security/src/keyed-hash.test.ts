import { createHmac, randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { destroyKey } from './derived-keys.ts'
import { hmacSha256, keyedHash } from './keyed-hash.ts'

test.each([
  // RFC 4231, test cases 1, 2 and 4.
  ['0b'.repeat(20), Buffer.from('Hi There'), 'b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7'],
  [
    Buffer.from('Jefe').toString('hex'),
    'what do ya want for nothing?',
    '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
  ],
  [
    '0102030405060708090a0b0c0d0e0f10111213141516171819',
    Buffer.alloc(50, 0xcd),
    '82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b',
  ],
])('hashes as RFC 4231 says', (key, bytes, hash) => {
  expect(Buffer.from(hmacSha256(Buffer.from(key, 'hex'), bytes)).toString('hex')).toBe(hash)
})

test('hashes whatever it is given as Node does', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), fc.oneof(fc.string({ unit: 'binary' }), fc.uint8Array()), (key, bytes) => {
      expect(Buffer.from(hmacSha256(key, bytes))).toEqual(createHmac('sha256', key).update(bytes).digest())
    }),
  )
})

test('keys apart give hashes apart; one that is destroyed gives none', () => {
  const [one, other] = [randomBytes(32), randomBytes(32)]
  expect(keyedHash(one, 'a')).toEqual(keyedHash(one, 'a'))
  expect(keyedHash(one, 'a')).not.toEqual(keyedHash(other, 'a'))
  destroyKey(one)
  expect(() => keyedHash(one, 'a')).toThrow(/destroyed/)
})
