import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readQuestion } from './read-question.ts'

describe('readQuestion()', () => {
  test.each([
    ['Why does the checkout fail?', 'diagnose'],
    ['Which errors dominate this log?', 'count'],
    ['How many timeouts are there?', 'count'],
    ['What does ENOSPC mean?', 'explain'],
    ['How do I renew the certificate?', 'how-to'],
    ['Is everything healthy?', 'find'],
    ['', 'diagnose'],
  ])('reads the intent of %s', (text, intent) => {
    expect(readQuestion(text).intent).toBe(intent)
  })

  test.each([
    ['Is there anything wrong with our cluster?', false],
    ['Is this node healthy?', false],
    ['Why is the node down?', true],
    ['The API returns 502 since noon', true],
    ['', false],
  ])('sees whether a fault is presumed: %s', (text, presumes) => {
    expect(readQuestion(text).presumesFault).toBe(presumes)
  })

  test('finds names, but no plain English and no regions', () => {
    const { entities } = readQuestion(
      'Why does pod web-7f9c in eu-west-1 crash-loop while "orders-db" and api.shop.example are out-of-memory?',
    )
    expect(entities).toEqual(expect.arrayContaining(['web-7f9c', 'orders-db', 'api.shop.example']))
    expect(entities).not.toContain('eu-west-1')
    expect(entities).not.toContain('out-of-memory')
  })

  test('finds proper names within sentences, but no days, zones and common abbreviations', () => {
    const { names } = readQuestion(
      'Users in the Lisbon office have had one-way audio in SIP calls since Monday 09:00 UTC. What is the DNS doing?',
    )
    expect(names).toEqual(['Lisbon', 'SIP'])
  })

  test('takes no technology for a place or a product', () => {
    expect(readQuestion('Why did the JVM crash and our Postgres with it, on Kubernetes?').names).toEqual([])
  })

  test('takes the symptom in the words of the question', () => {
    expect(readQuestion('Our frontend is returning 504 Gateway Timeout errors. Why?').symptom).toContain('504 Gateway Timeout')
    expect(readQuestion('Hello there').symptom).toBe('')
  })

  test.each([
    ['Why is checkout slow since 14:05?', 'checkout slow'],
    ['Checkout fails with 500 since 14:03. Why?', 'Checkout fails with 500'],
    ['Requests are timing out from about 02:10 UTC until 02:40', 'Requests are timing out'],
    ['Is the queue stuck at 2026-05-04 10:00:01?', 'queue stuck'],
  ])('%s has a symptom without its time', (text, symptom) => {
    expect(readQuestion(text).symptom).toBe(symptom)
  })

  test('reads any text of any length without failing', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 20_000 }), (text) => {
        expect(readQuestion(text).entities.length).toBeLessThanOrEqual(12)
      }),
      { numRuns: 50 },
    )
  })
})
