import type { Finding, ProblemGroup } from '@faultmaven/contracts'
import { describe, expect, test } from 'vitest'
import { fitsBoard } from './fits-board.ts'

const SOURCE = '00000000-0000-4000-8000-000000000001'
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
const refused: Finding = {
  id: 'f-1',
  turnId: SOURCE,
  sourceId: SOURCE,
  kind: 'fault',
  title: 'Connection refused',
  check: 'log-messages',
  score: 0.5,
  count: 3,
  entities: [],
  fault: { resource: 'connection', mode: 'refused', mechanism: 'connection/refused', vocabulary: [] },
  details: [],
  citations: [{ kind: 'text', sourceId: SOURCE, sourceName: 'a.log', sha256: 'a', line: 1, bytes: [0, 1], quote: 'x' }],
  predicates: [],
}
const known = { problems: [problem], evidence: { findings: [refused], sources: [] }, outcome: 'supported' as const }

describe('fitsBoard()', () => {
  test.each([
    'Writes fail because the disk is full.',
    'The connection was refused for a while.',
    'It is not known whether something was changed before.',
  ])('takes %j', (sentence) => expect(fitsBoard(sentence, known)).toBe(true))

  test.each([
    ['a fault that no finding reports', 'The certificate has expired.'],
    ['a symptom as the cause', 'It fails because the connection was refused.'],
    ['a cause that is no fault', 'This was caused by sunspots.'],
  ])('refuses %s', (_what, sentence) => expect(fitsBoard(sentence, known)).toBe(false))

  test('where nothing is wrong there is nothing to infer', () => {
    expect(fitsBoard('All seems well.', { ...known, problems: [], outcome: 'no-fault' })).toBe(false)
  })
})
