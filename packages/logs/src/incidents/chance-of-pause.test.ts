import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { fitPauseTail } from './chance-of-pause.ts'

/** What the longest 32 of a thousand exponential pauses of mean 10 are expected to be. */
const EXPONENTIAL = Array.from({ length: 32 }, (_, rank) => 10 * Math.log(1000 / (rank + 0.5)))

test('fitPauseTail() expects as many pauses as chance would make', () => {
  const tail = fitPauseTail(EXPONENTIAL, 10_000)!
  // Of a thousand pauses of mean 10, one in e⁵ is longer than 50.
  expect(tail.expected(50)).toBeGreaterThan(1000 * Math.exp(-5) * 0.5)
  expect(tail.expected(50)).toBeLessThan(1000 * Math.exp(-5) * 2)
  expect(tail.expected(200)).toBeLessThan(0.02)
})

test('fitPauseTail() is not surprised by one more long pause among others', () => {
  const clustered = [...EXPONENTIAL.slice(0, 28), 900, 950, 1000, 1100]
  expect(fitPauseTail(clustered, 10_000)!.expected(1200)).toBeGreaterThan(0.3)
  expect(fitPauseTail(clustered, 10_000)!.chanceAhead(500)).toBeGreaterThan(0.1)
})

test('fitPauseTail() takes pauses of a clock for regular, though not exact', () => {
  const tail = fitPauseTail(
    Array.from({ length: 20 }, () => 60),
    10_000,
  )!
  expect(tail.expected(61)).toBeGreaterThan(10)
  expect(tail.expected(240)).toBeLessThan(1e-4)
})

test('fitPauseTail() says nothing of few pauses', () => {
  expect(fitPauseTail([1, 2, 3], 100)).toBeUndefined()
})

test('longer pauses are never likelier', () => {
  const lengths = fc.array(fc.integer({ min: 0, max: 1e6 }), { minLength: 8, maxLength: 32 })
  fc.assert(
    fc.property(lengths, fc.nat(2e6), fc.nat(2e6), (others, a, b) => {
      const tail = fitPauseTail(others, 1e7)!
      const [short, long] = [Math.min(a, b), Math.max(a, b)]
      expect(tail.expected(long)).toBeLessThanOrEqual(tail.expected(short))
      expect(tail.chanceAhead(long)).toBeLessThanOrEqual(tail.chanceAhead(short))
      expect(tail.chanceAhead(long)).toBeGreaterThanOrEqual(0)
    }),
  )
})
