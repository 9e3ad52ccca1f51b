import { readSeries } from '@faultmaven/metrics'
import { describe, expect, test } from 'vitest'
import { examineAnomalies } from './series-anomalies.ts'
import { examineSeries } from './series.ts'

/** Two days of samples every five minutes with a daily tide; from `at` on the tide is missing for two hours. */
function tide(at = Infinity): string {
  const rows = Array.from({ length: 6 * 288 }, (_, index) => {
    const time = new Date(Date.UTC(2024, 4, 1) + index * 300_000).toISOString()
    const noise = 3 * Math.sin(index * 12.9898) + 2 * Math.sin(index * 78.233)
    const value = index >= at && index < at + 24 ? 40 + noise : 200 + 120 * Math.sin((2 * Math.PI * index) / 288) + noise
    return `${time},${value.toFixed(2)}`
  })
  return ['time,orders_in_flight', ...rows].join('\n')
}

describe('examineSeries() of long series', () => {
  test('tells a value that is usual by itself and not at that hour, with the lines that show it', () => {
    const text = tide(4 * 288 + 70)
    const finding = examineSeries(readSeries('m.csv', text), 'm.csv').find(({ check }) => check === 'metrics-anomalies')
    expect(finding?.title).toMatch(/^orders_in_flight fell to \S+ at 05-05 0[5-8]:\d\d, usually \d/)
    const lines = text.split('\n')
    for (const predicate of finding!.predicates)
      if (predicate.name === 'present')
        for (const literal of predicate.literals) expect(lines[predicate.lines[0]! - 1]).toContain(literal)
    expect(finding!.score).toBeLessThan(0.5)
  })
  test('says from when on the level is another', () => {
    const rows = Array.from({ length: 900 }, (_, index) => {
      const noise = 3 * Math.sin(index * 12.9898) + 2 * Math.sin(index * 78.233)
      const level = index < 600 ? 100 : 108
      return `${new Date(Date.UTC(2024, 4, 1) + index * 300_000).toISOString()},${(index === 300 ? 900 : level + noise).toFixed(2)}`
    })
    const [finding] = examineAnomalies(readSeries('m.csv', ['time,orders_in_flight', ...rows].join('\n')), 'm.csv', new Set())
    expect(finding?.details).toContainEqual(
      expect.stringMatching(/^level changed at 05-03 0[12]:\d\d, from (?:99\.\d|100) to 108$/),
    )
  })
  test('tells nothing of a tide that comes as always', () => {
    const checks = examineSeries(readSeries('m.csv', tide()), 'm.csv').map(({ check }) => check)
    expect(checks).not.toContain('metrics-anomalies')
  })
})
