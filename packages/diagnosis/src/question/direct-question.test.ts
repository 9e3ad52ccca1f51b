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

  test.each([
    'Is there anything wrong?',
    'Was there a problem with the database?',
    'Were there any failures?',
    'Why were there so many timeouts?',
    'How many timeouts were there and what caused them?',
    'How can I fix the timeouts?',
    'Which errors dominate?',
    'How many 5xx errors were there?',
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
