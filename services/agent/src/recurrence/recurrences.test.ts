import { randomUUID } from 'node:crypto'
import type { CaseEvent, Feedback, Finding } from '@faultmaven/contracts'
import { createMemoryKeyRing } from '@faultmaven/security'
import { createMemoryKv } from '@faultmaven/storage'
import { describe, expect, test, vi } from 'vitest'
import { exampleFinding, exampleId } from '../testing/example-evidence.ts'
import { ask, callAs, newIds, startAgent } from '../testing/start-agent.ts'
import { createRecurrences } from './recurrences.ts'

type Client = ReturnType<typeof startAgent>['client']

test('a solved case that its user lets be remembered is recognised later, with how it was solved', async () => {
  const { client } = startAgent()
  await solve(client, 'runbooks/full-disk')
  await solve(client)
  const { log } = await ask(client)
  expect(textsOf(log)).toContainEqual(
    expect.stringContaining('seen 2 times before, last on 2026-11-22, solved by runbooks/full-disk'),
  )
})

test('nothing is remembered unless the user says so, and a case does not recognise itself', async () => {
  const { client } = startAgent()
  const { ids, log } = await ask(client)
  await client.giveFeedback({ caseId: ids.caseId, ...right(log) }, callAs())
  expect(await client.listRecurrences({}, callAs())).toEqual({ recurrences: [] })
  const solved = await solve(client)
  const again = await ask(client, newIds(solved.ids.caseId), 'And now?', 'query')
  expect(textsOf(again.log).join()).not.toContain('before, last on')
})

test('it outlives the case, and is forgotten when the word is taken back or the user asks', async () => {
  const { client } = startAgent()
  const first = await solve(client)
  await client.undoFeedback({ caseId: first.ids.caseId }, callAs())
  expect(await client.listRecurrences({}, callAs())).toEqual({ recurrences: [] })
  const doubted = await solve(client)
  const wrong = { ...right(doubted.log), verdict: 'wrong' as const }
  await client.giveFeedback({ caseId: doubted.ids.caseId, ...wrong }, callAs())
  expect(await client.listRecurrences({}, callAs())).toEqual({ recurrences: [] })
  const second = await solve(client, 'runbooks/full-disk')
  await client.deleteCase({ caseId: second.ids.caseId }, callAs())
  const { recurrences } = await client.listRecurrences({}, callAs())
  expect(recurrences).toMatchObject([{ runbook: 'runbooks/full-disk', hashes: 1 }])
  expect(await client.forgetRecurrences({}, callAs('eve'))).toEqual({ forgotten: 0 })
  expect(await client.forgetRecurrences({ recurrenceId: recurrences[0]!.id }, callAs())).toEqual({ forgotten: 1 })
  expect(textsOf((await ask(client)).log).join()).not.toContain('before, last on')
})

test('what the user had forgotten is not remembered again by another word in its case', async () => {
  const { client } = startAgent()
  const { ids, log } = await solve(client)
  await client.forgetRecurrences({}, callAs())
  const step: Feedback['target'] = { kind: 'step', hypothesisId: right(log).target.hypothesisId, text: 'Free space' }
  const word = { feedbackId: randomUUID(), target: step, verdict: 'worked' as const }
  await client.giveFeedback({ caseId: ids.caseId, ...word }, callAs())
  await client.undoFeedback({ caseId: ids.caseId, feedbackId: word.feedbackId }, callAs())
  expect(await client.listRecurrences({}, callAs())).toEqual({ recurrences: [] })
})

describe('createRecurrences()', () => {
  const at = Date.parse('2026-11-22T12:00:00Z')
  const findings = Array.from({ length: 12 }, (_, line) => exampleFinding({ line, quote: `ERROR number ${line} of its kind` }))
  const create = (kv = createMemoryKv()) => ({
    kv,
    recurrences: createRecurrences({ kv, keyRing: createMemoryKeyRing(), now: () => at }),
  })

  test('however much others have had remembered, none of it hides or counts', async () => {
    const { kv, recurrences } = create()
    const solved = { solved: {}, findings }
    for (let count = 0; count < 3; count += 1) await recurrences.remember({ id: exampleId(count), userId: 'eve', ...solved })
    const list = vi.spyOn(kv, 'list')
    await recurrences.remember({ id: exampleId(3), userId: 'ada', ...solved })
    expect(await recurrences.list('ada')).toMatchObject([{ id: exampleId(3) }])
    const rows = await Promise.all(list.mock.results.map(({ value }) => value))
    expect(Math.max(...rows.map((page) => page.length))).toBe(1)
    expect((await kv.list('recurrence/')).map(({ key }) => key).join()).not.toMatch(/ada|eve/)
  })

  test('all of a user is read, in pages', async () => {
    const kv = createMemoryKv()
    const { recurrences } = create({
      ...kv,
      list: (prefix, { after } = {}) => kv.list(prefix, { ...(after && { after }), limit: 2 }),
    })
    for (let count = 0; count < 5; count += 1)
      await recurrences.remember({ id: exampleId(count), userId: 'ada', solved: {}, findings })
    expect(await recurrences.list('ada')).toHaveLength(5)
  })

  test('the like is what shares half of the smaller of the two, and no fewer than two hashes', async () => {
    const { recurrences } = create()
    await recurrences.remember({ id: exampleId(1), userId: 'ada', solved: {}, findings })
    const seen = (part: readonly Finding[]) => recurrences.seen('ada', part, new Set())
    const other = (line: number) => exampleFinding({ line, quote: `WARN another ${line}` })
    expect(await seen([...findings.slice(0, 2), other(90), other(91)])).toMatchObject({ times: 1 })
    expect(await seen([...findings.slice(0, 2), other(90), other(91), other(92)])).toBeUndefined()
    expect(await seen(findings.slice(0, 1))).toBeUndefined()
  })
})

test('another user learns nothing of it', async () => {
  const { client } = startAgent()
  await solve(client)
  const ids = newIds()
  await client.beginTurn({ ...ids, mode: 'both', request: { question: 'Why?' } }, callAs('eve'))
  await client.submitTurn({ ...ids, mode: 'both', bodyDigest: 'd', notExamined: [] }, callAs('eve'))
  const log: CaseEvent[] = []
  for await (const event of client.caseEvents(ids, callAs('eve'))) log.push(event)
  expect(textsOf(log).join()).not.toContain('before, last on')
})

test('what is kept is sealed and holds no text of the evidence', async () => {
  const { client, kv, keyRing } = startAgent()
  const { ids } = await solve(client)
  await client.deleteCase({ caseId: ids.caseId }, callAs())
  const rows = await kv.list('recurrence/')
  expect(rows).toHaveLength(1)
  expect(Buffer.from(rows[0]!.value).toString('latin1')).not.toMatch(/No space|hashes|ada/)
  expect(await keyRing.has(ids.caseId)).toBe(false)
})

test('what was forgotten is not brought back by the same word sent again', async () => {
  const { client } = startAgent()
  const { ids, log } = await ask(client)
  const word = { caseId: ids.caseId, ...right(log), solved: {} }
  await client.giveFeedback(word, callAs())
  expect((await client.listRecurrences({}, callAs())).recurrences).toHaveLength(1)
  await client.forgetRecurrences({}, callAs())
  await client.giveFeedback(word, callAs())
  expect((await client.listRecurrences({}, callAs())).recurrences).toEqual([])
})

test('only a cause that is right can be solved', async () => {
  const { client } = startAgent()
  const { ids, log } = await ask(client)
  const word = { ...right(log), verdict: 'wrong' as const, solved: {} }
  await expect(client.giveFeedback({ caseId: ids.caseId, ...word }, callAs())).rejects.toMatchObject({ code: 'request.invalid' })
})

async function solve(client: Client, runbook?: string) {
  const { ids, log } = await ask(client)
  const solved = runbook === undefined ? {} : { runbook }
  await client.giveFeedback({ caseId: ids.caseId, ...right(log), solved }, callAs())
  return { ids, log }
}

function right(log: readonly CaseEvent[]) {
  const event = log.findLast((entry) => entry.event.type === 'board-changed')?.event
  if (event?.type !== 'board-changed') throw new Error('The log has no board')
  const target = { kind: 'hypothesis' as const, hypothesisId: event.board.problems[0]!.hypotheses[0]!.id }
  return { feedbackId: randomUUID(), target, verdict: 'right' as Feedback['verdict'] }
}

function textsOf(log: readonly CaseEvent[]): string[] {
  return log.flatMap(({ event }) => (event.type === 'answer-delta' ? [event.text] : []))
}
