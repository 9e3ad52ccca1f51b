import { expect, test } from 'vitest'
import { wilsonLower } from './calibration.ts'

test('wilsonLower() is the bound of the textbook', () => {
  // Brown, Cai and DasGupta 2001: 9 of 10 gives [0.596, 0.982].
  expect(wilsonLower(9, 10)).toBeCloseTo(0.596, 3)
  expect(wilsonLower(0, 10)).toBeCloseTo(0, 6)
  expect(wilsonLower(0, 0)).toBe(0)
  expect(wilsonLower(900, 1000)).toBeGreaterThan(0.87)
})
