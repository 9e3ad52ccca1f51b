import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { subPca } from './sub-pca.ts'
import { sumProducts } from './sum-products.ts'

test('sumProducts() is the sum over the windows, however far apart they begin', () => {
  const cases = fc.record({
    length: fc.integer({ min: 1, max: 13 }),
    step: fc.integer({ min: 1, max: 20 }),
    windows: fc.integer({ min: 1, max: 30 }),
    seed: fc.integer({ min: 0, max: 999 }),
  })
  fc.assert(
    fc.property(cases, ({ length, step, windows, seed }) => {
      const values = Float64Array.from({ length: (windows - 1) * step + length }, (_, at) => Math.sin(seed + at * at))
      const found = sumProducts(values, { length, step, windows })
      for (let row = 0; row < length; row++) {
        for (let column = row; column < length; column++) {
          let sum = 0
          for (let window = 0; window < windows; window++) sum += values[window * step + row]! * values[window * step + column]!
          expect(found[row * length + column]).toBeCloseTo(sum, 9)
        }
      }
    }),
  )
})

test('subPca() finds nothing strange where nothing varies', () => {
  for (const value of [0.1, 1.7e15])
    expect(subPca(new Float64Array(500).fill(value), { length: 24 })).toEqual(new Float64Array(500))
})
