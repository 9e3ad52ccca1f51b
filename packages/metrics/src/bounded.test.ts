import { microseconds } from '@faultmaven/signals'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { describeSeries, detectAnomalies, findLastingChanges, formatValue, type MetricSeries } from './index.ts'

const seriesOf = (name: string, values: readonly number[]): MetricSeries => ({
  name,
  attributes: {},
  samples: values.map((value, at) => ({ time: microseconds(1.7e15 + at * 15e6), value, line: at + 2 })),
})
const ordinary = (at: number) => 50 + 3 * Math.sin(at * 12.9898) + 4 * Math.sin(at * 78.233)
const numbersOf = (value: unknown) =>
  JSON.stringify(value, (_, part: unknown) => (typeof part === 'number' && !Number.isFinite(part) ? 'not finite' : part))

describe('values that no sum can hold', () => {
  test.each(['latency_seconds', 'cpu_ratio', 'heap_bytes', 'requests_total', 'error_rate'])(
    'leave %s with numbers that can be said',
    (name) => {
      const huge = fc.constantFrom(1e300, -1e300, 1.7e308, -1.7e308, 1e160, 5e-324, 0, 1)
      fc.assert(
        fc.property(fc.array(fc.tuple(fc.nat(399), huge), { maxLength: 40 }), (places) => {
          const values = Array.from({ length: 400 }, (_, at) => ordinary(at))
          for (const [at, value] of places) values[at] = value
          const series = seriesOf(name, values)
          const told = numbersOf([
            describeSeries(series),
            detectAnomalies(series).anomalies,
            [...detectAnomalies(series).scores],
            findLastingChanges(series),
          ])
          expect(told).not.toMatch(/not finite|NaN|Infinity/)
        }),
        { numRuns: 30 },
      )
    },
  )
  test('are found where the others are ordinary', () => {
    const values = Array.from({ length: 600 }, (_, at) => (at === 400 ? 1e308 : ordinary(at)))
    const [worst] = detectAnomalies(seriesOf('latency_ms', values)).anomalies
    expect(worst?.peak.line).toBe(402)
  })
  test('are written short', () => {
    expect(formatValue(1e300, 'seconds')).toBe('1e+300 s')
    expect(formatValue(1e300, 'percent')).toBe('1e+300%')
    expect(formatValue(-3e200, 'number')).toBe('-3e+200')
  })
})
