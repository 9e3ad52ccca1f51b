import { describe, expect, test } from 'vitest'
import { readAskedRange } from './asked-range.ts'
import { fitRange } from './fit-range.ts'

const now = '2026-03-12T10:40:00.000000Z'

describe('readAskedRange()', () => {
  test.each([
    ['What happened in the last hour?', '09:40:00', '10:40:00', true],
    ['errors in the past 15 minutes', '10:25:00', '10:40:00', true],
    ['between 10:00 and 10:30', '10:00:00', '10:30:00', false],
    ['from 2026-03-12 09:00 to 10:00', '09:00:00', '10:00:00', false],
    ['since 10:05', '10:05:00', '10:40:00', false],
    ['what failed at 10:05?', '10:05:00', '10:05:59', false],
  ])('%s', (text, from, to, isRelative) => {
    const range = readAskedRange(text, { now })
    expect([range?.from.slice(11, 19), range?.to.slice(11, 19), range?.isRelative]).toEqual([from, to, isRelative])
  })

  test('a clock time that lies after the end is that of the day before', () => {
    expect(readAskedRange('since 23:00', { now })?.from).toBe('2026-03-11T23:00:00.000000Z')
  })

  test.each([
    ['errors on Saturday', '2026-03-07'],
    ['errors on Sunday', '2026-03-08'],
    ['errors since Friday', '2026-03-06'],
    ['what failed on Friday at 10:00?', '2026-03-06'],
    ['what failed yesterday?', '2026-03-11'],
  ])('a day of the week is the last one: %s', (text, day) => {
    expect(readAskedRange(text, { now })?.from.slice(0, 10)).toBe(day)
  })

  test.each([
    'How many timeouts after 30 seconds?',
    'sat-gateway fails',
    'the sun server',
    'errors on 2026-04-01',
    'in 5 minutes',
  ])('what is no time, or yet to come, limits nothing: %s', (text) => {
    expect(readAskedRange(text, { now })).toBeUndefined()
  })

  test('before a time means all that was before it', () => {
    expect(readAskedRange('before 10:00', { now })).toMatchObject({ to: '2026-03-12T10:00:00.000000Z' })
    expect(readAskedRange('before 10:00', { now })?.from.slice(0, 4)).toBe('1970')
  })

  test.each(['Why is it slow?', 'version 1.2.3 on port 8080', 'now', ''])('no time in: %s', (text) => {
    expect(readAskedRange(text, { now })).toBeUndefined()
  })

  test('is read in the zone of the user, which may be none at all', () => {
    expect(readAskedRange('since 11:05', { now, zone: 'Europe/Berlin' })?.from).toBe('2026-03-12T10:05:00.000000Z')
    expect(readAskedRange('since 10:05', { now, zone: 'Nowhere/At_All' })?.from).toBe('2026-03-12T10:05:00.000000Z')
  })
})

describe('fitRange()', () => {
  const sources = [{ interval: { from: '2026-03-12T10:00:00Z', to: '2026-03-12T10:40:00Z' } }]

  test('takes a clock time as it stands in the logs where the zone of the user leads elsewhere', () => {
    expect(fitRange('between 10:00 and 10:30', sources, 'America/New_York')?.from).toBe('2026-03-12T10:00:00.000000Z')
    expect(fitRange('between 11:00 and 11:30', sources, 'Europe/Berlin')?.from).toBe('2026-03-12T10:00:00.000000Z')
  })

  test('there is no now without a time in the evidence', () => {
    expect(fitRange('in the last hour', [{}], undefined)).toBeUndefined()
  })
})
