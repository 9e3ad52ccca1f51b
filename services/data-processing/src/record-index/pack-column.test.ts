import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { packColumn, TIME_UNITS, unpackColumn } from './pack-column.ts'

const unpacked = (values: readonly number[], units?: readonly number[]) => {
  const packed = packColumn(values, values.length, units)
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

test('packColumn() spends nothing on what does not vary, two bytes on steps of milliseconds', () => {
  const line = Array.from({ length: 1000 }, (_, index) => 77 + index)
  expect(packColumn(line, 1000).bytes).toHaveLength(0)
  expect(packColumn(Array.from({ length: 1000 }).fill(5) as number[], 1000).bytes).toHaveLength(0)
  const times = line.map((value) => 1.7e15 + ((value * 7919) % 30_000) * 1000)
  expect(packColumn(times, 1000, TIME_UNITS).bytes).toHaveLength(2000)
})

test('unpackColumn() refuses bytes that are not of the head', () => {
  const { head, bytes } = packColumn([1, 2, 4], 3)
  expect(() => unpackColumn({ head, bytes: bytes.subarray(1) }, new Float64Array(3))).toThrow(RangeError)
})
