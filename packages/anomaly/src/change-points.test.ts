import { describe, expect, test } from 'vitest'
import { findChangePoints } from './change-points.ts'
import { findFlatLines, findGaps } from './flat-lines.ts'
import { forecastResidual } from './forecast-residual.ts'
import { isolationScores } from './isolation-forest.ts'
import { createSeededRandom } from './seeded-random.ts'

function noise(size: number, seed = 1): Float64Array {
  const random = createSeededRandom(seed)
  return Float64Array.from({ length: size }, () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random()))
}

describe('findChangePoints()', () => {
  test('finds none in noise, however often it looks', () => {
    let found = 0
    for (let seed = 1; seed <= 30; seed++)
      for (const kind of ['mean', 'variance', 'trend'] as const) found += findChangePoints(noise(500, seed), { kind }).length
    expect(found).toBeLessThanOrEqual(2)
  })
  test('finds both ends of another level', () => {
    const points = findChangePoints(noise(600).map((value, at) => value + (at >= 200 && at < 330 ? 5 : 0)))
    expect(points.length).toBe(2)
    expect(Math.abs(points[0]! - 200)).toBeLessThan(3)
    expect(Math.abs(points[1]! - 330)).toBeLessThan(3)
  })
  test('finds where noise begins and where a slope does', () => {
    const [wider] = findChangePoints(
      noise(600).map((value, at) => value * (at < 300 ? 1 : 5)),
      { kind: 'variance' },
    )
    expect(Math.abs(wider! - 300)).toBeLessThan(12)
    const [bend] = findChangePoints(
      noise(600).map((value, at) => value + Math.max(0, at - 300) * 0.2),
      { kind: 'trend' },
    )
    expect(Math.abs(bend! - 300)).toBeLessThan(25)
  })
  test('finds none where nothing varies, and one step on a high level', () => {
    for (const kind of ['mean', 'variance', 'trend'] as const) {
      for (const level of [0, 0.1, -7.3, 1e9]) {
        expect(findChangePoints(new Float64Array(500).fill(level), { kind })).toEqual([])
        expect(findChangePoints(new Float64Array(5000).fill(level), { kind })).toEqual([])
      }
    }
    expect(findChangePoints(Float64Array.from({ length: 500 }, (_, at) => 1e9 + (at < 200 ? 0 : 0.1)))).toEqual([200])
    const points = findChangePoints(noise(500).map((value, at) => 1e9 + value + (at < 200 ? 0 : 5)))
    expect(points.length).toBe(1)
    expect(Math.abs(points[0]! - 200)).toBeLessThan(3)
  })
  test('thins long series and finds the place all the same', () => {
    const [point] = findChangePoints(noise(50_000).map((value, at) => value + (at < 20_000 ? 0 : 2)))
    expect(Math.abs(point! - 20_000)).toBeLessThan(60)
  })
})

describe('findFlatLines() and findGaps()', () => {
  test('find where a value hangs and where samples are missing', () => {
    const values = noise(300)
    values.fill(values[100]!, 100, 140)
    expect(findFlatLines(values)).toEqual([{ start: 100, end: 140 }])
    const times = Float64Array.from({ length: 100 }, (_, at) => (at < 50 ? at : at + 7) * 60)
    expect(findGaps(times)).toEqual([{ after: 49, missing: 7 }])
  })
  test('say nothing where standing still is usual', () => {
    expect(findFlatLines(new Float64Array(100).fill(1))).toEqual([])
    expect(findFlatLines(noise(1000).map((value) => (value > 1.5 ? 1 : 0)))).toEqual([])
    expect(findGaps(new Float64Array(0))).toEqual([])
  })
})

describe('forecastResidual()', () => {
  test('leaves of a wave what is not of it', () => {
    const wave = Float64Array.from({ length: 500 }, (_, at) => Math.sin(at / 9))
    wave[300]! += 1
    const residual = forecastResidual(wave).map(Math.abs)
    expect(residual.indexOf(Math.max(...residual))).toBe(300)
    expect(residual[250]).toBeLessThan(0.01)
  })
})

describe('isolationScores()', () => {
  test('scores rows as the forest of points does, fast', () => {
    const values = noise(6 * 20_000)
    values.fill(9, 6 * 77, 6 * 78)
    const began = process.cpuUsage()
    const scores = isolationScores({ values, dimensions: 6 }, { trees: 50 })
    const { user } = process.cpuUsage(began)
    expect(scores.indexOf(Math.max(...scores))).toBe(77)
    expect(20_000 / (user / 1e6)).toBeGreaterThan(100_000)
    expect(() => isolationScores({ values, dimensions: 7 })).toThrow(RangeError)
  })
})
