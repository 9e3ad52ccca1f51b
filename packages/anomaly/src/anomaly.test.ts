import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { calibrateThreshold } from './calibrate.ts'
import { growIsolationForest, isolationScores } from './isolation-forest.ts'
import { learnOneClassSvm } from './one-class-svm.ts'
import { createSeededRandom } from './seeded-random.ts'

/** Points of a normal distribution in so many dimensions. */
function cloud(size: number, dimensions = 2, seed = 5): number[][] {
  const random = createSeededRandom(seed)
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
  return Array.from({ length: size }, () => Array.from({ length: dimensions }, normal))
}

test('isolationScores() gives each row what the forest gives it alone', () => {
  const points = fc.integer({ min: 1, max: 5 }).chain((dimensions) =>
    fc.array(
      fc.array(fc.oneof(fc.integer({ min: -3, max: 3 }), fc.double({ noNaN: true, min: -1e9, max: 1e9 })), {
        minLength: dimensions,
        maxLength: dimensions,
      }),
      {
        minLength: 1,
        maxLength: 40,
      },
    ),
  )
  fc.assert(
    fc.property(points, (rows) => {
      const score = growIsolationForest(rows, { trees: 7, sampleSize: 16 })
      const matrix = { values: Float64Array.from(rows.flat()), dimensions: rows[0]!.length }
      expect([...isolationScores(matrix, { trees: 7, sampleSize: 16 })]).toEqual(rows.map(score))
    }),
  )
  expect(() => isolationScores({ values: new Float64Array(3), dimensions: 2 })).toThrow(RangeError)
  expect(() => isolationScores({ values: Float64Array.of(1, NaN), dimensions: 1 })).toThrow(RangeError)
})

describe('growIsolationForest()', () => {
  test('gives what lies apart a higher score than any other, and the middle less than half', () => {
    const points = [...cloud(300), [6, 6]]
    const score = growIsolationForest(points)
    const [apart, ...others] = points.toReversed().map(score)
    expect(apart).toBeGreaterThan(Math.max(...others))
    expect(apart).toBeGreaterThan(0.65)
    expect(score([0, 0])).toBeLessThan(0.48)
  })
  test('scores a point higher for being odd in one of many dimensions', () => {
    const points = cloud(400, 20)
    const odd = points[0]!.map((value, at) => (at === 7 ? 12 : value))
    const score = growIsolationForest([...points, odd])
    expect(score(odd)).toBeGreaterThan(score(points[0]!) + 0.02)
  })
  test('gives equal points the score of a search that is never alone', () => {
    const score = growIsolationForest(Array.from({ length: 64 }, () => [1, 2, 3]))
    expect(score([1, 2, 3])).toBeCloseTo(0.5, 6)
  })
  test('is the same for the same seed, and scores lie in (0, 1]', () => {
    const points = fc.array(fc.tuple(fc.integer(), fc.integer()), { minLength: 1, maxLength: 40 })
    fc.assert(
      fc.property(points, fc.nat(), (given, seed) => {
        const [a, b] = [growIsolationForest(given, { seed, trees: 10 }), growIsolationForest(given, { seed, trees: 10 })]
        for (const point of given) {
          expect(a(point)).toBe(b(point))
          expect(a(point)).toBeGreaterThan(0)
          expect(a(point)).toBeLessThanOrEqual(1)
        }
      }),
      { numRuns: 40 },
    )
  })
  test('refuses no points, and points of different lengths', () => {
    expect(() => growIsolationForest([])).toThrow(RangeError)
    expect(() => growIsolationForest([[1], [1, 2]])).toThrow(RangeError)
  })
})

describe('learnOneClassSvm()', () => {
  test.each([0.05, 0.1, 0.3])('leaves about nu of the points outside (nu = %d)', (nu) => {
    const points = cloud(400)
    const decide = learnOneClassSvm(points, { nu })
    // ν-property: at most ν outliers, for points on the border decide to the tolerance.
    const outside = points.filter((point) => decide(point) < -1e-3).length / points.length
    expect(outside).toBeLessThanOrEqual(nu + 0.005)
    expect(outside).toBeGreaterThan(nu - 0.04)
  })
  test('takes the hole in a ring for outside, which no ball or box would', () => {
    const ring = cloud(400).map(([x = 0, y = 0]) => {
      const length = Math.hypot(x, y)
      return [(4 * x) / length + x / 8, (4 * y) / length + y / 8]
    })
    const decide = learnOneClassSvm(ring, { nu: 0.05, gamma: 0.5 })
    expect(decide([0, 0])).toBeLessThan(0)
    expect(decide([4.1, 0])).toBeGreaterThan(0)
    expect(decide([9, 9])).toBeLessThan(0)
  })
  test('refuses a nu that is no share', () => {
    expect(() => learnOneClassSvm([[1]], { nu: 0 })).toThrow(RangeError)
    expect(() => learnOneClassSvm([[1]], { nu: 1.5 })).toThrow(RangeError)
  })
  test('learns from one point, and from equal ones', () => {
    expect(learnOneClassSvm([[1, 1]])([1, 1])).toBeCloseTo(0, 6)
    const same = Array.from({ length: 30 }, () => [2, 2])
    expect(learnOneClassSvm(same)([9, 9])).toBeLessThan(-0.5)
  })
})

describe('calibrateThreshold()', () => {
  test('is exceeded in few sets of an exponential, whatever its scale', () => {
    for (const scale of [0.01, 1, 50]) {
      const alarms = Array.from({ length: 100 }, (_, seed) => {
        const random = createSeededRandom(seed)
        const scores = Array.from({ length: 200 }, () => -scale * Math.log(1 - random()))
        return scores.some((score) => score > calibrateThreshold(scores))
      })
      expect(alarms.filter(Boolean).length).toBeLessThanOrEqual(6)
    }
  })
  test('is not moved by what it is to find', () => {
    const random = createSeededRandom(9)
    const scores = Array.from({ length: 200 }, random)
    const odd = scores.map((score, at) => (at < 10 ? 40 : score))
    expect(calibrateThreshold(odd)).toBeLessThan(calibrateThreshold(scores) * 1.3)
    expect(calibrateThreshold(odd)).toBeLessThan(40)
  })
  test('few scores exceed nothing', () => {
    expect(calibrateThreshold([1, 2, 99])).toBe(Infinity)
  })
})
