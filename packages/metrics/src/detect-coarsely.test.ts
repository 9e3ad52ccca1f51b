import { microseconds } from '@faultmaven/signals'
import { describe, expect, test } from 'vitest'
import { detectAnomalies, detectCoarsely, type MetricSeries } from './index.ts'

/** Noise of three numbers of a linear congruential generator, without a seed. */
const NOISE = (() => {
  let state = 1
  const next = () => (state = (state * 1_103_515_245 + 12_345) % 2 ** 31) / 2 ** 31
  return Array.from({ length: 20_000 }, () => next() + next() + next() - 1.5)
})()
const ordinary = (at: number) => 50 + 6 * NOISE[at]!
const seriesOf = (size: number, value: (at: number) => number, name = 'latency_ms'): MetricSeries => ({
  name,
  attributes: {},
  samples: Array.from({ length: size }, (_, at) => ({ time: microseconds(1.7e15 + at * 15e6), value: value(at), line: at + 2 })),
})

describe('detectCoarsely()', () => {
  test('tells the samples of an event where it begins and where it is furthest', () => {
    const series = seriesOf(20_000, (at) => ordinary(at) + (at >= 14_003 && at < 14_060 ? (at === 14_031 ? 90 : 70) : 0))
    const { anomalies, group } = detectCoarsely(series, 4000)
    expect(group).toBe(5)
    expect(anomalies[0]).toMatchObject({ onset: { line: 14_005 }, direction: 'up' })
    expect(anomalies[0]!.peak).toEqual(series.samples[14_031])
  })
  test('looks at each sample of what is short enough', () => {
    const series = seriesOf(1000, (at) => ordinary(at) + (at >= 600 && at < 620 ? 60 : 0))
    expect(detectCoarsely(series, 4000)).toMatchObject({ group: 1, anomalies: detectAnomalies(series).anomalies })
  })
  test('is quiet about ordinary series, and finds what a counter counts faster', () => {
    expect(detectCoarsely(seriesOf(20_000, ordinary), 4000).anomalies).toEqual([])
    let total = 0
    const counter = seriesOf(20_000, (at) => (total += ordinary(at) + (at >= 9000 && at < 9100 ? 300 : 0)), 'requests_total')
    const { anomalies, isRate } = detectCoarsely(counter, 4000)
    expect(isRate).toBe(true)
    expect(Math.abs(anomalies[0]!.peak.line - 9050)).toBeLessThan(80)
  })
  test.each([0, 1, 2, 3, 4])('tells rates of a counter that begins anew at place %i of a group', (place) => {
    let total = 0
    const counter = seriesOf(
      20_000,
      (at) => {
        if (at === 15_000 + place) total = 0
        return (total += ordinary(at) + (at >= 9000 && at < 9100 ? 300 : 0))
      },
      'requests_total',
    )
    const { anomalies, isRate } = detectCoarsely(counter, 4000)
    expect(isRate).toBe(true)
    // At most 360 in 15 seconds; the counter itself stands at hundreds of thousands.
    for (const { peak, onset, usual } of anomalies) expect(Math.max(peak.value, onset.value, usual)).toBeLessThan(360 / 15)
    expect(anomalies[0]!.usual).toBeCloseTo(50 / 15, 0)
    expect(anomalies[0]!.peak.value).toBeCloseTo(350 / 15, 0)
    expect(Math.abs(anomalies[0]!.onset.line - 9002)).toBeLessThan(10)
  })
  test('tells values where those of a series called a counter fall, whatever their means do', () => {
    let total = 0
    const falling = seriesOf(20_000, (at) => (total += ordinary(at) * (at % 5 === 3 ? -0.2 : 1)), 'requests_total')
    expect(detectCoarsely(falling, 4000).isRate).toBe(false)
    for (const { peak } of detectCoarsely(falling, 4000).anomalies) expect(falling.samples).toContainEqual(peak)
  })
})
