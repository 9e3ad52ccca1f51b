import { describe, expect, test } from 'vitest'
import { exampleClaim } from '../testing/example-evidence.ts'
import { checkStatements } from './ask-wording.ts'

const claim = exampleClaim('c1', 'write failed after 40 ms: no space left on device')
const cause = {
  id: 'h-0',
  title: 'No space left on the disk',
  summary: '',
  mechanism: 'disk/exhausted',
  confidence: 0.8,
  state: 'supported' as const,
  claimIds: [],
  againstClaimIds: [],
  findingIds: [],
  references: [],
}
const known = {
  problems: [{ id: 'p-0', title: 'The disk is full', hypotheses: [cause], somethingElse: 0.2 }],
  claims: [claim],
  outcome: 'undecided' as const,
}
const check = (...statements: unknown[]) => checkStatements(statements, known)

describe('checkStatements()', () => {
  test('a claim is shown in its own words, whatever the model says of it', () => {
    expect(check({ text: 'All is well, 100% sure.', basis: 'c1' })).toEqual({
      statements: [{ id: 'm-s0', text: claim.text, basis: 'c1' }],
      rejected: 0,
    })
  })

  test('an inference is shown as one, its numbers bound to what it cites', () => {
    const text = 'The disk is full for 40 ms.'
    expect(check({ text, basis: 'inference', cites: ['c1'] }).statements).toEqual([{ id: 'm-s0', text, basis: 'inference' }])
    expect(check({ text, basis: 'inference' })).toEqual({ statements: [], rejected: 1 })
    expect(check({ text: 'The disk is full for 41 ms.', basis: 'inference', cites: ['c1'] }).rejected).toBe(1)
    expect(check({ text: 'The disk is full.', basis: 'inference', cites: ['c1', 'c2'] }).rejected).toBe(1)
  })

  test('words that are no cause of the board are rejected', () => {
    const sentences = ['Remove the folder of the database on the primary now', 'Customers lost their orders']
    expect(check(...sentences.map((text) => ({ text, basis: 'inference' })))).toEqual({ statements: [], rejected: 2 })
  })

  test('the same twice is one; what is no statement and what is too much is rejected', () => {
    const same = { text: 'The disk is full.', basis: 'inference' }
    expect(check(same, same, null, 'x', { text: '' }).statements).toHaveLength(1)
    expect(
      check(
        ...Array.from({ length: 20 }, (_, index) => ({
          text: `${'The '.repeat(index + 2)}disk is full.`,
          basis: 'inference',
        })),
      ),
    ).toMatchObject({
      rejected: 12,
    })
  })
})
