import type { Claim, Source, TurnAnswer } from '@faultmaven/contracts'
import { emptyAnswer } from '@faultmaven/contracts'

export const SOURCE_ID = '20000000-0000-4000-8000-000000000001'
const SHA256 = 'a'.repeat(64)

/** A claim with one citation. */
export function claimOf(id: string, text: string, quote = 'ERROR disk full'): Claim {
  return {
    id,
    text,
    predicate: { name: 'present', selector: { literals: ['disk full'] }, at: [{ sourceId: SOURCE_ID, line: 7 }] },
    result: { matches: 1 },
    computation: { name: 'present', version: '1' },
    citations: [{ kind: 'text', sourceId: SOURCE_ID, sourceName: 'db.log', sha256: SHA256, line: 7, bytes: [0, 15], quote }],
  }
}

export function sourceOf(name: string): Source {
  return {
    id: SOURCE_ID,
    turnId: '10000000-0000-4000-8000-000000000001',
    name,
    kind: 'log',
    format: 'plain',
    encoding: 'utf-8',
    bytes: 90,
    sha256: SHA256,
    state: 'ready',
    skipped: [],
    receivedAt: '2026-11-22T03:31:00Z',
  }
}

/** An answer with one cause that one claim proves, and one claim and one guess beside it. */
export function sampleAnswer(): TurnAnswer {
  return {
    ...emptyAnswer(),
    question: 'Why?',
    outcome: 'supported',
    headline: 'The disk of the database is full',
    board: {
      cause: 'analysis',
      problems: [
        {
          id: 'p-0',
          title: 'The disk is full',
          somethingElse: 0.25,
          hypotheses: [
            {
              id: 'h-0',
              title: 'The disk of the database is full',
              summary: 'Writes failed 40 times.',
              mechanism: 'disk/exhausted',
              confidence: 0.75,
              state: 'supported',
              claimIds: ['c-0'],
              againstClaimIds: [],
              findingIds: [],
              references: [],
            },
          ],
        },
      ],
    },
    claims: [claimOf('c-0', 'db.log says "disk full" 40 times'), claimOf('c-1', 'web.log holds no error')],
    statements: [
      { statementId: 's-0', basis: 'c-0', text: 'db.log says "disk full" 40 times' },
      { statementId: 's-1', basis: 'c-1', text: 'web.log holds no error' },
      { statementId: 's-2', basis: 'inference', text: 'Retries may add load.' },
    ],
    steps: [{ id: 'n-0', text: 'Free space', command: 'df -h', risk: 'read-only', purpose: 'verify' }],
    sources: [sourceOf('db.log')],
    notExamined: ['core.bin is not text'],
  }
}
