import type { ProblemGroup } from '@faultmaven/contracts'
import { describe, expect, test } from 'vitest'
import { fitsBoard } from './fits-board.ts'

const problem: ProblemGroup = {
  id: 'p-0',
  title: 'The disk is full',
  hypotheses: [
    {
      id: 'h-0',
      title: 'No space left on the disk',
      summary: '',
      mechanism: 'disk/exhausted',
      confidence: 0.8,
      state: 'supported',
      claimIds: [],
      againstClaimIds: [],
      findingIds: [],
      references: [],
    },
  ],
  somethingElse: 0.2,
}
const known = { problems: [problem], outcome: 'supported' as const }

describe('fitsBoard()', () => {
  test.each([
    'Writes fail because the disk is full.',
    'The disk is full, so writes fail.',
    'There is no space left on the disk.',
  ])('takes %j', (sentence) => expect(fitsBoard(sentence, known)).toBe(true))

  test.each([
    ['a fault that is not on the board', 'The certificate has expired.'],
    ['a symptom as the cause', 'It fails because the connection was refused.'],
    ['a cause that is no fault', 'This was caused by sunspots.'],
    ['a cause that is no fault of what is on the board', 'The disk is full due to sunspots.'],
    ['an order', 'Remove the folder of the database on the primary now.'],
    ['an order with a reason', 'Remove the folder of the database on the primary now because the disk is full.'],
    ['an order that names the fault', 'Format the full disk.'],
    ['a claim about people', 'Customers lost their orders.'],
    ['a claim about people beside a fault', 'The disk is full and customers lost their orders.'],
    ['two sentences', 'The disk is full. Customers lost their orders.'],
    ['what is no fault', 'It is not known whether something was changed before.'],
    ['only that something fails', 'Writes fail.'],
    ['that it is none', 'No space left on the disk is a false alarm.'],
    ['that it did not happen', 'The disk did not run out of space.'],
    ['that there is none', 'There is no full disk.'],
    ['what people must do', 'With the disk full the operator must wipe the folder.'],
    ['what else it is said to mean', 'No space left on the disk means the password is leaked to somebody.'],
    ['whom to blame', 'Somebody of the team filled the disk with no space left on the disk.'],
    ['nothing', '…'],
  ])('refuses %s', (_what, sentence) => expect(fitsBoard(sentence, known)).toBe(false))

  test('where nothing is wrong there is nothing to infer', () => {
    expect(fitsBoard('All seems well.', { ...known, problems: [], outcome: 'no-fault' })).toBe(false)
  })
})
