import type { Claim } from '@faultmaven/contracts'
import { describe, expect, test } from 'vitest'
import { proofText } from './proof-text.ts'

const claim: Claim = {
  id: 'c-0',
  text: '3 records say “timed out”.',
  predicate: { name: 'count', selector: { literals: ['timed out'] }, comparison: '=', number: 3 },
  result: { matches: 3, recordsSearched: 48_211 },
  computation: { name: 'faultmaven/count', version: '2' },
  citations: [{ kind: 'search', selector: {}, recordsSearched: 48_211, matches: 3, first: [] }],
}

describe('proofText()', () => {
  test('says what was counted, how, and that it is what was said', () => {
    expect(proofText(claim, { outcome: 'verified', claim }, 41.6)).toEqual({
      holds: true,
      text: 'holds, recomputed in 42 ms by faultmaven/count 2: 3 of 48,211 records match',
    })
  })

  test('says so when it comes out otherwise, or cannot be told', () => {
    const other = { ...claim, result: { matches: 2, recordsSearched: 48_211 } }
    expect(proofText(claim, { outcome: 'verified', claim: other }, 1500)).toMatchObject({ holds: false })
    expect(proofText(claim, { outcome: 'verified', claim: other }, 1500).text).toContain(
      'another result now, recomputed in 1.5 s',
    )
    expect(proofText(claim, { outcome: 'failed', id: 'c-0', why: '2 records match' }, 1)).toMatchObject({ holds: false })
    expect(proofText(claim, { outcome: 'undecided', id: 'c-0', why: 'the source is gone' }, 1).text).toBe(
      'It cannot be decided now: the source is gone',
    )
    expect(proofText(claim, undefined, 1).holds).toBe(false)
  })
})
