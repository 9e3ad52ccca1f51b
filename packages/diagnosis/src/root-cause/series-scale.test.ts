import { expect, test } from 'vitest'
import { scaleSeries } from './series-scale.ts'

test('a row whose load is missing has a value as it has a loss', () => {
  const values = Float64Array.from([1, 0.9, 0.9, 1])
  const series = { entity: 'shop', metric: 'success_ratio', meaning: 'availability', values } as const
  const scaled = scaleSeries(series, Float64Array.from([200, 200, Number.NaN, 200]), [0, 3])!
  expect(scaled.losses[2]).toBeCloseTo(20, 6)
  expect(scaled.values[2]).toBeCloseTo(scaled.values[1]!, 6)
})
