import { EventEmitter, once } from 'node:events'
import { applyTurnEvents, emptyAnswer } from '@faultmaven/contracts'
import { createMemoryKeyRing } from '@faultmaven/security'
import { createMemoryKv } from '@faultmaven/storage'
import { describe, expect, test } from 'vitest'
import { createMortalKv } from '../testing/mortal-kv.ts'
import { createScriptedEvidence, rivalFindings } from '../testing/scripted-evidence.ts'
import { ask, begin, callAs, endOf, newIds, readLog, startAgent, typesOf } from '../testing/start-agent.ts'

const rivals = () => createScriptedEvidence({}, { findingsOf: rivalFindings })
type Client = ReturnType<typeof startAgent>['client']
type Ids = ReturnType<typeof newIds>

/** The answer of a turn as its whole log tells it, what was said since included. */
async function answerOf(client: Client, { caseId, turnId }: Ids) {
  const { lastEventId } = await client.getCase({ caseId }, callAs())
  const events = []
  for await (const { eventId, turnId: of, event } of client.caseEvents({ caseId }, callAs())) {
    if (of === turnId) events.push(event)
    if (eventId === lastEventId) break
  }
  return applyTurnEvents(emptyAnswer(), events)
}

describe('a turn that leaves rivals undecided', () => {
  test('shows its whole answer and then asks one question', async () => {
    const { client } = startAgent({ evidence: rivals() })
    const { ids, log } = await ask(client)
    expect(endOf(log).outcome).toBe('undecided')
    expect(typesOf(log).filter((type) => type === 'question-changed')).toHaveLength(1)
    expect(typesOf(log).slice(-3)).toEqual(['question-changed', 'phase-changed', 'answer-end'])
    const answer = await answerOf(client, ids)
    expect(answer.asked).toMatchObject({ turnId: ids.turnId, choices: [{ value: 'yes' }, { value: 'no' }, { value: 'unknown' }] })
    expect(answer.asked).not.toHaveProperty('said')
    expect(answer.board.problems[0]?.hypotheses).toHaveLength(2)
    expect(answer.steps).not.toEqual([])
  })

  test('a turn with a clear cause asks nothing and leaves no checkpoint', async () => {
    const { client, kv } = startAgent()
    const { ids } = await ask(client)
    expect((await answerOf(client, ids)).asked).toBeUndefined()
    expect(await checkpoints(kv)).toBe(0)
    await expect(client.answerQuestion({ ...ids, value: 'yes' }, callAs())).rejects.toMatchObject({ code: 'turn.not_found' })
  })
})

describe('answerQuestion', () => {
  test('ranks with the answer at once and says what it changed; the answer is no claim', async () => {
    const { client } = startAgent({ evidence: rivals() })
    const { ids, log } = await ask(client)
    const before = await answerOf(client, ids)
    const told = await client.answerQuestion({ ...ids, value: 'no' }, callAs())
    const after = await answerOf(client, ids)
    expect(told.asked).toMatchObject({ said: { value: 'no' } })
    expect(told.asked.effect).toContain('leads now')
    expect(after.asked).toEqual(told.asked)
    const leaders = [before, after].map(({ board }) => board.problems[0]?.hypotheses[0]?.mechanism)
    expect(leaders).toEqual(['certificate/expired', 'credential/denied'])
    expect(after.board.cause).toBe('answer')
    expect(after.headline).not.toBe(before.headline)
    expect(after.claims).toEqual(before.claims)
    expect(after.statements).toEqual(before.statements)
    // What the answer speaks against stays, with what speaks for it.
    expect(after.board.problems[0]?.hypotheses[1]?.mechanism).toBe('certificate/expired')
    expect(after.board.problems[0]?.hypotheses[1]?.claimIds).not.toEqual([])
    expect(told.lastEventId).toBeGreaterThan(log.length)
    // The same answer again is the same answer.
    expect(await client.answerQuestion({ ...ids, value: 'no' }, callAs())).toEqual(told)
  })

  test('is changed and taken back exactly', async () => {
    const { client } = startAgent({ evidence: rivals() })
    const { ids } = await ask(client)
    const before = await answerOf(client, ids)
    await client.answerQuestion({ ...ids, value: 'no' }, callAs())
    const { asked } = await client.answerQuestion({ ...ids, value: 'yes' }, callAs())
    expect(asked.effect).toMatch(/rose from/)
    const sure = await answerOf(client, ids)
    expect(sure.outcome).toBe('supported')
    expect(sure.headline).toBe(sure.board.problems[0]?.hypotheses[0]?.title)
    expect((await client.getCase({ caseId: ids.caseId }, callAs())).turns).toMatchObject([{ outcome: 'supported' }])
    const { asked: open } = await client.answerQuestion(ids, callAs())
    expect(open).toEqual(before.asked)
    const after = await answerOf(client, ids)
    expect(after.board.problems).toEqual(before.board.problems)
    expect(after).toMatchObject({ outcome: before.outcome, headline: before.headline })
  })

  test('refuses what is no choice, what is asked of nobody here, and a question whose waiting a new turn ended', async () => {
    const { client, kv } = startAgent({ evidence: rivals() })
    const { ids } = await ask(client)
    await expect(client.answerQuestion({ ...ids, value: 'maybe' }, callAs())).rejects.toMatchObject({ code: 'request.invalid' })
    await expect(client.answerQuestion({ ...ids, value: 'yes' }, callAs('eve'))).rejects.toMatchObject({ code: 'case.not_found' })
    await expect(client.answerQuestion({ ...newIds(ids.caseId), value: 'yes' }, callAs())).rejects.toMatchObject({
      code: 'turn.not_found',
    })
    expect(await checkpoints(kv)).toBeGreaterThan(0)
    const later = await ask(client, newIds(ids.caseId), 'Why then?', 'query')
    await expect(client.answerQuestion({ ...ids, value: 'yes' }, callAs())).rejects.toMatchObject({ code: 'question.closed' })
    // It asks about the rival now: nothing is asked twice.
    const [first, second] = [await answerOf(client, ids), await answerOf(client, later.ids)]
    expect(second.asked?.about).not.toBe(first.asked?.about)
  })

  test('counts in later turns, and is taken back there', async () => {
    const { client } = startAgent({ evidence: rivals() })
    const { ids } = await ask(client)
    await client.answerQuestion({ ...ids, value: 'no' }, callAs())
    const later = newIds(ids.caseId)
    await ask(client, later, 'Why do orders fail?', 'query')
    const before = await answerOf(client, later)
    expect(before.board.problems[0]?.hypotheses[0]).toMatchObject({ mechanism: 'credential/denied' })
    await client.answerQuestion(ids, callAs())
    expect((await answerOf(client, ids)).asked).not.toHaveProperty('said')
    const after = await answerOf(client, later)
    expect(after.board.problems[0]?.hypotheses[0]).toMatchObject({ mechanism: 'certificate/expired' })
    expect(after.outcome).toBe('undecided')
  })

  test('is taken back while a newer turn is at work, which follows it', async () => {
    const gate = new EventEmitter()
    const onVerify = async () => {
      if (gate.emit('reached')) await once(gate, 'released')
    }
    const { client } = startAgent({ evidence: createScriptedEvidence({ onVerify }, { findingsOf: rivalFindings }) })
    const { ids } = await ask(client)
    await client.answerQuestion({ ...ids, value: 'no' }, callAs())
    const later = newIds(ids.caseId)
    const reached = once(gate, 'reached')
    const answered = ask(client, later, 'Why do orders fail?', 'query')
    await reached
    const { asked } = await client.answerQuestion(ids, callAs())
    expect(asked).not.toHaveProperty('said')
    gate.emit('released')
    await answered
    const answer = await answerOf(client, later)
    expect(answer.board.problems[0]?.hypotheses[0]).toMatchObject({ mechanism: 'certificate/expired' })
    expect(answer.outcome).toBe('undecided')
  })

  test('stands beside feedback: each is undone without the other', async () => {
    const { client } = startAgent({ evidence: rivals() })
    const { ids } = await ask(client)
    await client.answerQuestion({ ...ids, value: 'no' }, callAs())
    const answered = await answerOf(client, ids)
    const { id } = answered.board.problems[0]!.hypotheses[0]!
    const target = { kind: 'hypothesis' as const, hypothesisId: id }
    await client.giveFeedback({ caseId: ids.caseId, feedbackId: ids.turnId, target, verdict: 'wrong' }, callAs())
    expect((await answerOf(client, ids)).board.problems[0]?.hypotheses[0]?.id).not.toBe(id)
    await client.undoFeedback({ caseId: ids.caseId }, callAs())
    expect((await answerOf(client, ids)).board.problems).toEqual(answered.board.problems)
  })

  test('is gone with the case', async () => {
    const { client, kv, keyRing } = startAgent({ evidence: rivals() })
    const { ids } = await ask(client)
    await client.answerQuestion({ ...ids, value: 'yes' }, callAs())
    await client.deleteCase({ caseId: ids.caseId }, callAs())
    expect((await kv.list('')).map(({ key }) => key)).toEqual([`receipt/${ids.caseId}`])
    expect(await keyRing.list()).toEqual([])
  })
})

describe('a turn that was cut and is sent again behind another', () => {
  test('comes after it, so that its question can be answered', async () => {
    const { client } = startAgent({ evidence: rivals() })
    const cut = newIds()
    await begin(client, cut, 'Why do orders fail?', 'both')
    await client.interruptTurn({ ...cut, why: 'The connection was lost' }, callAs())
    const { ids: other } = await ask(client, newIds(cut.caseId), 'Hello?', 'query')
    const { log } = await ask(client, cut)
    const { turns } = await client.getCase({ caseId: cut.caseId }, callAs())
    expect(turns.map(({ turnId }) => turnId)).toEqual([other.turnId, cut.turnId])
    const question = log.flatMap(({ event }) => (event.type === 'question-changed' ? [event.asked] : []))[0]
    const value = question!.choices[0]!.value
    expect((await client.answerQuestion({ ...cut, value }, callAs())).asked).toMatchObject({ said: { value } })
  })
})

describe('a kill', () => {
  test('between question and answer loses nothing: the next process goes on where the graph waits', async () => {
    const [kv, keyRing, evidence] = [createMemoryKv(), createMemoryKeyRing(), rivals()]
    const first = startAgent({ kv, keyRing, evidence })
    const { ids } = await ask(first.client)
    await first.close()
    const calls = [...evidence.calls]
    const second = startAgent({ kv, keyRing, evidence })
    await second.recover()
    const { asked } = await second.client.answerQuestion({ ...ids, value: 'no' }, callAs())
    expect(asked.effect).toContain('leads now')
    // No node before the question ran again: nobody was asked for evidence or proof.
    expect(evidence.calls).toEqual(calls)
    expect(second.failures).toEqual([])
  })

  test('before an answer that was taken back is weighed leaves the newer turn where it was', async () => {
    const [inner, keyRing, gate] = [createMemoryKv(), createMemoryKeyRing(), new EventEmitter()]
    const evidence = createScriptedEvidence({}, { findingsOf: rivalFindings })
    let left = Infinity
    const batch: typeof inner.batch = (prefix, operations) => {
      left -= 1
      return left < 0 ? new Promise(() => {}) : inner.batch(prefix, operations)
    }
    const first = startAgent({ kv: { ...inner, batch }, keyRing, evidence })
    const { ids } = await ask(first.client)
    await first.client.answerQuestion({ ...ids, value: 'no' }, callAs())
    evidence.script.onVerify = () => {
      gate.emit('reached')
      return new Promise(() => {})
    }
    const later = newIds(ids.caseId)
    const reached = once(gate, 'reached')
    void ask(first.client, later, 'Why do orders fail?', 'query')
    await reached
    // The answer is taken back, and that it was weighed is never written.
    left = 1
    void first.client.answerQuestion(ids, callAs())
    await dead({ isDead: () => left <= 0 })
    delete evidence.script.onVerify
    const before = evidence.calls.length
    const second = startAgent({ kv: inner, keyRing, evidence })
    await second.recover()
    await readLog(second.client, later)
    expect((await answerOf(second.client, later)).board.problems[0]?.hypotheses[0]?.mechanism).toBe('certificate/expired')
    // Intake did not run again.
    expect(evidence.calls.slice(before)).not.toContain('sources')
    expect((await answerOf(second.client, ids)).asked).not.toHaveProperty('said')
    expect(second.failures).toEqual([])
  })

  test('after any write of turn and answer leaves a question that is answered once and a board that follows', async () => {
    const effects = new Set<string | undefined>()
    for (let writes = 1; ; writes++) {
      const [kv, keyRing, evidence] = [createMemoryKv(), createMemoryKeyRing(), rivals()]
      const mortal = createMortalKv(kv, writes)
      const first = startAgent({ kv: mortal, keyRing, evidence })
      const ids = newIds()
      const work = ask(first.client, ids).then(() => first.client.answerQuestion({ ...ids, value: 'no' }, callAs()))
      await Promise.race([work, dead(mortal)])
      const isFinished = !mortal.isDead()
      const second = startAgent({ kv, keyRing, evidence })
      await second.recover()
      const found = await second.client.getCase({ caseId: ids.caseId }, callAs()).catch(() => undefined)
      if (found) {
        await readLog(second.client, ids)
        if ((await answerOf(second.client, ids)).outcome !== 'interrupted') {
          await second.client.answerQuestion({ ...ids, value: 'no' }, callAs())
          const answer = await answerOf(second.client, ids)
          effects.add(answer.asked?.effect)
          expect(answer.board.problems[0]?.hypotheses[0]?.mechanism).toBe('credential/denied')
        }
      }
      await second.close()
      expect(second.failures).toEqual([])
      if (isFinished) break
    }
    expect(effects.size).toBe(1)
  }, 120_000)
})

async function checkpoints(kv: ReturnType<typeof createMemoryKv>): Promise<number> {
  return (await kv.list('')).filter(({ key }) => /\/(?:checkpoint|channel|write)\//.test(key)).length
}

async function dead(kv: { isDead(): boolean }): Promise<void> {
  const tick = () => new Promise((resolve) => setImmediate(resolve))
  while (!kv.isDead()) await tick()
  for (let ticks = 0; ticks < 200; ticks++) await tick()
}
