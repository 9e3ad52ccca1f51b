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
    const { headline, statements } = await offline.ask({ question: 'Was there a deadlock?', files: [] })
    expect(statements[0]?.text).toBe('No record holds “deadlock” (in any case).')
    // What the diagnosis found goes before it.
    expect(headline).not.toMatch(/No record/)
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

test('data from after a fix says whether what proved the cause is still there', async () => {
  const log = (hour: number, text: string) =>
    Array.from({ length: 6 }, (_, second) => `2026-03-12T${hour}:00:0${second}Z ${text}`).join('\n') + '\n'
  const file = (name: string, text: string) => ({ name, open: () => Readable.from([Buffer.from(text)]) })
  const offline = await createOfflineCase()
  try {
    const full = 'ERROR write /var/lib/db/wal: No space left on device'
    await offline.ask({ question: 'Why do writes fail?', files: [file('before.log', log(10, full))] })
    const after = await offline.ask({ question: 'Is it fixed?', files: [file('after.log', log(12, 'INFO wal segment written'))] })
    const [said] = after.statements
    expect(said?.text).toMatch(/^None of 6 new records holds “.*No space left on device.*”, which proved “.*” before\.$/)
    expect(after.claims.find(({ id }) => id === said?.basis)?.result).toMatchObject({ matches: 0, recordsSearched: 6 })
    const settings = { name: 'values.yaml', open: () => Readable.from([Buffer.from('replicas: 2\n')]) }
    const unable = await offline.ask({ question: 'Is it fixed?', files: [settings] })
    expect(unable.statements.map(({ text }) => text).join(' ')).not.toMatch(/new records/)
    const again = await offline.ask({ question: 'And now?', files: [file('again.log', log(14, full))] })
    expect(again.statements[0]?.text).toMatch(/^Still there: 6 of 6 new records hold .*, the last at 2026-03-12 14:00:05 UTC\.$/)
  } finally {
    await offline.close()
  }
})
