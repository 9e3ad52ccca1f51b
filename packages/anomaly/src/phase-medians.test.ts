import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { phaseMedians } from './phase-medians.ts'

/** The same by its definition. */
function slowly(values: readonly number[], period: number, reach: number): number[] {
  return Array.from({ length: period }, (_, phase) => {
    const pooled: number[] = []
    for (let centre = phase; centre - reach < values.length; centre += period)
      for (let at = Math.max(0, centre - reach); at <= Math.min(values.length - 1, centre + reach); at++) pooled.push(values[at]!)
    return pooled.toSorted((a, b) => a - b)[Math.floor(pooled.length / 2)]!
  })
}

test('phaseMedians() are those of the definition', () => {
  const cases = fc
    .tuple(fc.integer({ min: 4, max: 40 }), fc.integer({ min: 1, max: 3 }))
    .filter(([period, reach]) => period > 2 * reach)
    .chain(([period, reach]) =>
      fc.tuple(
        fc.constant(period),
        fc.constant(reach),
        fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 2 * period, maxLength: 200 }),
      ),
    )
  fc.assert(
    fc.property(cases, ([period, reach, values]) => {
      expect([...phaseMedians(Float64Array.from(values), { period, reach })]).toEqual(slowly(values, period, reach))
    }),
  )
})
