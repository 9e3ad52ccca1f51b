import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { WireReader } from './protobuf.ts'

/** The same encoding the other way, in the plainest form. */
function varint(value: bigint): number[] {
  const bytes: number[] = []
  let left = BigInt.asUintN(64, value)
  for (; left > 127n; left >>= 7n) bytes.push(Number(left & 127n) | 128)
  return [...bytes, Number(left)]
}
const tag = (field: number, type: number) => varint(BigInt(field * 8 + type))
const read = (bytes: readonly number[]) => {
  const reader = new WireReader(Uint8Array.from(bytes))
  expect(reader.next()).toBe(true)
  return reader
}

describe('WireReader', () => {
  test('reads back whole numbers of every size, signed, unsigned and zigzag', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), fc.integer({ min: 1, max: 2 ** 29 - 1 }), (number, field) => {
        const reader = read([...tag(field, 0), ...varint(BigInt(number))])
        expect(reader.field).toBe(field)
        expect(reader.int()).toBe(number)
        const big = BigInt(number)
        expect(read([...tag(field, 0), ...varint((big << 1n) ^ (big >> 63n))]).sint() + 0).toBe(number + 0)
        if (number >= 0) expect(reader.uint()).toBe(number)
      }),
    )
  })
  test('parts nanoseconds into microseconds and a remainder exactly', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 2n ** 63n - 1n }), (ns) => {
        const bytes = new Uint8Array(9)
        bytes[0] = 9
        new DataView(bytes.buffer).setBigUint64(1, ns, true)
        const reader = read([...bytes])
        expect(reader.fixed64()).toBe(ns)
        const { us, remainderNs } = reader.nanoseconds()
        if (ns / 1000n < 2n ** 53n) expect([BigInt(us), BigInt(remainderNs)]).toEqual([ns / 1000n, ns % 1000n])
      }),
    )
  })
  test('reads text and messages within messages, and counts places in the whole input', () => {
    const inner = [...tag(2, 2), 2, 0x68, 0x69]
    const outer = read([...tag(1, 2), inner.length, ...inner])
    const message = outer.message()
    expect(message.next()).toBe(true)
    expect([message.field, message.text(), message.valueStart]).toEqual([2, 'hi', 4])
    expect([message.next(), message.problem, outer.next(), outer.problem]).toEqual([false, undefined, false, undefined])
  })
  test('stops at what is cut off, says what and where, and keeps what came before', () => {
    const reader = new WireReader(Uint8Array.from([...tag(1, 0), 5, ...tag(2, 2), 200, 1, 65]))
    expect([reader.next(), reader.uint()]).toEqual([true, 5])
    expect([reader.next(), reader.problem, reader.position]).toEqual([false, 'Field 2 is longer than what is left', 2])
    expect(reader.next()).toBe(false)
  })
  test('never throws and always ends, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const reader = new WireReader(bytes)
        let fields = 0
        for (; reader.next(); fields++) if (reader.isBytes) reader.text()
        expect(fields).toBeLessThanOrEqual(bytes.length)
        expect(reader.problem === undefined).toBe(reader.position === bytes.length)
      }),
    )
  })
})
