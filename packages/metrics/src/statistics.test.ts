import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { findChangePoint, median } from './statistics.ts'

describe('median()', () => {
  test('is that of the sorted values', () => {
    const values = fc.array(
      fc.oneof(fc.integer({ min: -5, max: 5 }), fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e300, max: 1e300 })),
      {
        minLength: 1,
        maxLength: 400,
        size: 'max',
      },
    )
    fc.assert(
      fc.property(values, (some) => {
        const sorted = some.toSorted((a, b) => a - b)
        const middle = sorted.length >> 1
        expect(median(some) + 0).toBe(
          0 + (sorted.length % 2 === 1 ? sorted[middle]! + 0 : (sorted[middle - 1]! + sorted[middle]!) / 2),
        )
      }),
    )
  })
  test('takes values in any order, and does not change them', () => {
    const orders = [
      Array.from({ length: 10_001 }, (_, at) => at),
      Array.from({ length: 10_001 }, (_, at) => 10_000 - at),
      Array.from({ length: 10_001 }, (_, at) => (at % 2 === 0 ? at : 10_000 - at)),
    ]
    for (const order of orders) {
      const before = [...order]
      expect(median(order)).toBe(5000)
      expect(order).toEqual(before)
    }
    expect(median(Array<number>(1000).fill(7))).toBe(7)
    expect(median([])).toBe(0)
  })
})

test('findChangePoint() is not moved by what values are, but by their ranks', () => {
  const values = Array.from({ length: 200 }, (_, at) => (at < 120 ? at % 7 : 5 + (at % 7)))
  const { index, chance } = findChangePoint(values)
  expect(index).toBe(120)
  expect(chance).toBeLessThan(1e-9)
  expect(findChangePoint(values.map((value) => value ** 3))).toEqual({ index, chance })
})
