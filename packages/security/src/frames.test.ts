import { randomBytes } from 'node:crypto'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { FRAME_BYTES, frameLayout, HEADER_BYTES, sealedRange } from './frame-layout.ts'
import { createFrameReader } from './frame-reader.ts'
import { createFrameOpener, createFrameSealer } from './frames.ts'
import { KeyDestroyedError, SealBrokenError } from './seal-error.ts'

const key = randomBytes(32)
const sourceId = '00000000-0000-4000-8000-000000000001'

/** Three frames, the last of 1000 bytes: enough for every kind of damage. */
const plain = randomBytes(2 * FRAME_BYTES + 1000)

function sealAll(bytes: Uint8Array, { id = sourceId } = {}): Uint8Array {
  const sealer = createFrameSealer({ key, sourceId: id })
  const parts: Uint8Array[] = [sealer.header]
  let at = 0
  for (; at + FRAME_BYTES < bytes.length; at += FRAME_BYTES) parts.push(sealer.seal(bytes.subarray(at, at + FRAME_BYTES), false))
  return Buffer.concat([...parts, sealer.seal(bytes.subarray(at), true)])
}
async function openAll(sealed: Uint8Array, { id = sourceId, using = key } = {}): Promise<Uint8Array> {
  const reader = await readerOf(sealed, { id, using })
  const parts: Uint8Array[] = []
  for await (const part of reader.stream()) parts.push(part)
  return Buffer.concat(parts)
}
function readerOf(sealed: Uint8Array, { id = sourceId, using = key } = {}) {
  const read = async (start: number, end: number) => sealed.subarray(start, end)
  return createFrameReader({ key: using, sourceId: id, sealedBytes: sealed.length, read })
}
const sealed = sealAll(plain)

describe('sealed frames', { timeout: 60_000 }, () => {
  test.each([0, 1, FRAME_BYTES - 1, FRAME_BYTES, FRAME_BYTES + 1, 2 * FRAME_BYTES])(
    'give back a source of %i bytes',
    async (size) => {
      const source = plain.subarray(0, size)
      const whole = sealAll(source)
      expect(Buffer.compare(await openAll(whole), source)).toBe(0)
      expect(frameLayout(whole.length)).toEqual({ frames: Math.max(1, Math.ceil(size / FRAME_BYTES)), plainBytes: size })
    },
  )

  test('stand where the layout says, so that a range costs its own frames only', async () => {
    const ranges: [number, number][] = []
    const read = async (start: number, end: number) => {
      ranges.push([start, end])
      return sealed.subarray(start, end)
    }
    const reader = await createFrameReader({ key, sourceId, sealedBytes: sealed.length, read })
    const middle = await reader.read(FRAME_BYTES + 5, FRAME_BYTES + 25)
    expect(Buffer.compare(middle, plain.subarray(FRAME_BYTES + 5, FRAME_BYTES + 25))).toBe(0)
    await reader.read(FRAME_BYTES + 30, FRAME_BYTES + 40)
    const { start, end } = sealedRange(1)
    expect(ranges).toEqual([
      [0, HEADER_BYTES],
      [start, end],
    ])
  })

  test('any range of any source reads as in the source', async () => {
    const reader = await readerOf(sealed)
    const place = fc.nat(plain.length + 100)
    await fc.assert(
      fc.asyncProperty(place, place, async (a, b) => {
        const [start, end] = a < b ? [a, b] : [b, a]
        expect(Buffer.compare(await reader.read(start, end), plain.subarray(start, end))).toBe(0)
      }),
      { numRuns: 50 },
    )
  })

  test('a stream may begin anywhere', async () => {
    const reader = await readerOf(sealed)
    const parts: Uint8Array[] = []
    for await (const part of reader.stream(FRAME_BYTES + 77)) parts.push(part)
    expect(Buffer.compare(Buffer.concat(parts), plain.subarray(FRAME_BYTES + 77))).toBe(0)
  })

  test('a flip of any bit anywhere is found', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(sealed.length - 1), fc.nat(7), async (byte, bit) => {
        const changed = Uint8Array.from(sealed)
        changed[byte]! ^= 1 << bit
        await expect(openAll(changed)).rejects.toThrow(SealBrokenError)
      }),
      { numRuns: 60, examples: [...Array(HEADER_BYTES).keys()].map((byte) => [byte, 0] as [number, number]) },
    )
  })

  test('truncation at any place is found', async () => {
    const atBorders = [0, 1, HEADER_BYTES, sealedRange(1).start, sealedRange(2).start, sealed.length - 1]
    await fc.assert(
      fc.asyncProperty(fc.nat(sealed.length - 1), async (length) => {
        await expect(openAll(sealed.subarray(0, length))).rejects.toThrow(SealBrokenError)
      }),
      { numRuns: 30, examples: atBorders.map((length) => [length] as [number]) },
    )
  })

  test('bytes after the end are found', async () => {
    await expect(openAll(Buffer.concat([sealed, randomBytes(1)]))).rejects.toThrow(SealBrokenError)
    await expect(openAll(Buffer.concat([sealed, randomBytes(FRAME_BYTES)]))).rejects.toThrow(SealBrokenError)
  })

  test('frames in another order are found', async () => {
    const [first, second] = [sealedRange(0), sealedRange(1)]
    const swapped = Buffer.concat([
      sealed.subarray(0, HEADER_BYTES),
      sealed.subarray(second.start, second.end),
      sealed.subarray(first.start, first.end),
      sealed.subarray(second.end),
    ])
    await expect(openAll(swapped)).rejects.toThrow(SealBrokenError)
  })

  test('a frame of another upload of the same source is found', async () => {
    const again = sealAll(plain)
    const { start, end } = sealedRange(1)
    await expect(
      openAll(Buffer.concat([sealed.subarray(0, start), again.subarray(start, end), sealed.subarray(end)])),
    ).rejects.toThrow(SealBrokenError)
  })

  test('another source of the same case cannot stand in for this one', async () => {
    const other = sealAll(plain, { id: '00000000-0000-4000-8000-000000000002' })
    await expect(openAll(other)).rejects.toThrow(SealBrokenError)
    const mixed = Buffer.concat([sealed.subarray(0, HEADER_BYTES), other.subarray(HEADER_BYTES)])
    await expect(openAll(mixed)).rejects.toThrow(SealBrokenError)
  })

  test('another key opens nothing', async () => {
    await expect(openAll(sealed, { using: randomBytes(32) })).rejects.toThrow(SealBrokenError)
  })

  test('the same source sealed twice has nothing in common', () => {
    const again = sealAll(plain)
    const { start } = sealedRange(0)
    expect(Buffer.compare(again.subarray(start, start + 64), sealed.subarray(start, start + 64))).not.toBe(0)
  })

  test('hold no run of the plain bytes', () => {
    const text = 'planted-string-of-a-case '
    const whole = Buffer.from(sealAll(Buffer.from(text.repeat(1000))))
    expect(whole.includes('planted')).toBe(false)
  })

  test('a destroyed key seals and opens nothing', () => {
    const zeroed = new Uint8Array(32)
    expect(() => createFrameSealer({ key: zeroed, sourceId })).toThrow(KeyDestroyedError)
    expect(() => createFrameOpener({ key: zeroed, sourceId, header: sealed.subarray(0, HEADER_BYTES) })).toThrow(
      KeyDestroyedError,
    )
  })

  test('a sealer refuses frames of the wrong size and frames after the last', () => {
    const sealer = createFrameSealer({ key, sourceId })
    expect(() => sealer.seal(new Uint8Array(10), false)).toThrow(RangeError)
    expect(() => sealer.seal(new Uint8Array(FRAME_BYTES + 1), true)).toThrow(RangeError)
    sealer.seal(new Uint8Array(10), true)
    expect(() => sealer.seal(new Uint8Array(10), true)).toThrow(RangeError)
  })

  test('a full frame opens while the source is still growing', () => {
    const sealer = createFrameSealer({ key, sourceId })
    const frame = sealer.seal(plain.subarray(0, FRAME_BYTES), false)
    const opener = createFrameOpener({ key, sourceId, header: sealer.header })
    expect(Buffer.compare(opener.open(0, frame, false), plain.subarray(0, FRAME_BYTES))).toBe(0)
    const into = Buffer.alloc(FRAME_BYTES)
    expect(opener.openInto(into, 0, frame, false)).toBe(FRAME_BYTES)
    expect(Buffer.compare(into, plain.subarray(0, FRAME_BYTES))).toBe(0)
    expect(() => opener.openInto(into, 1, frame, false)).toThrow(SealBrokenError)
    expect(() => opener.open(0, frame, true)).toThrow(SealBrokenError)
    expect(() => opener.open(1, frame, false)).toThrow(SealBrokenError)
  })

  test('a format of a later version is refused by name', async () => {
    const later = Uint8Array.from(sealed)
    later[5] = 2
    await expect(openAll(later)).rejects.toThrow('version 2')
  })
})
