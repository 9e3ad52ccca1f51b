import { describe, expect, test } from 'vitest'
import { createSeriesStore, type StoreLimits } from './series-store.ts'

/** Series of as many rising samples each, which come in turn: a row, and a line, of one of each. */
function filled(series: number, rows: number, limits?: StoreLimits) {
  const store = createSeriesStore(limits)
  for (let one = 0; one < series; one += 1) store.open({ name: `m${one}`, attributes: {} })
  for (let row = 0; row < rows; row += 1)
    for (let one = 0; one < series; one += 1) store.add(one, 1.7e15 + row * 1e6, row, row + 2, 0)
  return store.end()
}

describe('createSeriesStore()', () => {
  test.each([5000, 5001, 5002, 5003])('of %i samples the newest is there after thinning', (rows) => {
    const stored = filled(1, rows)
    for (const most of [3000, 2000, 600]) {
      stored.thinTo(most)
      const { samples, sampleCount } = stored.series[0]!
      expect(sampleCount).toBe(samples.length)
      expect(sampleCount).toBeLessThanOrEqual(most)
      expect(samples.at(-1)).toMatchObject({ line: rows + 1, value: rows - 1 })
    }
  })
  test.each([50_000, 12_000])('keeps %i of many series of few samples each, and tells how many were read', (maxSamples) => {
    const { series, sampleCount, readCount } = filled(500, 400, { maxSamples })
    expect(series).toHaveLength(500)
    // Ending its last group may keep two more of a series.
    expect(sampleCount).toBeLessThanOrEqual(maxSamples + 2 * 500)
    expect(readCount).toBe(200_000)
  })
  test.each([100_000, 20_001, 4000])('keeps to %i afterwards', (most) => {
    const stored = filled(500, 400)
    stored.thinTo(most)
    const counts = stored.series.map(({ samples }) => samples.length)
    expect(counts.reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(most)
    expect(Math.min(...counts)).toBeGreaterThan(1)
  })
  test('goes on with more series than it may keep samples', () => {
    const { series, sampleCount } = filled(2000, 40, { maxSamples: 1000 })
    expect(series).toHaveLength(2000)
    expect(sampleCount).toBeLessThanOrEqual(2000 * 10)
  })
})
