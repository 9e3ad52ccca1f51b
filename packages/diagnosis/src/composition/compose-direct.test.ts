import type { CheckedClaim, ProposedClaim } from '@faultmaven/contracts'
import { describe, expect, test } from 'vitest'
import { readDirectQuestion } from '../question/direct-question.ts'
import { composeDirect, countingClaims, directClaims } from './compose-direct.ts'

const asked = readDirectQuestion('How many timeouts were there?')!

function counted({ id, text, predicate }: ProposedClaim, result: Record<string, string | number>): CheckedClaim {
  const citation = { kind: 'search' as const, selector: {}, recordsSearched: 900, matches: Number(result['matches']), first: [] }
  return {
    outcome: 'verified',
    claim: {
      id,
      text,
      predicate,
      result: { recordsSearched: 900, ...result },
      computation: { name: 'x', version: '1' },
      citations: [citation],
    },
  }
}

describe('a direct answer', () => {
  const claims = countingClaims(asked, { range: undefined, logs: [] })

  test('is the count of the reading that most records meet, to be counted once more', () => {
    const times = { firstAt: '2026-03-12T10:00:01Z', lastAt: '2026-03-12T10:07:00Z' }
    const results = claims.map((claim, index) => counted(claim, index === 1 ? { matches: 1200, ...times } : { matches: 3 }))
    expect(directClaims(asked, results, { logs: [] })[0]).toEqual({
      id: 'direct-0',
      text: '1,200 of 900 records hold “timed out” (in any case), the first at 2026-03-12 10:00:01, the last at 2026-03-12 10:07:00 UTC.',
      predicate: { name: 'count', selector: { literals: ['timed out'], ignoreCase: true }, comparison: '=', number: 1200 },
    })
  })

  test('says that there is none, and of what exactly', () => {
    const results = claims.map((claim) => counted(claim, { matches: 0 }))
    expect(directClaims(asked, results, { logs: [] })[0]?.text).toBe('No record holds “timeout” (in any case).')
  })

  test('tells every spelling that records have, and with nothing found leaves the headline to the diagnosis', () => {
    const results = claims.map((claim, index) => counted(claim, { matches: [10, 8, 0][index] ?? 0 }))
    const told = directClaims(asked, results, { logs: [] })
    expect(told.map(({ text }) => text)).toEqual([
      '10 of 900 records hold “timeout” (in any case).',
      '8 of 900 records hold “timed out” (in any case).',
    ])
    const none = counted(claims[0]!, { matches: 0 })
    const untold = { range: undefined, anchor: undefined, logs: [] }
    const whether = { ...asked, kind: 'whether' } as const
    expect(composeDirect(whether, [none], untold)).toMatchObject({ nothing: expect.any(String) })
    expect(composeDirect(whether, [none], untold).headline).toBeUndefined()
    // No record is a number, too.
    expect(composeDirect(asked, [none], untold).headline).toBeDefined()
  })

  test('is a lower bound where some records could not be told', () => {
    const results = claims.slice(0, 1).map((claim) => counted(claim, { matches: 3, atMost: 9 }))
    expect(directClaims(asked, results, { logs: [] })[0]).toMatchObject({ predicate: { comparison: '>=', number: 3 } })
    expect(directClaims(asked, results, { logs: [] })[0]?.text).toMatch(/^At least 3 of /)
  })

  test('says why nothing could be counted', () => {
    const failed: CheckedClaim = { outcome: 'undecided', id: 'direct', why: 'There is no source to search' }
    expect(directClaims(asked, [failed], { logs: [] })).toEqual([])
    const { headline, statements } = composeDirect(asked, [failed], { range: undefined, anchor: undefined, logs: [] })
    expect(headline).toBeUndefined()
    expect(statements).toMatchObject([
      { text: '“timeouts” could not be counted: There is no source to search.', basis: 'inference' },
    ])
  })

  test('says what "last hour" was counted back from', () => {
    const range = { from: '2026-03-12T09:40:00Z', to: '2026-03-12T10:40:00Z', words: 'last hour', isRelative: true }
    const [claim] = countingClaims(asked, { range, logs: [] })
    expect(claim?.predicate).toMatchObject({ selector: { window: { from: range.from, to: range.to } } })
    const { statements } = composeDirect(asked, [counted(claim!, { matches: 1 })], {
      range,
      logs: [],
      anchor: { at: range.to, isNow: false },
    })
    expect(statements.at(-1)?.text).toContain('counted back from the end of the evidence, 2026-03-12 10:40:00 UTC')
  })
})
