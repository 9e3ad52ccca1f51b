import { randomUUID } from 'node:crypto'
import { type Board, type CaseEvent, type Feedback, type Finding, MAX_FEEDBACK } from '@faultmaven/contracts'
import { createMemoryKv } from '@faultmaven/storage'
import { answering, createScriptedModel } from '@faultmaven/testkit'
import { describe, expect, test } from 'vitest'
import { createScriptedEvidence, rivalFindings } from '../testing/scripted-evidence.ts'
import { ask, begin, callAs, endOf, newIds, readLog, startAgent, submit } from '../testing/start-agent.ts'

type Client = ReturnType<typeof startAgent>['client']

describe('giveFeedback', () => {
  test('writes the list and the board that follows at once, once for each id', async () => {
    const { client } = startAgent()
    const { ids, log } = await ask(client)
    const { caseId } = ids
    const word = wrong(leaderOf(log))
    const told = await client.giveFeedback({ caseId, ...word }, callAs())
    expect(told.feedback).toMatchObject([{ id: word.feedbackId, verdict: 'wrong', target: word.target }])
    const events = await eventsAfter(client, caseId, log.length, told.lastEventId)
    expect(events.map(({ event }) => event.type)).toEqual(['feedback-changed', 'board-changed', 'headline-changed'])
    expect(events.every(({ turnId }) => turnId === ids.turnId)).toBe(true)
    expect(boardOf(events)).toMatchObject({ cause: 'feedback', problems: [{ hypotheses: [{ state: 'refuted' }] }] })
    expect(await client.giveFeedback({ caseId, ...word }, callAs())).toEqual(told)
    expect(await client.listFeedback({ caseId }, callAs())).toEqual(told)
  })

  test('is undone exactly: one word, and all of the case', async () => {
    const { client } = startAgent()
    const { ids, log } = await ask(client)
    const { caseId } = ids
    const before = JSON.stringify(boardOf(log).problems)
    const word = wrong(leaderOf(log))
    const after = await client.giveFeedback({ caseId, ...word }, callAs())
    const undone = await client.undoFeedback({ caseId, feedbackId: word.feedbackId }, callAs())
    const events = await eventsAfter(client, caseId, after.lastEventId, undone.lastEventId)
    expect(JSON.stringify(boardOf(events).problems)).toBe(before)
    expect(headlinesOf(await eventsAfter(client, caseId, log.length, after.lastEventId))).not.toContain(endOf(log).headline)
    expect(headlinesOf(events)).toEqual([endOf(log).headline])
    expect(undone.feedback).toMatchObject([{ undone: true }])
    expect(await client.undoFeedback({ caseId, feedbackId: word.feedbackId }, callAs())).toEqual(undone)
    // Sent again after it was undone it is the same word still.
    expect(await client.giveFeedback({ caseId, ...word }, callAs())).toEqual(undone)
    for (const verdict of ['right', 'not-quite'] as const)
      await client.giveFeedback({ caseId, ...wrong(leaderOf(log)), verdict }, callAs())
    const cleared = await client.undoFeedback({ caseId }, callAs())
    expect(cleared.feedback.every((one) => one.undone)).toBe(true)
    expect(JSON.stringify(boardOf(await eventsAfter(client, caseId, 0, cleared.lastEventId)).problems)).toBe(before)
  })

  test('counts in the next turns, and after a restart', async () => {
    const { client, kv, keyRing, evidence } = startAgent()
    const { ids, log } = await ask(client)
    await client.giveFeedback({ caseId: ids.caseId, ...wrong(leaderOf(log)) }, callAs())
    const restarted = startAgent({ kv, keyRing, evidence })
    const later = await ask(restarted.client, newIds(ids.caseId), 'What else?', 'query')
    expect(boardOf(later.log).problems[0]?.hypotheses[0]).toMatchObject({ id: leaderOf(log), state: 'refuted' })
    expect(endOf(later.log).headline).toContain('marked wrong')
    const { lastEventId } = await restarted.client.undoFeedback({ caseId: ids.caseId }, callAs())
    const events = await eventsAfter(restarted.client, ids.caseId, later.log.at(-1)!.eventId, lastEventId)
    expect(events.at(-1)?.turnId).toBe(later.ids.turnId)
    expect(boardOf(events).problems[0]?.hypotheses[0]?.state).toBe('supported')
  })

  test('given while a turn is at work moves the board of that turn, too', async () => {
    const evidence = createScriptedEvidence()
    const { client } = startAgent({ evidence })
    const { ids, log } = await ask(client)
    const reached = gate()
    const held = gate()
    evidence.script.onVerify = () => {
      reached.open()
      return held.opened
    }
    const second = newIds(ids.caseId)
    await begin(client, second, 'And now?', 'query')
    await submit(client, second, 'query')
    await reached.opened
    await client.giveFeedback({ caseId: ids.caseId, ...wrong(leaderOf(log)) }, callAs())
    held.open()
    expect(boardOf(await readLog(client, second)).problems[0]?.hypotheses[0]?.state).toBe('refuted')
  })

  test('given while a turn is at work has the claims checked of a cause that rises with it', async () => {
    const evidence = createScriptedEvidence({}, { findingsOf: symptomFindings })
    const { client } = startAgent({ evidence })
    const { ids, log } = await ask(client)
    expect(idsOf(boardOf(log))).toEqual(['h-pool/exhausted'])
    const reached = gate()
    const held = gate()
    evidence.script.onVerify = () => {
      reached.open()
      return held.opened
    }
    const second = newIds(ids.caseId)
    await begin(client, second, 'And now?', 'query')
    await submit(client, second, 'query')
    await reached.opened
    delete evidence.script.onVerify
    await client.giveFeedback({ caseId: ids.caseId, ...wrong(leaderOf(log)) }, callAs())
    held.open()
    const later = await readLog(client, second)
    const { claimIds = [], mechanism } = boardOf(later).problems[0]?.hypotheses[0] ?? {}
    expect(mechanism).toBe('probe/failed')
    expect(claimIds).not.toEqual([])
    expect(later.flatMap(({ event }) => (event.type === 'claim-added' ? [event.claim.id] : []))).toEqual(
      expect.arrayContaining(claimIds),
    )
    // Taken back, the board is as it was.
    const { lastEventId } = await client.undoFeedback({ caseId: ids.caseId }, callAs())
    const events = await eventsAfter(client, ids.caseId, later.at(-1)!.eventId, lastEventId)
    expect(boardOf(events).problems).toEqual(boardOf(log).problems)
  })

  test('keeps the causes of a model, and gives them back as they were', async () => {
    const { client } = startAgent({ llmGateway: proposing() })
    const { ids, log } = await ask(client)
    const { caseId } = ids
    const before = boardOf(log).problems
    expect(idsOf(boardOf(log))).toEqual([leaderOf(log), 'm-certificate/expired'])
    const word = wrong(leaderOf(log))
    const told = await client.giveFeedback({ caseId, ...word }, callAs())
    const marked = boardOf(await eventsAfter(client, caseId, log.length, told.lastEventId))
    expect(idsOf(marked)).toEqual(['m-certificate/expired', leaderOf(log)])
    const undone = await client.undoFeedback({ caseId, feedbackId: word.feedbackId }, callAs())
    expect(boardOf(await eventsAfter(client, caseId, told.lastEventId, undone.lastEventId)).problems).toEqual(before)
  })

  test('on a cause of a model holds in the next turn, and while that is at work', async () => {
    const evidence = createScriptedEvidence()
    const { client } = startAgent({ evidence, llmGateway: proposing() })
    const { ids } = await ask(client)
    await client.giveFeedback({ caseId: ids.caseId, ...wrong('m-certificate/expired') }, callAs())
    const reached = gate()
    const held = gate()
    evidence.script.onVerify = () => {
      reached.open()
      return held.opened
    }
    const second = newIds(ids.caseId)
    await begin(client, second, 'And now?', 'query')
    await submit(client, second, 'query')
    await reached.opened
    await client.giveFeedback({ caseId: ids.caseId, ...wrong('h-nothing') }, callAs())
    held.open()
    const log = await readLog(client, second)
    expect(boardOf(log)).toMatchObject({ cause: 'feedback' })
    expect(boardOf(log).problems[0]?.hypotheses.at(-1)).toMatchObject({ id: 'm-certificate/expired', state: 'refuted' })
  })

  test('that meets the end of a turn is about the board of that one', async () => {
    const inner = createMemoryKv()
    const reached = gate()
    const held = gate()
    let isHeld = false
    const get: typeof inner.get = async (key) => {
      if (isHeld && key.endsWith('/checked')) {
        isHeld = false
        reached.open()
        await held.opened
      }
      return inner.get(key)
    }
    const { client } = startAgent({ kv: { ...inner, get } })
    const { ids, log } = await ask(client)
    isHeld = true
    const told = client.giveFeedback({ caseId: ids.caseId, ...wrong(leaderOf(log)) }, callAs())
    await reached.opened
    const second = await ask(client, newIds(ids.caseId), 'And now?', 'query')
    held.open()
    const events = await eventsAfter(client, ids.caseId, second.log.at(-1)!.eventId, (await told).lastEventId)
    expect(events.every(({ turnId }) => turnId === second.ids.turnId)).toBe(true)
    expect(boardOf(events).problems[0]?.hypotheses.find(({ id }) => id === leaderOf(log))?.state).toBe('refuted')
  })

  test('evidence is kept of the newest ranked turn only', async () => {
    const { client, kv } = startAgent()
    const { ids } = await ask(client)
    const second = await ask(client, newIds(ids.caseId), 'And now?', 'query')
    const rows = await kv.list(`case/${ids.caseId}/work/`)
    expect(rows.map(({ key }) => key.split('/')[3])).not.toContain(ids.turnId)
    expect(rows.filter(({ key }) => key.includes(second.ids.turnId)).map(({ key }) => key.split('/').at(-1))).toEqual(
      expect.arrayContaining(['checked', 'evidence']),
    )
  })

  test('refuses what does not fit, what is too much, and strangers', async () => {
    const { client } = startAgent()
    const { ids, log } = await ask(client)
    const { caseId } = ids
    const word = wrong(leaderOf(log))
    const misfit = { code: 'request.invalid' }
    await expect(client.giveFeedback({ caseId, ...word, verdict: 'worked' }, callAs())).rejects.toMatchObject(misfit)
    const missing = { code: 'case.not_found' }
    await expect(client.giveFeedback({ caseId, ...word }, callAs('eve'))).rejects.toMatchObject(missing)
    await expect(client.undoFeedback({ caseId }, callAs('eve'))).rejects.toMatchObject(missing)
    await expect(client.listFeedback({ caseId }, callAs('eve'))).rejects.toMatchObject(missing)
    for (let count = 0; count < MAX_FEEDBACK; count += 1) await client.giveFeedback({ caseId, ...wrong('h-nothing') }, callAs())
    await expect(client.giveFeedback({ caseId, ...word }, callAs())).rejects.toMatchObject(misfit)
  })
})

function wrong(hypothesisId: string) {
  const target: Feedback['target'] = { kind: 'hypothesis', hypothesisId }
  return { feedbackId: randomUUID(), target, verdict: 'wrong' as Feedback['verdict'] }
}

function leaderOf(log: readonly CaseEvent[]): string {
  return boardOf(log).problems[0]!.hypotheses[0]!.id
}

function boardOf(log: readonly CaseEvent[]): Board {
  const event = log.findLast((entry) => entry.event.type === 'board-changed')?.event
  if (event?.type !== 'board-changed') throw new Error('The log has no board')
  return event.board
}

async function eventsAfter(client: Client, caseId: string, after: number, last: number): Promise<CaseEvent[]> {
  const events: CaseEvent[] = []
  if (after >= last) return events
  for await (const event of client.caseEvents({ caseId, after }, callAs())) {
    events.push(event)
    if (event.eventId >= last) break
  }
  return events
}

function idsOf({ problems }: Board): string[] {
  return problems.flatMap(({ hypotheses }) => hypotheses).map(({ id }) => id)
}

/** A model that thinks of one more cause, without proof. */
function proposing() {
  const hypotheses = [{ mechanism: 'certificate/expired', title: 'A certificate may have run out', claims: [] }]
  const { client } = createScriptedModel(({ purpose }) =>
    answering(purpose === 'hypotheses' ? { hypotheses } : { statements: [] }),
  )
  return client
}

function gate() {
  let open = () => {}
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  return { open: () => open(), opened }
}

/** A cause and what it was said to explain. */
function symptomFindings(turnId: string, sourceId: string): Finding[] {
  const [pool, probe] = rivalFindings(turnId, sourceId)
  const failing = (finding: Finding, resource: string, mode: string, score: number): Finding => ({
    ...finding,
    score,
    fault: { ...finding.fault!, resource, mode, mechanism: `${resource}/${mode}` },
  })
  return [failing(pool!, 'pool', 'exhausted', 0.8), failing(probe!, 'probe', 'failed', 0.6)]
}

function headlinesOf(log: readonly CaseEvent[]): string[] {
  return log.flatMap(({ event }) => (event.type === 'headline-changed' ? [event.headline] : []))
}
