import type { Claim, Predicate } from '@faultmaven/contracts'
import { expect, test } from 'vitest'
import { divisionClaim, divisionsOf, finest } from './compose-division.ts'

const MINUTE = { say: 'minute', everyMs: 60_000 }
const divided = (predicate: Predicate, counts: readonly (readonly [string, number])[], parts = counts.length): Claim => ({
  id: 'c',
  text: '',
  predicate,
  result: {
    matches: 9,
    divided: counts.reduce((sum, [, count]) => sum + count, 0),
    parts,
    ...Object.fromEntries(
      counts.flatMap(([value, count], at) => [
        [`value ${at + 1}`, value],
        [`count ${at + 1}`, count],
      ]),
    ),
  },
  computation: { name: 'x', version: '1' },
  citations: [],
})

test('more steps of time than can be told become longer ones', () => {
  const [minutes, hours, days] = divisionsOf({}, MINUTE)
  const counts = [['2026-03-12T10:00:00Z', 4]] as const
  const claims = [divided(minutes!, counts, 600), divided(hours!, counts, 10), divided(days!, counts, 1)]
  expect(finest(claims).map(({ predicate }) => predicate)).toEqual([hours])
})

test('a mean is over the whole window, not over the steps that have records', () => {
  const window = { from: '2026-03-12T10:00:00Z', to: '2026-03-12T10:04:00Z' }
  const [predicate] = divisionsOf({ window }, MINUTE)
  const claim = divided(predicate!, [
    ['2026-03-12T10:01:00.000000Z', 2],
    ['2026-03-12T10:02:00.000000Z', 4],
  ])
  const { text, predicate: stated } = divisionClaim(claim, { subject: 'x', by: MINUTE }, ['app.log'])
  expect(text).toContain('6 records of app.log')
  expect(text).toContain('1.5 a minute on average, by minute (UTC): 10:01 2, 10:02 4.')
  expect(stated).toMatchObject({ parts: [{ count: 2 }, { count: 4 }] })
})

test('of many values the most frequent are told, with how many more there are', () => {
  const [predicate] = divisionsOf({}, { say: 'shelf', names: ['shelf'] })
  const counts = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((value, at) => [value, 7 - at] as const)
  const { text } = divisionClaim(divided(predicate!, counts), { subject: 'x', by: { say: 'shelf', names: ['shelf'] } }, [])
  expect(text).toBe('Most have shelf a: 7 (25%) of the 28 records; then b 6 (21%), c 5 (18%), d 4 (14%), e 3 (11%), and 2 more.')
})
