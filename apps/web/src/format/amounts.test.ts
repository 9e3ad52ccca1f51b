import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { bytes, percentages, plural } from './amounts.ts'

describe('amounts', () => {
  test('bytes() uses the largest unit that keeps the number short', () => {
    expect([0, 1, 999, 1000, 4096, 115_900_000, 1_400_000_000].map(bytes)).toEqual([
      '0 bytes',
      '1 byte',
      '999 bytes',
      '1 KB',
      '4.1 KB',
      '116 MB',
      '1.4 GB',
    ])
  })
  test('plural() groups thousands', () => {
    expect([plural(1, 'line'), plural(2000, 'line'), plural(2, 'entry', 'entries')]).toEqual([
      '1 line',
      '2,000 lines',
      '2 entries',
    ])
  })
  test('percentages() gives the rounding loss to the largest remainders', () => {
    expect(percentages([1 / 3, 1 / 3, 1 / 3])).toEqual([34, 33, 33])
    expect(percentages([0.765, 0.165, 0.07])).toEqual([77, 16, 7])
    expect(percentages([])).toEqual([])
  })
  test('percentages() of shares of a whole always print as 100', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 1000 }), { minLength: 1, maxLength: 12 }), (weights) => {
        const total = weights.reduce((sum, weight) => sum + weight, 0)
        fc.pre(total > 0)
        const shown = percentages(weights.map((weight) => weight / total))
        expect(shown.reduce((sum, value) => sum + value, 0)).toBe(100)
        expect(shown.every((value) => value >= 0)).toBe(true)
      }),
    )
  })
})
