import type { Claim } from '@faultmaven/contracts'
import { describe, expect, test } from 'vitest'
import { areNumbersBound } from './numbers-bound.ts'

const SOURCE = '00000000-0000-4000-8000-000000000001'
const QUOTE =
  '2026-11-03T03:11:07Z WARN db-7 at 10.0.0.7:5432 answered 503 after 3210 ms, disk 97% of 40 GiB, 1,200 waiting, 19 nodes'

function claimOf(quote: string, result: Claim['result'] = { matches: 41 }): Claim {
  return {
    id: 'c1',
    text: 'More than 38 records of app.log hold “answered”.',
    predicate: { name: 'count', selector: { literals: ['answered'] }, comparison: '>', number: 38 },
    result,
    computation: { name: 'faultmaven/count', version: '1' },
    citations: [{ kind: 'text', sourceId: SOURCE, sourceName: 'app-7.log', sha256: 'a', line: 7, bytes: [0, 9], quote }],
  }
}
const bound = (sentence: string) => areNumbersBound(sentence, [claimOf(QUOTE)])

describe('areNumbersBound()', () => {
  test.each([
    'The database answers slowly.',
    'It answered 503 after 3210 ms.',
    'It took 3210 milliseconds, and the disk is at 97 percent.',
    'The disk holds 40 GiB and is 97% full.',
    'There are 41 records of it in app-7.log.',
    'There are nineteen nodes.',
    'At 03:11 db-7 failed; 10.0.0.7:5432 did not answer.',
    'At 2026-11-03T03:11:07Z it began.',
    'Some 1200 requests wait (1,200 in the log).',
    'The first one failed, then all others.',
  ])('takes %j, whose numbers stand in the claim', (sentence) => expect(bound(sentence)).toBe(true))

  test.each([
    ['a number of nobody', 'It failed 42 times.'],
    ['another unit', 'It took 3210 s.'],
    ['a unit where there is none', 'It answered 503 ms late.'],
    ['no unit where there is one', 'There were 3210 of them.'],
    ['a number word', 'It failed seven times.'],
    ['an amount in words', 'Half of the requests failed.'],
    ['a dozen', 'A dozen nodes are down.'],
    ['tens and ones', 'It rose by sixty.'],
    ['another name with digits', 'db-8 failed.'],
    ['the head of an address', 'The host 10.0.0 failed.'],
    ['the tail of a time', 'It began at 11:07.'],
    ['part of a longer figure', 'It failed 321 times.'],
    ['a decimal', 'It took 3.21 s.'],
    ['what the claim was compared with', 'It failed 38 times.'],
    ['another source', 'It stands in app-8.log.'],
    ['wide digits', 'It failed ４２ times.'],
    ['digits of another script', 'It failed ٤٢ times.'],
    ['a fraction sign', 'About ½ failed.'],
    ['a superscript', 'It grew 10⁹ bytes.'],
    ['numbers that are letters', '失败四十二次。'],
    ['a percentage of our own certainty', 'I am 99% sure.'],
    ['a part of a time stamp', 'It failed 11 times.'],
  ])('refuses %s', (_what, sentence) => expect(bound(sentence)).toBe(false))

  test('without a claim no number is bound', () => {
    expect(areNumbersBound('It failed 503 times.', [])).toBe(false)
    expect(areNumbersBound('It failed.', [])).toBe(true)
  })

  test('results are bound with the unit that their name says', () => {
    const claims = [claimOf('x', { leadMs: 250, ratio: 12.5 })]
    expect(areNumbersBound('It came 250 ms earlier, 12.5 times as often.', claims)).toBe(false)
    expect(areNumbersBound('It came 250 ms earlier, at a ratio of 12.5.', claims)).toBe(true)
    expect(areNumbersBound('It came 250 s earlier.', claims)).toBe(false)
  })
})
