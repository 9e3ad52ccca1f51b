import { describe, expect, test } from 'vitest'
import { readDirectQuestion } from './direct-question.ts'

describe('readDirectQuestion()', () => {
  test.each([
    ['How many 502 errors were there between 10:00 and 10:30?', 'how-many', { literals: ['" 502 '], ignoreCase: true }],
    ['How many requests failed with 503 today?', 'how-many', { literals: ['status=503'], ignoreCase: true }],
    ['count the timeouts', 'how-many', { literals: ['timeout'], ignoreCase: true }],
    ['What is the number of deadlocks?', 'how-many', { literals: ['deadlock'], ignoreCase: true }],
    ['Were there any errors of billing?', 'whether', { literals: ['bill'], ignoreCase: true, minSeverity: 'error' }],
    ['how many errors were logged?', 'how-many', { minSeverity: 'error' }],
    ['Were there any timeouts after 10:05?', 'whether', { literals: ['timeout'], ignoreCase: true }],
    ['Was there a "broken pipe"?', 'whether', { literals: ['broken pipe'] }],
    ['did we see any deadlocks yesterday?', 'whether', { literals: ['deadlock'], ignoreCase: true }],
    ['When did redis restart?', 'when', { literals: ['redis', 'restart'], ignoreCase: true }],
    ['Since when do we see connection refused?', 'when', { literals: ['connection', 'refus'], ignoreCase: true }],
    ['How often was api-7 restarted since 3 o’clock?', 'how-many', { literals: ['api-7', 'restart'], ignoreCase: true }],
  ])('%s', (text, kind, selector) => {
    expect(readDirectQuestion(text)).toMatchObject({ kind, selectors: expect.arrayContaining([selector]) })
  })

  const is = (value: string) => ({ relation: 'is', value })
  test.each([
    [
      'how many 429s on /v2/orders between 8:05 and 8:10?',
      'how-many',
      [is('429'), { relation: 'below', value: '/v2/orders' }],
      undefined,
    ],
    ['and how many 429s?', 'how-many', [is('429')], undefined],
    ['How many 5xx errors were there per minute?', 'how-many', [{ relation: 'begins', value: '5' }], { everyMs: 60_000 }],
    ['how many 403 on /login from 192.0.2.7', 'how-many', [is('192.0.2.7'), { value: '/login' }, is('403')], undefined],
    ['count the POST requests by tenant', 'how-many', [is('POST')], { say: 'tenant' }],
    ['which endpoint returns most 404s?', 'which', [is('404')], { say: 'path' }],
  ] as const)('reads the fields of requests: %s', (text, kind, fields, by) => {
    const read = readDirectQuestion(text)
    expect(read?.kind).toBe(kind)
    expect(read?.selectors[0]?.fields).toHaveLength(fields.length)
    for (const field of fields) expect(read?.selectors[0]?.fields).toContainEqual(expect.objectContaining(field))
    if (by) expect(read?.by).toMatchObject(by)
    else expect(read?.by).toBeUndefined()
  })

  test.each([
    ['since when do requests fail?', 'when'],
    ['Since when?', 'when'],
    ['Since when is it down', 'when'],
    ['How many requests failed?', 'how-many'],
    ['which pods are affected?', 'which'],
    ['Which host fails most often?', 'which'],
  ])('takes whatever fails for an error: %s', (text, kind) => {
    expect(readDirectQuestion(text)).toMatchObject({ kind, selectors: [{ minSeverity: 'error' }] })
  })

  test('a status alone is also looked for as plain text writes it', () => {
    expect(readDirectQuestion('how many 429s?')?.selectors).toContainEqual({ literals: ['status=429'], ignoreCase: true })
  })

  test.each([
    'Is there anything wrong?',
    'Which service failed first?',
    'Which endpoint is slow?',
    'Which errors occur most often?',
    'How many of the 200 workers died?',
    'Was there a problem with the database?',
    'Were there any failures?',
    'Why were there so many timeouts?',
    'How many timeouts were there and what caused them?',
    'How can I fix the timeouts?',
    'Which errors dominate?',
    'How many pods are not ready?',
    'How many timeouts were there since release 2.4.1 of web?',
    'How many "broken pipe" came from 10.0.0.5?',
    'How many users were affected?',
    'How many threads use port 8080?',
    'When did it begin?',
    '',
  ])('leaves to the diagnosis: %s', (text) => {
    expect(readDirectQuestion(text)).toBeUndefined()
  })

  test('goes on from the question before', () => {
    const before = readDirectQuestion('How many timeouts were there?')
    expect(readDirectQuestion('And how many were there after 10:15?', before)).toEqual(before)
    expect(readDirectQuestion('How many deadlocks were there?', before)?.subject).toBe('deadlocks')
  })
})
