import { microseconds } from '@faultmaven/signals'
import { describe, expect, test } from 'vitest'
import { detectAnomalies, type MetricSeries } from './index.ts'
import { isCounter, ratesOf } from './rates.ts'

function seriesOf(name: string, values: readonly number[], secondsAt = (at: number) => at * 60): MetricSeries {
  const samples = values.map((value, at) => ({
    time: microseconds((1_700_000_000 + secondsAt(at)) * 1e6),
    value,
    line: at + 2,
  }))
  return { name, attributes: {}, samples }
}
/** Two waves that never meet: ordinary, without a seed. */
const ordinary = (at: number) => 50 + 3 * Math.sin(at * 12.9898) + 4 * Math.sin(at * 78.233)

describe('detectAnomalies()', () => {
  test('tells when a value left its level, how far and which lines show it', () => {
    const values = Array.from({ length: 1000 }, (_, at) => ordinary(at) + (at >= 600 && at < 620 ? 60 : 0))
    const { anomalies, scores } = detectAnomalies(seriesOf('latency', values))
    const [worst] = anomalies
    expect(worst).toMatchObject({ direction: 'up' })
    expect(worst!.peak.line).toBeGreaterThanOrEqual(602)
    expect(worst!.peak.line).toBeLessThan(622)
    expect(worst!.usual).toBeGreaterThan(45)
    expect(worst!.usual).toBeLessThan(60)
    expect(scores.length).toBe(1000)
  })
  test('looks at the rate of a counter, over its resets', () => {
    let total = 0
    const values = Array.from({ length: 800 }, (_, at) => {
      total = (at === 400 ? 0 : total) + ordinary(at) + (at >= 600 && at < 615 ? 500 : 0)
      return total
    })
    const { isRate, anomalies } = detectAnomalies(seriesOf('requests_total', values))
    expect(isRate).toBe(true)
    expect(anomalies[0]!.peak.line).toBeGreaterThanOrEqual(602)
    expect(anomalies[0]!.peak.line).toBeLessThan(618)
    expect(anomalies.some(({ peak }) => Math.abs(peak.line - 402) < 5)).toBe(false)
  })
  test('places the scores of a counter at its samples, also where two have one time', () => {
    let total = 0
    const values = Array.from({ length: 800 }, (_, at) => (total += ordinary(at) + (at >= 600 && at < 615 ? 500 : 0)))
    const plain = seriesOf('requests_total', values)
    const doubled = { ...plain, samples: plain.samples.toSpliced(700, 0, plain.samples[699]!) }
    const [expected, found] = [plain, doubled].map((series) => [...detectAnomalies(series).scores])
    expect(Math.max(...expected!)).toBeGreaterThan(0)
    expect(found).toEqual(expected!.toSpliced(700, 0, 0))
  })
  test('passes over what is not a number and says where samples are missing or stand still', () => {
    const values = Array.from({ length: 600 }, (_, at) =>
      at % 50 === 7 ? Number.NaN : at >= 300 && at < 340 ? 48 : ordinary(at),
    )
    const found = detectAnomalies(seriesOf('load', values, (at) => (at < 500 ? at : at + 30) * 60))
    expect(found.scores.every(Number.isFinite)).toBe(true)
    expect(found.gaps.map(({ missing }) => missing)).toEqual([30])
    expect(found.flat.map(({ samples }) => samples)).toEqual([39])
  })
})

describe('ratesOf()', () => {
  test('takes what stands after a reset for growth since', () => {
    const { samples } = seriesOf('x_total', [10, 70, 130, 60])
    expect(ratesOf(samples).map(({ value }) => value)).toEqual([1, 1, 1])
  })
  test('an amount that goes up and down is no counter, whatever its name', () => {
    expect(isCounter(seriesOf('queue_count', [5, 9, 7, 6, 8, 3]))).toBe(false)
    expect(isCounter(seriesOf('queue_count', [5, 9, 12, 2, 8, 13]))).toBe(true)
  })
})
