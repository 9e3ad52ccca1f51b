import { expect, test } from 'vitest'
import { priceAge } from './price-age.ts'

test('a price is old from the 181st day on, and one of tomorrow is of today', () => {
  const now = Date.parse('2026-11-24T09:00:00Z')
  expect(priceAge('2026-11-24', now)).toEqual({ days: 0, isOld: false })
  expect(priceAge('2026-11-25', now)).toEqual({ days: 0, isOld: false })
  expect(priceAge('2026-05-28', now)).toEqual({ days: 180, isOld: false })
  expect(priceAge('2026-05-27', now)).toEqual({ days: 181, isOld: true })
})
