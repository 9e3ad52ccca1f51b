import { describe, expect, test } from 'vitest'
import { readComparison } from './comparison-question.ts'

const interval = { from: '2026-03-11T22:00:00Z', to: '2026-03-12T11:00:00Z' }
const log = (name: string) => ({ id: name, name, kind: 'log' as const, interval })
const ONE = [log('app.log')]
const TWO = [log('a.log'), log('b.log')]
const PODS = [log('pods/good-7f9c.log'), log('pods/bad-1a2b.log'), { ...log('notes.md'), kind: 'document' as const }]
const windows = (text: string, sources = ONE) => {
  const read = readComparison(text, { sources })
  return (
    read &&
    [read.first.window, read.second.window].map((window) => window && `${window.from.slice(8, 19)} ${window.to.slice(8, 19)}`)
  )
}

describe('readComparison() of logs', () => {
  test.each([
    ['What is different between a.log and b.log?', TWO, ['a.log', 'b.log']],
    ['compare a.log with b.log', TWO, ['a.log', 'b.log']],
    ['diff b.log a.log vs a.log', TWO, undefined],
    ['How does b.log differ from a.log?', TWO, ['b.log', 'a.log']],
    ['difference between the good and the bad pod', PODS, ['pods/good-7f9c.log', 'pods/bad-1a2b.log']],
    ['Compare the bad pod against the good one', PODS, ['pods/bad-1a2b.log', 'pods/good-7f9c.log']],
    ['web versus api', [log('web.log'), log('api.log')], ['web.log', 'api.log']],
    ['compare good-7f9c to bad-1a2b', PODS, ['pods/good-7f9c.log', 'pods/bad-1a2b.log']],
    ['What changed between web-1 and web-2?', [log('web-1/app.log'), log('web-2/app.log')], ['web-1/app.log', 'web-2/app.log']],
    ['compare a.log with c.log', TWO, undefined],
    ['compare the bad pod with the rest', [...PODS, log('pods/good-2b.log')], ['all other logs', 'pods/bad-1a2b.log']],
  ])('%s', (text, sources, names) => {
    const read = readComparison(text, { sources })
    expect(read && [read.first.name, read.second.name]).toEqual(names)
  })
})

describe('readComparison() of windows', () => {
  test.each([
    ['compare before and after 10:00', ['11T22:00:00 12T09:59:59', '12T10:00:00 12T11:00:00']],
    ['What is different before vs after 10:00?', ['11T22:00:00 12T09:59:59', '12T10:00:00 12T11:00:00']],
    ['What changed since 10:00?', ['11T22:00:00 12T09:59:59', '12T10:00:00 12T11:00:00']],
    ['compare the logs before and after the deploy at 10:00', ['11T22:00:00 12T09:59:59', '12T10:00:00 12T11:00:00']],
    ['compare yesterday with today', ['11T00:00:00 11T23:59:59', '12T00:00:00 12T23:59:59']],
    ['compare 09:00 to 09:30 with 10:00 to 10:30', ['12T09:00:00 12T09:30:00', '12T10:00:00 12T10:30:00']],
    ['compare 10:00-10:30 with 09:00-09:30', ['12T09:00:00 12T09:30:00', '12T10:00:00 12T10:30:00']],
    ['how does the last hour differ from the hour before?', ['12T09:00:00 12T09:59:59', '12T10:00:00 12T11:00:00']],
    ['compare the last hour with the rest', ['11T22:00:00 12T11:00:00', '12T10:00:00 12T11:00:00']],
    ['compare before and after 23:30', ['11T22:00:00 11T23:29:59', '11T23:30:00 12T11:00:00']],
  ])('%s', (text, expected) => {
    expect(windows(text)).toEqual(expected)
  })

  test.each([
    'Why is it different before and after 10:00?',
    'What caused the difference between a.log and b.log?',
    'compare before and after the restart',
    'compare before and after 12:30 tomorrow',
    'Is there a different error?',
    'What differs?',
    'How many timeouts before and after 10:00?',
    '',
  ])('leaves to the rest: %s', (text) => {
    expect(readComparison(text, { sources: [...ONE, ...TWO] })).toBeUndefined()
  })
})
