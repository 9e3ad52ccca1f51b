import { expect, test } from 'vitest'
import { wilsonLower } from './calibration.ts'
import { crossValidate } from './cross-validate.ts'

test('crossValidate() promises of an origin what the others kept, never what it kept itself', () => {
  const points = (origin: string, right: number) =>
    Array.from({ length: 100 }, (_, index) => ({ said: 0.6, right: Number(index < right), origin }))
  const promised = crossValidate([...points('a', 90), ...points('b', 30)])
  const of = (origin: string) => promised.find((point) => point.origin === origin)?.said
  expect(of('a')).toBeCloseTo(0.3, 1)
  expect(of('b')).toBeCloseTo(0.9, 1)
})

test('wilsonLower() is the bound of the textbook', () => {
  // Brown, Cai and DasGupta 2001: 9 of 10 gives [0.596, 0.982].
  expect(wilsonLower(9, 10)).toBeCloseTo(0.596, 3)
  expect(wilsonLower(0, 10)).toBeCloseTo(0, 6)
  expect(wilsonLower(0, 0)).toBe(0)
  expect(wilsonLower(900, 1000)).toBeGreaterThan(0.87)
})
