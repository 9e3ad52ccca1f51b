import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { createLineStore } from './line-store.ts'

test('createLineStore() keeps the last line of each number, whatever the lengths', () => {
  const put = fc.tuple(fc.nat(5), fc.oneof(fc.nat(300), fc.nat(5000)), fc.nat(255))
  fc.assert(
    fc.property(fc.array(put, { maxLength: 60 }), (puts) => {
      const store = createLineStore()
      const expected = new Map<number, string>()
      for (const [number, length, byte] of puts) {
        const bytes = Buffer.alloc(length + 7, byte)
        store.put(number, bytes, 7, length + 7)
        expected.set(number, bytes.toString('latin1', 7))
      }
      for (const [number, text] of expected) expect(store.get(number)).toBe(text)
    }),
  )
})
