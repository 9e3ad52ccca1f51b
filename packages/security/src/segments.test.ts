import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { createSegmentOpener, createSegmentSealer, SEGMENT_OVERHEAD } from './segments.ts'

const key = randomBytes(32)
const sourceId = 'a'
const plain = Buffer.from('counts of a chunk')

test('a segment opens at its own place, in its own source and attempt only', () => {
  const sealer = createSegmentSealer({ key, sourceId })
  const at = sealer.header.length
  const sealed = sealer.seal(at, plain)
  const { header } = sealer
  expect(sealed.length).toBe(plain.length + SEGMENT_OVERHEAD)
  expect(Buffer.from(sealed).includes(plain)).toBe(false)
  expect(Buffer.from(createSegmentOpener({ key, sourceId, header }).open(at, sealed))).toEqual(plain)
  const broken = { name: 'SealBrokenError' }
  const opening = (other: Partial<{ key: Uint8Array; sourceId: string; header: Uint8Array }>, place = at) =>
    expect(() => createSegmentOpener({ key, sourceId, header, ...other }).open(place, sealed)).toThrow(
      expect.objectContaining(broken),
    )
  opening({}, at + 1)
  opening({ sourceId: 'b' })
  opening({ key: randomBytes(32) })
  opening({ header: createSegmentSealer({ key, sourceId }).header })
})

test('a place serves once: two segments never share a nonce', () => {
  const sealer = createSegmentSealer({ key, sourceId })
  const at = sealer.header.length
  sealer.seal(at, plain)
  expect(() => sealer.seal(at, plain)).toThrow(RangeError)
  expect(() => sealer.seal(at + plain.length, plain)).toThrow(RangeError)
  expect(() => createSegmentSealer({ key, sourceId }).seal(0, plain)).toThrow(RangeError)
})
