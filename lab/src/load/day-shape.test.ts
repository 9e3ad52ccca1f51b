import { expect, test } from 'vitest'
import { arrivals, rateAt } from './day-shape.ts'

const shape = { seed: 7, meanRate: 20, daySeconds: 100 }

test('the rate over a day has the mean that was asked for, a quiet night and a peak', () => {
  const rates = Array.from({ length: 1000 }, (_, index) => rateAt(index / 10, shape))
  const mean = rates.reduce((sum, rate) => sum + rate, 0) / rates.length
  expect(mean).toBeGreaterThan(19)
  expect(mean).toBeLessThan(21)
  expect(Math.min(...rates)).toBeLessThan(13)
  expect(Math.max(...rates)).toBeGreaterThan(28)
})

test('the same seed sends the same requests, another seed others', () => {
  expect(arrivals(shape, 30)).toEqual(arrivals(shape, 30))
  expect(arrivals({ ...shape, seed: 8 }, 30)).not.toEqual(arrivals(shape, 30))
})

test('requests come in order, within the time, about as many as the rate says', () => {
  const times = arrivals(shape, 100)
  expect(times).toEqual(times.toSorted((a, b) => a - b))
  expect(times.at(-1)).toBeLessThan(100)
  expect(times.length).toBeGreaterThan(1800)
  expect(times.length).toBeLessThan(2200)
})
