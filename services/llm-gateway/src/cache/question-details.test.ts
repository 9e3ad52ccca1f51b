import { describe, expect, test } from 'vitest'
import { detailsOf, haveSameDetails } from './question-details.ts'
import { isSameAnswer } from './same-answer.ts'

describe('haveSameDetails()', () => {
  test.each([
    ['How do I drain a node?', 'What is the way to drain a node'],
    ["Why isn't my pod scheduled?", 'My pod is not scheduled: why?'],
    ['How long does Redis 7 keep a key?', 'For how long are keys kept by Redis 7?'],
    ['what does `max_connections` limit?', 'What is limited by max_connections?'],
    ['how do I drain a postgres replica', 'How can I drain a Postgres replica?'],
  ])('%s = %s', (one, other) => {
    expect(haveSameDetails(one, other, 'same')).toBe(true)
    expect(haveSameDetails(other, one, 'same')).toBe(true)
  })

  test.each([
    ['a number', 'How do I upgrade to version 14?', 'How do I upgrade to version 15?'],
    ['a number that one lacks', 'What does error 137 mean?', 'What does the error mean?'],
    ['a negation', 'Is it safe to drain a node?', 'Is it not safe to drain a node?'],
    ['a shortened negation', 'Why does it restart?', "Why doesn't it restart?"],
    ['an identifier', 'What does `max_wal_size` do?', 'What does `min_wal_size` do?'],
    ['a name', 'How do I restart Kafka here?', 'How do I restart Envoy here?'],
    ['a quoted word', 'What does "evicted" mean?', 'What does "drained" mean?'],
    ['a comparison', 'When is a heap larger than its limit?', 'When is a heap smaller than its limit?'],
    ['an opposite', 'How do I enable swap?', 'How do I disable swap?'],
    ['a sign', 'What if load > 1?', 'What if load < 1?'],
    ['their order', 'How do I copy from db-1 to db-2?', 'How do I copy from db-2 to db-1?'],
    ['a path', 'What is in /etc/hosts?', 'What is in /etc/passwd?'],
  ])('tells apart what differs in %s', (_what, one, other) => {
    expect(haveSameDetails(one, other, 'same')).toBe(false)
    expect(haveSameDetails(other, one, 'same')).toBe(false)
  })
})

test('detailsOf() lists them in order', () => {
  expect(detailsOf('How do I enable "fast mode" of Redis 7.2, not 6?')).toEqual([
    'enabl',
    'fast',
    'mode',
    'redis',
    '7.2',
    'not',
    '6',
  ])
})

describe('isSameAnswer()', () => {
  test('takes what is hardly worded differently, not what says another number or the contrary', () => {
    const answer = 'Set pool.size to 50 and restart the service.'
    expect(isSameAnswer(answer, 'Set pool.size to 50, then restart the service')).toBe(true)
    expect(isSameAnswer(answer, 'Set pool.size to 60 and restart the service.')).toBe(false)
    expect(isSameAnswer(answer, 'Set pool.size to 50 and do not restart the service.')).toBe(false)
    expect(isSameAnswer(answer, 'The pool.size of 50 is what you want; the service needs another start to take it up.')).toBe(
      false,
    )
  })
})
