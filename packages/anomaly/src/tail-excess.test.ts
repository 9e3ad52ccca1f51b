import { describe, expect, test } from 'vitest'
import { createSeededRandom } from './seeded-random.ts'
import { tailExcess } from './tail-excess.ts'

/** A burst each hundred values, as high as an exponential law of mean 10 has it. */
function bursts(seed: number): Float64Array {
  const random = createSeededRandom(seed)
  return Float64Array.from({ length: 6000 }, (_, at) => (at % 100 === 50 ? 5 - 10 * Math.log(1 - random()) : random()))
}

describe('tailExcess()', () => {
  test('of bursts with an exponential law is about nothing, and more than a half in one of four series', () => {
    const excesses = Array.from({ length: 200 }, (_, seed) => tailExcess(bursts(seed)))
    const share = excesses.filter((excess) => excess >= 0.5).length / excesses.length
    expect(share).toBeGreaterThan(0.15)
    expect(share).toBeLessThan(0.4)
  })
  test('tells a burst that none of the others foretells', () => {
    const values = bursts(1)
    values[3050] = 140
    expect(tailExcess(values)).toBeGreaterThan(5)
    expect(tailExcess(values.map((value) => value * 1000))).toBeCloseTo(tailExcess(values), 9)
  })
  test('of alike peaks a little more height is nothing', () => {
    const jobs = Float64Array.from({ length: 6000 }, (_, at) => (at % 100 === 50 ? 40 : 1))
    jobs[3050] = 42
    expect(tailExcess(jobs)).toBeLessThan(0)
  })
  test('of few peaks says nothing', () => {
    expect(tailExcess(Float64Array.from({ length: 1000 }, (_, at) => at))).toBe(-Infinity)
  })
})
