import { expect, test } from 'vitest'
import { clipLiterals, Predicate, Selector } from './evidence.ts'

test('a selector looks for at most 50 literals of 1,000 characters, and clipped literals always fit', () => {
  const many = Array.from({ length: 51 }, () => 'a')
  const long = ['a'.repeat(1001)]
  for (const literals of [many, long]) {
    expect(Selector.safeParse({ literals }).success).toBe(false)
    expect(Selector.safeParse({ literals: clipLiterals(literals) }).success).toBe(true)
  }
  expect(clipLiterals(['disk', 'full'])).toEqual(['disk', 'full'])
})

test('a claim names at most 100 places', () => {
  const claimed = (places: number) => {
    const at = Array.from({ length: places }, () => ({ sourceId: '00000000-0000-4000-8000-000000000001', line: 1 }))
    return Predicate.safeParse({ name: 'present', selector: {}, at }).success
  }
  expect([100, 101].map(claimed)).toEqual([true, false])
})
