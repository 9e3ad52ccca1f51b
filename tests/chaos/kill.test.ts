import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { createSeededRandom, createShopIncident } from '@faultmaven/testkit'
import type { CaseEvent, CaseSummary, Source } from '@faultmaven/contracts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openSession } from '../support/client.ts'
import { startServer } from '../support/server.ts'

const KILLS = 10
let folder: string
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'faultmaven-kill-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const incident = createShopIncident({ megabytes: 8 })
const files = incident.files.map(({ name, lines }) => ({ name, content: `${[...lines()].join('\n')}\n` }))
const random = createSeededRandom(20_261_122)
const delays = Array.from({ length: KILLS }, () => 20 + Math.floor(random() ** 2 * 4000))

test.each(delays)('kill -9 after %i ms: the turn resumes or is interrupted, and nothing half-written shows', async (delayMs) => {
  const data = path.join(folder, String(delayMs))
  const first = await startServer(['--data', data])
  const session = await openSession(first)
  const ids = { caseId: randomUUID(), turnId: randomUUID() }
  const cut = session.sendTurn({ ...ids, question: incident.question, files }).catch(() => undefined)
  await new Promise((resolve) => setTimeout(resolve, delayMs))
  await first.stop('SIGKILL')
  await cut

  const second = await startServer(['--data', data])
  try {
    const again = await openSession(second)
    const response = await again.request(`/v1/cases/${ids.caseId}`)
    if (response.status === 404) return
    const events = await readTurn(again, ids)
    const last = events.at(-1)?.event
    expect(last?.type).toBe('answer-end')
    expect(events.map(({ eventId }) => eventId)).toEqual(events.map((_, index) => (events[0]?.eventId ?? 0) + index))
    const ended = last?.type === 'answer-end' ? last.outcome : undefined
    const claims = events.flatMap(({ event }) => (event.type === 'claim-added' ? [event.claim.id] : []))
    expect(claims).toEqual([...new Set(claims)])
    if (ended !== 'interrupted') {
      const board = events.findLast(({ event }) => event.type === 'board-changed')?.event
      expect(board?.type === 'board-changed' && board.board.problems[0]?.hypotheses[0]?.title).toMatch(incident.truth.mechanism)
    }
    const summary = (await response.json()) as CaseSummary
    expect(summary.turns.map(({ turnId }) => turnId)).toEqual([ids.turnId])
    const listed = (await (await again.request(`/v1/cases/${ids.caseId}/sources`)).json()) as { sources: Source[] }
    expect(listed).toEqual({ sources: expect.any(Array) })
    for (const source of listed.sources) await expectWhole(again, ids.caseId, source)
    // The page's retry: the same turn with the same body ends well.
    const retried = await again.ask({ ...ids, question: incident.question, files })
    expect(retried.answer.board.problems[0]?.hypotheses[0]?.title).toMatch(incident.truth.mechanism)
  } finally {
    await second.stop()
  }
})

type Session = Awaited<ReturnType<typeof openSession>>

async function readTurn(session: Session, { caseId, turnId }: { caseId: string; turnId: string }): Promise<CaseEvent[]> {
  const response = await session.request(`/v1/cases/${caseId}/events?turnId=${turnId}`)
  return (await response.text()).split('\n\n').flatMap((block) => {
    const data = /^data: (.*)$/m.exec(block)?.[1]
    const value = data ? (JSON.parse(data) as Partial<CaseEvent>) : {}
    return value.eventId === undefined ? [] : [value as CaseEvent]
  })
}

/** A source that is shown is whole: its last line can be read, and it is the last line of the file that was sent. */
async function expectWhole(session: Session, caseId: string, source: Source): Promise<void> {
  const sent =
    files
      .find(({ name }) => name === source.name)
      ?.content.trimEnd()
      .split('\n') ?? []
  const response = await session.request(`/v1/cases/${caseId}/sources/${source.id}/lines?from=${sent.length}&count=1`)
  const { totalLines, lines } = (await response.json()) as { totalLines: number; lines: { text: string }[] }
  expect(totalLines).toBe(sent.length)
  expect(lines[0]?.text).toBe(sent.at(-1))
}
