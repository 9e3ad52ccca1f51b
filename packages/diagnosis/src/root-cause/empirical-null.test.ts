import { createSeededRandom } from '@faultmaven/testkit'
import { expect, test } from 'vitest'
import { createNull, MOST_NATS } from './empirical-null.ts'

/** Student's t with three degrees of freedom: as heavy as metrics are. */
function heavyTailed(count: number, seed: number): number[] {
  const random = createSeededRandom(seed)
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
  return Array.from({ length: count }, () => normal() / Math.sqrt((normal() ** 2 + normal() ** 2 + normal() ** 2) / 3))
}

test('surprise rises with the score, falls with the number of looks and has a cap', () => {
  const { surprise } = createNull(heavyTailed(2000, 1))
  expect(surprise(1, 1)).toBe(0)
  expect(surprise(8, 10)).toBeGreaterThan(surprise(5, 10))
  expect(surprise(8, 10)).toBeGreaterThan(surprise(8, 100))
  expect(surprise(1e9, 1)).toBe(MOST_NATS)
})

test('of many families of looks at chance few surprise: a score of ln 20 in about one of twenty', () => {
  const { surprise } = createNull(heavyTailed(4000, 2))
  let alarms = 0
  for (let family = 0; family < 400; family += 1) {
    const most = Math.max(...heavyTailed(50, 100 + family))
    if (surprise(most, 50) >= Math.log(20)) alarms += 1
  }
  expect(alarms).toBeLessThan(40)
  expect(alarms).toBeGreaterThan(2)
})

test('too few scores to judge by surprise nobody; overlapping ones count as fewer', () => {
  expect(createNull([1, 2, 3]).surprise(100, 1)).toBe(0)
  const scores = heavyTailed(200, 3)
  expect(createNull(scores, { overlap: 20 }).surprise(9, 5)).toBeLessThan(createNull(scores).surprise(9, 5))
})
