import { expect, test } from 'vitest'
import { rankTimes } from './lost-time.ts'

test('equal times share one rank', () => {
  expect(rankTimes([1, 5, 5, 9])).toEqual([-0.375, 0, 0, 0.375])
  expect(rankTimes([3, 3, 3])).toEqual([0, 0, 0])
})
