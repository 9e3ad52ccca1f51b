import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Cost, partOptimally } from './part-optimally.ts'

const costOf =
  (values: readonly number[]): Cost =>
  (from, to) => {
    const part = values.slice(from, to)
    const mean = part.reduce((sum, value) => sum + value, 0) / part.length
    return part.reduce((sum, value) => sum + (value - mean) ** 2, 0)
  }

test('partOptimally() finds what trying all divisions finds, for any least length', () => {
  const values = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 12, maxLength: 30 })
  fc.assert(
    fc.property(values, fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 30 }), (given, minLength, penalty) => {
      const cost = costOf(given)
      const least = [-penalty]
      for (let to = 1; to <= given.length; to++)
        least[to] = Math.min(
          Infinity,
          ...Array.from({ length: Math.max(0, to - minLength + 1) }, (_, from) => least[from]! + cost(from, to) + penalty),
        )
      const points = partOptimally(given.length, { cost, penalty, minLength })
      const bounds = [0, ...points, given.length]
      const total = bounds.slice(1).reduce((sum, to, at) => sum + cost(bounds[at]!, to) + penalty, -penalty)
      expect(bounds.slice(1).every((to, at) => to - bounds[at]! >= minLength)).toBe(true)
      expect(total).toBeCloseTo(least.at(-1)!, 6)
    }),
    { numRuns: 500 },
  )
})
