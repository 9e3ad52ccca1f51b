import { mkdtemp, rm } from 'node:fs/promises'
import { randomUUID } from 'node:crypto'
import os from 'node:os'
import path from 'node:path'
import { createShopIncident } from '@faultmaven/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openSession } from '../support/client.ts'
import { DEPLOYMENTS, startDeployment } from './deployment.ts'

describe.each(DEPLOYMENTS)('a turn against --target=%s', (deployment) => {
  let folder: string
  let running: Awaited<ReturnType<typeof startDeployment>>
  let session: Awaited<ReturnType<typeof openSession>>
  const incident = createShopIncident({ megabytes: 1 })
  const files = incident.files.map(({ name, lines }) => ({ name, content: `${[...lines()].join('\n')}\n` }))

  beforeAll(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'faultmaven-turn-'))
    running = await startDeployment(deployment, folder)
    session = await openSession(running.gateway)
  })
  afterAll(async () => {
    await running?.stop()
    await rm(folder, { recursive: true, force: true })
  })

  test('a question with files gives the right cause first, with citations that quote the right line', async () => {
    const { answer, caseId } = await session.ask({ question: incident.question, files })
    const leader = answer.board.problems[0]?.hypotheses[0]
    expect(leader?.title).toMatch(incident.truth.mechanism)
    expect(leader?.confidence).toBeGreaterThanOrEqual(0.5)
    const root = answer.claims
      .filter(({ id }) => leader?.claimIds.includes(id))
      .flatMap(({ citations }) => citations)
      .flatMap((citation) => (citation.kind === 'search' ? citation.first : [citation]))
      .find(({ sourceName, quote }) => sourceName === incident.truth.rootFile && quote.includes(incident.truth.rootText))
    expect(root).toBeDefined()
    const response = await session.request(`/v1/cases/${caseId}/sources/${root?.sourceId}/lines?from=${root?.line}&count=1`)
    const { lines } = (await response.json()) as { lines: { text: string }[] }
    expect(lines[0]?.text).toContain(incident.truth.rootText)
  })

  test('every problem sums to one hundred percent', async () => {
    const { answer } = await session.ask({ question: incident.question, files })
    expect(answer.board.problems.length).toBeGreaterThan(0)
    for (const { hypotheses, somethingElse } of answer.board.problems) {
      expect(hypotheses.reduce((sum, { confidence }) => sum + confidence, somethingElse)).toBeCloseTo(1, 6)
    }
  })

  test('files without a question are analysed too', async () => {
    const { answer } = await session.ask({ files })
    expect(answer.mode).toBe('data')
    expect(answer.findings.length).toBeGreaterThan(0)
    expect(answer.outcome).toBeDefined()
  })

  test('a question without files is answered with what it usually means and the evidence to bring', async () => {
    const { answer } = await session.ask({
      question: 'What does "ORA-12541"-like "connection refused" (ECONNREFUSED) mean for my service?',
    })
    expect(answer.mode).toBe('query')
    expect(answer.headline.length).toBeGreaterThan(20)
    expect(answer.needs.length).toBeGreaterThan(0)
  })

  test('a follow-up question in the same case is answered from the evidence that is there', async () => {
    const first = await session.ask({ question: incident.question, files })
    const { answer } = await session.ask({ caseId: first.caseId, question: 'Which component failed first?' })
    expect(answer.board.problems[0]?.hypotheses[0]?.title).toMatch(incident.truth.mechanism)
  })

  test('the same turn twice is one turn; another body under its id is a conflict', async () => {
    const ids = { caseId: randomUUID(), turnId: randomUUID() }
    const first = await session.ask({ ...ids, question: 'Why?', files: [{ name: 'a.log', content: 'ERROR disk full\n' }] })
    const again = await session.ask({ ...ids, question: 'Why?', files: [{ name: 'a.log', content: 'ERROR disk full\n' }] })
    expect(again.answer.headline).toBe(first.answer.headline)
    expect(again.answer.sources.map(({ id }) => id)).toEqual(first.answer.sources.map(({ id }) => id))
    const other = await session.sendTurn({
      ...ids,
      question: 'Why?',
      files: [{ name: 'a.log', content: 'ERROR something else\n' }],
    })
    expect(other.response.status).toBe(409)
    expect(await other.response.json()).toMatchObject({ code: 'turn.conflict' })
  })

  test('event stream: ids rise by one, claims come before the board that names them, the end is last', async () => {
    const { response } = await session.sendTurn(
      { question: incident.question, files },
      { headers: { accept: 'text/event-stream' } },
    )
    const events = (await response.text())
      .split('\n\n')
      .flatMap((block) => /^data: (.*)$/m.exec(block)?.[1] ?? [])
      .flatMap((data) => {
        const value = JSON.parse(data) as { eventId?: number; event?: { type: string } }
        return value.eventId === undefined ? [] : [{ id: value.eventId, type: value.event?.type ?? '' }]
      })
    expect(events[0]?.type).toBe('turn-started')
    expect(events.at(-1)?.type).toBe('answer-end')
    const kept = events.filter(({ type }) => type !== 'source-progress').map(({ id }) => id)
    expect(kept).toEqual([...new Set(kept)].toSorted((a, b) => a - b))
    const types = events.map(({ type }) => type)
    expect(types.indexOf('claim-added')).toBeLessThan(types.lastIndexOf('board-changed'))
  })

  test('a stranger to the server gets nothing', async () => {
    const response = await fetch(`${session.origin}/v1/cases`)
    expect(response.status).toBe(401)
  })
})
