import { microseconds } from '@faultmaven/signals'
import { expect, test } from 'vitest'
import type { EntitySeries } from './input.ts'
import { alignSeries, rowsOf } from './sample-grid.ts'

const MINUTE = 60e6
const series = (entity: string, times: readonly number[]): EntitySeries => ({
  entity,
  metric: 'cpu',
  samples: times.map((time, index) => ({ time: microseconds(time), value: index })),
})
const minutes = (count: number, shift = 0) => Array.from({ length: count }, (_, index) => index * MINUTE + shift)

test('series sampled some seconds apart share rows; a gap is no sample', () => {
  const {
    times,
    step,
    series: aligned,
  } = alignSeries([
    series('a', minutes(10)),
    series(
      'b',
      minutes(10, 9e6).filter((_, index) => index !== 4),
    ),
  ])
  expect(step).toBe(MINUTE)
  expect(times).toHaveLength(10)
  expect(aligned[1]!.values[4]).toBeNaN()
  expect(aligned[1]!.values[5]).toBe(4)
})

test('both ends of a window belong to it', () => {
  const grid = alignSeries([series('a', minutes(10))])
  const window = { start: microseconds(3 * MINUTE), end: microseconds(5 * MINUTE) }
  expect(rowsOf(grid, window)).toEqual([3, 6])
  expect(rowsOf(grid, { start: microseconds(99 * MINUTE), end: microseconds(100 * MINUTE) })).toEqual([10, 10])
})

test('many series without a common time are brought to few rows', () => {
  const all = Array.from({ length: 50 }, (_, index) => series(`s${index}`, minutes(40, index * 40 * MINUTE)))
  const grid = alignSeries(all, { mostCells: 50 * 300 })
  expect(grid.times.length).toBeLessThanOrEqual(300)
  expect(grid.step).toBeGreaterThan(MINUTE)
})
