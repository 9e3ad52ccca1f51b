import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { betaProbability, betaQuantile } from './beta.ts'
import { proportionInterval, rateRatio } from './intervals.ts'
import { countNear, coveredShare } from './near.ts'

// Whole-number parameters have a closed form: I_x(a, b) is the chance of at least a hits in a+b-1 trials.
function binomialTail(x: number, a: number, b: number): number {
  const n = a + b - 1
  let sum = 0
  let term = (1 - x) ** n
  for (let k = 0; k <= n; k += 1) {
    if (k >= a) sum += term
    term *= ((n - k) / (k + 1)) * (x / (1 - x))
  }
  return sum
}

describe('the incomplete beta function', () => {
  test('is the tail of a binomial distribution', () => {
    const small = fc.integer({ min: 1, max: 30 })
    fc.assert(
      fc.property(small, small, fc.integer({ min: 1, max: 99 }), (a, b, percent) => {
        expect(betaProbability(percent / 100, a, b)).toBeCloseTo(binomialTail(percent / 100, a, b), 9)
      }),
    )
  })

  test('is x for a uniform variable, mirrors, and keeps its ends', () => {
    expect(betaProbability(0.3, 1, 1)).toBeCloseTo(0.3, 12)
    expect(betaProbability(0.2, 7, 3)).toBeCloseTo(1 - betaProbability(0.8, 3, 7), 12)
    expect([betaProbability(0, 2, 3), betaProbability(1, 2, 3)]).toEqual([0, 1])
  })

  test('is inverted by its quantile, for counts in the millions too', () => {
    for (const [a, b] of [
      [1, 1],
      [3, 50],
      [2_000_000, 5_000_000],
    ] as const) {
      expect(betaProbability(betaQuantile(0.975, a, b), a, b)).toBeCloseTo(0.975, 4)
    }
  })
})

describe('the interval of a proportion', () => {
  // Clopper & Pearson's own tables and R's binom.test.
  test.each([
    [0, 10, 0, 0.3085],
    [5, 10, 0.1871, 0.8129],
    [10, 10, 0.6915, 1],
    [1, 1, 0.025, 1],
    [20, 30, 0.4719, 0.8271],
  ])('of %i in %i is %f to %f', (hits, trials, low, high) => {
    const bounds = proportionInterval(hits, trials)
    expect(bounds.low).toBeCloseTo(low, 4)
    expect(bounds.high).toBeCloseTo(high, 4)
  })
})

describe('the ratio of two rates', () => {
  test('follows from the share of the second count', () => {
    const { ratio, low, high } = rateRatio({ count: 10, seconds: 100 }, { count: 20, seconds: 100 })
    expect(ratio).toBe(2)
    expect(low).toBeCloseTo(0.4719 / 0.5281, 2)
    expect(high).toBeCloseTo(0.8271 / 0.1729, 2)
  })

  test('is of rates, not of counts', () => {
    expect(rateRatio({ count: 10, seconds: 100 }, { count: 10, seconds: 10 }).ratio).toBeCloseTo(10)
  })

  test('has no upper bound from nothing, and is 0 to nothing', () => {
    expect(rateRatio({ count: 0, seconds: 10 }, { count: 50, seconds: 10 })).toMatchObject({ ratio: Infinity, high: Infinity })
    expect(rateRatio({ count: 50, seconds: 10 }, { count: 0, seconds: 10 })).toMatchObject({ ratio: 0, low: 0 })
  })

  test('lies within its interval, and turns round with its windows', () => {
    const count = fc.integer({ min: 1, max: 5000 })
    fc.assert(
      fc.property(count, count, (one, two) => {
        const up = rateRatio({ count: one, seconds: 60 }, { count: two, seconds: 30 })
        const down = rateRatio({ count: two, seconds: 30 }, { count: one, seconds: 60 })
        expect(up.low).toBeLessThanOrEqual(up.ratio)
        expect(up.high).toBeGreaterThanOrEqual(up.ratio)
        expect(up.low * down.high).toBeCloseTo(1, 5)
      }),
      { numRuns: 50 },
    )
  })
})

describe('nearness in time', () => {
  const instants = fc.array(fc.integer({ min: 0, max: 1000 }), { maxLength: 40 }).map((times) => Float64Array.from(times).sort())

  test('counts as comparing each with each would', () => {
    fc.assert(
      fc.property(instants, instants, fc.integer({ min: 0, max: 100 }), (at, near, distance) => {
        const slow = [...at].filter((time) => [...near].some((other) => Math.abs(other - time) <= distance)).length
        expect(countNear(at, near, distance)).toBe(slow)
      }),
    )
  })

  test('covers the share that trying every moment would', () => {
    fc.assert(
      fc.property(instants, fc.integer({ min: 1, max: 50 }), (near, distance) => {
        fc.pre(near.length > 0)
        let covered = 0
        for (let at = 0; at < 1000; at += 1) if ([...near].some((time) => Math.abs(time - (at + 0.5)) < distance)) covered += 1
        expect(coveredShare(near, distance, 0, 1000)).toBeCloseTo(covered / 1000, 9)
      }),
    )
  })

  test('tells nothing from chance without any length of time', () => {
    expect(coveredShare(Float64Array.of(5), 1, 5, 5)).toBe(1)
    expect(coveredShare(Float64Array.of(5), 0, 0, 10)).toBe(1)
  })
})
