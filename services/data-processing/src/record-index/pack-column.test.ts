import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { packCodes, packColumn, packNumbers, storedColumn, TIME_UNITS, unpackColumn } from './pack-column.ts'

const unpacked = (values: readonly number[], units?: readonly number[]) => {
  const packed = packColumn(Float64Array.from(values), values.length, units)
  return [...unpackColumn(packed, new Float64Array(values.length))]
}

test('packColumn() keeps every safe integer, whatever the order and the units', () => {
  const column = fc.oneof(
    fc.array(fc.maxSafeInteger()),
    fc.array(fc.integer({ min: 0, max: 300 })),
    fc.array(fc.nat(1e6).map((ms) => 1.7e15 + ms * 1000)),
    fc.array(fc.integer({ min: -70_000, max: 70_000 })).map((steps) => {
      let sum = 1e15
      return steps.map((step) => (sum += step * 1000))
    }),
  )
  fc.assert(
    fc.property(column, fc.constantFrom(undefined, TIME_UNITS), (values, units) => {
      expect(unpacked(values, units)).toEqual(values.map((value) => value + 0))
    }),
  )
})

test('packCodes() keeps every code, and is read as it is stored', () => {
  const codes = fc.oneof(
    fc.array(fc.integer({ min: 0, max: 6 })).map((values) => Uint8Array.from(values)),
    fc.array(fc.integer({ min: 250, max: 300 })).map((values) => Uint16Array.from(values)),
    fc.array(fc.integer({ min: 0, max: 2 ** 32 - 1 })).map((values) => Uint32Array.from(values)),
    fc.integer({ min: 0, max: 2 ** 32 - 1 }).map((value) => new Uint32Array(9).fill(value)),
  )
  fc.assert(
    fc.property(codes, (values) => {
      const packed = packCodes(values, values.length)
      expect([...unpackColumn(packed, new Float64Array(values.length))]).toEqual([...values])
      const { base, cells } = storedColumn(packed, () => new Float64Array(values.length))
      expect(Array.from(cells, (cell) => base + cell)).toEqual([...values])
    }),
  )
})

test('packNumbers() keeps what rises, one by one or not', () => {
  const rising = fc
    .tuple(fc.nat(1e9), fc.array(fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 9 }))))
    .map(([first, steps]) => {
      let value = first
      return Float64Array.of(first, ...steps.map((step) => (value += step)))
    })
  fc.assert(
    fc.property(rising, (values) => {
      expect(unpackColumn(packNumbers(values, values.length), new Float64Array(values.length))).toEqual(values)
    }),
  )
  expect(packNumbers(Float64Array.of(7, 8, 9), 3).bytes).toHaveLength(0)
})

test('packColumn() spends nothing on what does not vary, two bytes on steps of milliseconds', () => {
  const line = Array.from({ length: 1000 }, (_, index) => 77 + index)
  expect(packColumn(Float64Array.from(line), 1000).bytes).toHaveLength(0)
  expect(packColumn(new Float64Array(1000).fill(5), 1000).bytes).toHaveLength(0)
  const times = line.map((value) => 1.7e15 + ((value * 7919) % 30_000) * 1000)
  expect(packColumn(Float64Array.from(times), 1000, TIME_UNITS).bytes).toHaveLength(2000)
})

test('unpackColumn() refuses bytes that are not of the head', () => {
  const { head, bytes } = packColumn(Float64Array.of(1, 2, 4), 3)
  expect(() => unpackColumn({ head, bytes: bytes.subarray(1) }, new Float64Array(3))).toThrow(RangeError)
})
