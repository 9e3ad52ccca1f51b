import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { leftNovelty } from './left-novelty.ts'
import { createSeededRandom } from './seeded-random.ts'

const column = (values: readonly number[]) => ({ values: Float64Array.from(values), dimensions: 1 })

describe('leftNovelty()', () => {
  test('is the distance to the nearest row before, and what recurs is new once', () => {
    const novelty = leftNovelty(column([0, 5, 0, 5, 4, 20, 20, 5]), 1)
    expect([...novelty]).toEqual([0, 5, 0, 0, 1, 15, 0, 0])
  })
  test('judges nothing while it learns, and remembers what it learned', () => {
    expect([...leftNovelty(column([0, 9, 0, 9, 3]), 3)]).toEqual([0, 0, 0, 0, 3])
  })
  test('takes a row for new that was near none before in all dimensions together', () => {
    const values = Float64Array.from([0, 0, 0, 8, 8, 0, 8, 8])
    expect(leftNovelty({ values, dimensions: 2 }, 1)[3]).toBe(8)
  })
  test('has a bounded memory that is coarse where it is full: jumps stand out, the rest is near', () => {
    const random = createSeededRandom(4)
    const values = Array.from({ length: 5000 }, (_, at) => random() + (at === 4000 ? 30 : 0))
    const novelty = leftNovelty(column(values), 500)
    expect(novelty[4000]).toBeGreaterThan(28)
    novelty.forEach((distance, at) => at !== 4000 && expect(distance).toBeLessThan(0.05))
  })
  test('is exact as long as the memory holds every row', () => {
    const rows = fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 1, maxLength: 150 })
    fc.assert(
      fc.property(rows, (values) => {
        const novelty = leftNovelty(column(values), 1)
        novelty.forEach((distance, at) => {
          if (at === 0) return
          const nearest = Math.min(...values.slice(0, at).map((value) => Math.abs(value - values[at]!)))
          expect(distance).toBeCloseTo(nearest, 9)
        })
      }),
    )
  })
})
