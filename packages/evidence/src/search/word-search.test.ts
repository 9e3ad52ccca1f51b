import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createWordSearch } from './word-search.ts'

/** Text that counts how many of its characters are read, and how often. */
function counted(text: string) {
  let steps = 0
  const read =
    <T>(value: (at: number) => T) =>
    (at: number) => {
      steps += 1
      return value(at)
    }
  return {
    length: text.length,
    charAt: read((at) => text.charAt(at)),
    charCodeAt: read((at) => text.charCodeAt(at)),
    indexOf: (literal: string, from = 0) => {
      const at = text.indexOf(literal, from)
      steps += (at < 0 ? text.length : at) - from + literal.length
      return at
    },
    steps: () => steps,
  }
}

describe('createWordSearch()', () => {
  test.each([
    ['502', 'in 15020 and 502', 0, 13],
    ['502', '502', 1, -1],
    ['aba', 'xabaaba aba', 0, 8],
    ['a a', 'xa a a', 0, 3],
    ['', 'abc', 3, 3],
  ])('finds %j in %j from %i on at %i', (literal, text, from, at) => expect(createWordSearch(literal)(text, from)).toBe(at))

  test('finds what trying every place finds', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', ' '), maxLength: 40 })
    const literal = fc.string({ unit: fc.constantFrom('a', 'b', ' '), minLength: 1, maxLength: 5 })
    fc.assert(
      fc.property(text, literal, fc.nat(10), (within, wanted, from) => {
        const places = Array.from({ length: within.length }, (_, at) => at).filter(
          (at) =>
            at >= from &&
            within.startsWith(wanted, at) &&
            !/[ab]/.test(within.charAt(at - 1)) &&
            !/[ab]/.test(within.charAt(at + wanted.length)),
        )
        expect(createWordSearch(wanted)(within, from)).toBe(places[0] ?? -1)
      }),
    )
  })

  test.each([1, 500, 30_000])('reads text that refuses %i characters everywhere a few times only', (length) => {
    const text = counted('a'.repeat(60_000))
    expect(createWordSearch('a'.repeat(length))(text, 0)).toBe(-1)
    expect(text.steps()).toBeLessThan(4 * 60_000)
  })
})
