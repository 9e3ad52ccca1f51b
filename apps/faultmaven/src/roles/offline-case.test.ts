import { Readable } from 'node:stream'
import type { TurnAnswer } from '@faultmaven/contracts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createOfflineCase } from './offline-case.ts'

// Times out three times from 10:00:10 on, among ordinary requests; ends at 10:59:00.
const LOG = Array.from({ length: 60 }, (_, minute) => {
  const time = `2026-03-12T10:${String(minute).padStart(2, '0')}`
  const request = `${time}:00Z INFO http request served in ${20 + (minute % 7)} ms`
  return [10, 30, 50].includes(minute) ? `${request}\n${time}:10Z ERROR pool Connection timed out after 30 s` : request
}).join('\n')

describe('questions that counting answers', () => {
  let offline: Awaited<ReturnType<typeof createOfflineCase>>
  let first: TurnAnswer

  beforeAll(async () => {
    offline = await createOfflineCase()
    first = await offline.ask({
      question: 'How many timeouts were there?',
      files: [{ name: 'app.log', open: () => Readable.from([Buffer.from(`${LOG}\n`)]) }],
    })
  })
  afterAll(() => offline.close())

  test('are answered first, by a claim that shows what was counted', () => {
    expect(first).toMatchObject({
      outcome: 'answered',
      headline:
        '3 of 63 records hold “timed out” (in any case), the first at 2026-03-12 10:10:10, the last at 2026-03-12 10:50:10 UTC',
    })
    const claim = first.claims.find(({ id }) => id === first.statements[0]?.basis)
    expect(claim).toMatchObject({ predicate: { name: 'count', number: 3 }, result: { matches: 3, recordsSearched: 63 } })
    expect(claim?.citations.map((citation) => (citation.kind === 'text' ? citation.line : 0)).filter((line) => line > 0)).toEqual(
      [12, 33, 54],
    )
  })

  test('a later turn goes on with the same thing, in the time that it names', async () => {
    const { headline, statements } = await offline.ask({ question: 'And how many were there in the last 30 minutes?', files: [] })
    expect(headline).toMatch(/^2 of 63 records hold “timed out”/)
    expect(statements.map(({ text }) => text).join(' ')).toContain(
      'counted back from the end of the evidence, 2026-03-12 10:59:00 UTC',
    )
  })

  test('what is not there is said to be in no record', async () => {
    const { headline } = await offline.ask({ question: 'Was there a deadlock?', files: [] })
    expect(headline).toBe('No record holds “deadlock” (in any case)')
  })

  test('a question for the cause is for the diagnosis', async () => {
    const { outcome, headline } = await offline.ask({ question: 'Why did requests time out?', files: [] })
    expect(outcome).not.toBe('answered')
    expect(headline).not.toMatch(/records hold/)
  })
})

test('data that was pasted into the question is examined', async () => {
  const offline = await createOfflineCase()
  try {
    const pasted = Array.from(
      { length: 4 },
      (_, second) => `2026-03-12T10:00:0${second}Z ERROR write /var/lib/db/wal: No space left on device`,
    )
    const answer = await offline.ask({ question: `What is wrong?\n${pasted.join('\n')}`, files: [] })
    expect(answer.sources).toMatchObject([{ name: 'pasted.txt', kind: 'log' }])
    expect(answer.board.problems[0]?.hypotheses[0]?.mechanism).toBe('disk/exhausted')
  } finally {
    await offline.close()
  }
})
