import type { ProblemGroup } from '@faultmaven/contracts'
import { expect, test } from 'vitest'
import { besideBoard } from './beside-board.ts'

const problem = (title: string): ProblemGroup => ({
  id: title,
  title,
  hypotheses: [
    {
      id: `h-${title}`,
      title,
      summary: `${title}, as the log says.`,
      mechanism: 'disk/exhausted',
      state: 'open',
      confidence: 0.6,
      claimIds: ['c1'],
      againstClaimIds: [],
      findingIds: ['f1'],
      references: [],
    },
  ],
  somethingElse: 0.4,
})
const guess = (text: string) => ({ id: text, text, basis: 'inference' })

test('besideBoard() leaves out what stands on the board with its claims, and keeps the rest', () => {
  const problems = [problem('The disk is full'), problem('The certificate has expired')]
  const claim = { id: 's1', text: 'db.log says: The disk is full.', basis: 'c1' }
  const statements = [
    guess('The disk is full, as the log says.'),
    guess('A second problem: The certificate has expired.'),
    claim,
    guess('Retries may add load.'),
  ]
  expect(besideBoard({ statements, problems })).toEqual([claim, guess('Retries may add load.')])
})
