import { expect, test } from 'vitest'
import { parsePlace } from './place.ts'

test('parsePlace() keeps what a permalink says', () => {
  const place = { tab: 'logs', source: 'a', line: 701_945, cite: 'c1.0', pane: 'evidence' }
  expect(parsePlace(place)).toEqual(place)
})

test('parsePlace() leaves out what an edited address gets wrong', () => {
  expect(parsePlace({ tab: 'secrets', line: -4, cite: 7, pane: null, other: 'x' })).toEqual({})
  expect(parsePlace({ line: 1.5 })).toEqual({})
})
