import { randomUUID } from 'node:crypto'
import { agent, type Board } from '@faultmaven/contracts'
import { ProblemError } from '@faultmaven/rpc'
import { describeThreeWays } from '@faultmaven/testkit'
import { describe, expect, test } from 'vitest'
import { createScriptedEvidence } from './testing/scripted-evidence.ts'
import { ask, begin, callAs, DIGEST, endOf, newIds, readLog, startAgent, submit, typesOf } from './testing/start-agent.ts'

describeThreeWays(
  agent,
  () => startAgent(),
  ({ client }) => {
    test('a turn is logged whole: what came in, each phase, verified claims before the board, the answer', async () => {
      const { log } = await ask(client())
      expect(log.map(({ eventId }) => eventId)).toEqual(log.map((_, index) => index + 1))
      const types = typesOf(log)
      expect(types.slice(0, 4)).toEqual(['turn-started', 'finding-added', 'source-ready', 'checks-changed'])
      expect(types.indexOf('claim-added')).toBeGreaterThan(0)
      expect(types.lastIndexOf('claim-added')).toBeLessThan(types.indexOf('board-changed'))
      const phases = log.flatMap(({ event }) => (event.type === 'phase-changed' && event.state === 'done' ? [event.phase] : []))
      expect(phases).toEqual([
        'intake',
        'define-blast-radius',
        'establish-timeline',
        'formulate-hypotheses',
        'validate-hypotheses',
        'propose-solution',
      ])
      expect(endOf(log)).toMatchObject({ outcome: 'supported', notExamined: ['core.bin is not text'], degraded: [] })
    })

    test('every statement of the answer is a verified claim or says that it is an inference', async () => {
      const { log } = await ask(client())
      const claims = log.flatMap(({ event }) => (event.type === 'claim-added' ? [event.claim.id] : []))
      const bases = log.flatMap(({ event }) => (event.type === 'answer-delta' ? [event.basis] : []))
      expect(bases.filter((basis) => basis !== 'inference').every((basis) => claims.includes(basis))).toBe(true)
      expect(bases.some((basis) => basis !== 'inference')).toBe(true)
    })

    test('no statement repeats what the board says of a cause: its claims prove that there', async () => {
      const { log } = await ask(client())
      const summaries = boardOf(log).problems.flatMap(({ hypotheses }) => hypotheses.map(({ summary }) => summary))
      const texts = log.flatMap(({ event }) => (event.type === 'answer-delta' ? [event.text] : []))
      expect(summaries.some((summary) => summary !== '')).toBe(true)
      expect(texts.filter((text) => summaries.includes(text))).toEqual([])
    })

    test('a question without data is answered from knowledge, and says that nothing was examined', async () => {
      const { log } = await ask(client(), newIds(), 'What does ENOSPC mean?', 'query')
      const texts = log.flatMap(({ event }) => (event.type === 'answer-delta' ? [event.text] : []))
      expect(texts.join(' ')).toContain('Nothing was examined')
      expect(typesOf(log)).toContain('need-added')
      expect(endOf(log)).toMatchObject({ outcome: 'answered' })
    })

    test('a stranger finds no case, whatever he asks', async () => {
      const { ids } = await ask(client())
      const { caseId, turnId } = ids
      const stranger = callAs('eve')
      const missing = { code: 'case.not_found', status: 404 }
      await expect(client().getCase({ caseId }, stranger)).rejects.toMatchObject(missing)
      await expect(client().deleteCase({ caseId }, stranger)).rejects.toMatchObject(missing)
      await expect(client().getReceipt({ caseId }, stranger)).rejects.toMatchObject(missing)
      await expect(client().interruptTurn({ caseId, turnId, why: 'x' }, stranger)).rejects.toMatchObject(missing)
      await expect(client().beginTurn({ ...newIds(caseId), mode: 'query', request: {} }, stranger)).rejects.toMatchObject(missing)
      await expect(client().caseEvents({ caseId }, stranger)[Symbol.asyncIterator]().next()).rejects.toMatchObject(missing)
      expect(await client().listCases({}, stranger)).toEqual({ cases: [] })
    })
  },
)

describe('the same turn again', () => {
  test('once submitted it answers its digest, and submitting it again changes nothing', async () => {
    const { client } = startAgent()
    const { ids, log } = await ask(client)
    expect(await begin(client, ids, 'Why is the database down?', 'both')).toMatchObject({ state: 'answered', bodyDigest: DIGEST })
    expect(await submit(client, ids, 'both')).toEqual({ state: 'answered' })
    await expect(submit(client, ids, 'both', 'other')).rejects.toMatchObject({ code: 'turn.conflict' })
    expect(await readLog(client, ids)).toEqual(log)
  })

  test('after a cut body it starts anew, and nothing of the cut attempt is left in the log', async () => {
    const { client, evidence } = startAgent()
    const ids = newIds()
    await begin(client, ids, 'Why?', 'both')
    await client.interruptTurn({ ...ids, why: 'The upload was cut' }, callAs())
    expect(endOf(await readLog(client, ids))).toMatchObject({ outcome: 'interrupted', headline: 'The upload was cut' })
    const { log } = await ask(client, ids, 'Why is it down?')
    expect(evidence.calls.filter((call) => call === 'open')).toHaveLength(2)
    for (const once of ['turn-started', 'source-ready', 'finding-added', 'answer-end']) {
      expect(typesOf(log).filter((type) => type === once)).toEqual([once])
    }
    expect(endOf(log).outcome).toBe('supported')
  })

  test('a turn that was never begun cannot be submitted', async () => {
    const { client } = startAgent()
    const { ids } = await ask(client)
    await expect(submit(client, newIds(ids.caseId), 'both')).rejects.toMatchObject({ code: 'turn.not_found' })
  })
})

describe('turns of one case', () => {
  test('run one after another, and each sees all that the case holds', async () => {
    let release = () => {}
    const held = new Promise<void>((resolve) => {
      release = resolve
    })
    const evidence = createScriptedEvidence({ onVerify: () => held })
    const { client } = startAgent({ evidence })
    const first = newIds()
    const second = newIds(first.caseId)
    for (const ids of [first, second]) {
      await begin(client, ids, 'Why?', 'both')
      await submit(client, ids, 'both')
    }
    release()
    const [firstLog, secondLog] = [await readLog(client, first), await readLog(client, second)]
    const intake = secondLog.find(({ event }) => event.type === 'phase-changed')
    expect(intake?.eventId).toBeGreaterThan(firstLog.at(-1)?.eventId ?? Infinity)
    const results = secondLog.flatMap(({ event }) =>
      event.type === 'phase-changed' && event.phase === 'intake' ? [event.result] : [],
    )
    expect(results.at(-1)).toBe('2 sources, 2 findings')
  })

  test('a question after the data is answered from all findings of the case', async () => {
    const { client } = startAgent()
    const { ids, log } = await ask(client)
    const later = await ask(client, newIds(ids.caseId), 'Which disk is full?', 'query')
    expect(boardOf(later.log).problems[0]?.hypotheses[0]?.mechanism).toBe(boardOf(log).problems[0]?.hypotheses[0]?.mechanism)
    expect(endOf(log).notExamined).toEqual(['core.bin is not text'])
    expect(endOf(later.log).notExamined).toEqual([])
    const { cases } = await client.listCases({}, callAs())
    expect(cases).toMatchObject([
      { caseId: ids.caseId, title: 'Why is the database down?', turns: [{ state: 'answered' }, { state: 'answered' }] },
    ])
  })
})

describe('when something fails', () => {
  test('the turn ends interrupted with the problem and what is known; the next turn of the case is answered', async () => {
    const evidence = createScriptedEvidence({
      onVerify() {
        throw new ProblemError('service.unavailable', { detail: 'data-processing is away' })
      },
    })
    const { client, failures } = startAgent({ evidence })
    const { ids, log } = await ask(client)
    expect(typesOf(log).slice(-2)).toEqual(['error', 'answer-end'])
    expect(typesOf(log)).not.toContain('board-changed')
    expect(endOf(log)).toMatchObject({ outcome: 'interrupted', notExamined: ['core.bin is not text'] })
    expect(endOf(log).headline).toContain('data-processing is away')
    expect(failures).toHaveLength(1)
    delete evidence.script.onVerify
    expect(endOf((await ask(client, newIds(ids.caseId))).log).outcome).toBe('supported')
  })

  test('a watch that breaks is taken up again, and nothing is told twice', async () => {
    let breaks = 2
    const evidence = createScriptedEvidence({
      onWatched(told) {
        if (told === 2 && breaks-- > 0) throw new ProblemError('service.unavailable')
      },
    })
    const { client } = startAgent({ evidence })
    const { log } = await ask(client)
    expect(evidence.calls.filter((call) => call === 'watch')).toHaveLength(3)
    expect(typesOf(log).filter((type) => type === 'source-ready' || type === 'finding-added')).toHaveLength(2)
    expect(endOf(log).outcome).toBe('supported')
  })

  test('a turn that cannot be opened is told at once and logged as interrupted', async () => {
    const evidence = createScriptedEvidence({
      onOpen() {
        throw new ProblemError('storage.full')
      },
    })
    const { client } = startAgent({ evidence })
    const ids = newIds()
    await expect(begin(client, ids, 'Why?', 'both')).rejects.toMatchObject({ code: 'storage.full' })
    expect(typesOf(await readLog(client, ids))).toEqual(['turn-started', 'error', 'answer-end'])
  })

  test('a turn that is stopped is logged as interrupted, and its work writes nothing more', async () => {
    let release = () => {}
    const reached = new Promise<void>((resolve) => {
      release = resolve
    })
    const evidence = createScriptedEvidence({
      onVerify: async () => {
        release()
        await new Promise(() => {})
      },
    })
    const agentUnderTest = startAgent({ evidence })
    const { client } = agentUnderTest
    const ids = newIds()
    await begin(client, ids, 'Why?', 'both')
    await submit(client, ids, 'both')
    await reached
    expect(await client.interruptTurn({ ...ids, why: 'You stopped this turn' }, callAs())).toEqual({ state: 'interrupted' })
    await agentUnderTest.close()
    const log = await readLog(client, ids)
    expect(endOf(log)).toMatchObject({ outcome: 'interrupted', headline: 'You stopped this turn' })
    expect(typesOf(log)).not.toContain('error')
  })
})

describe('the event log', () => {
  test('tells the progress of a source a few times only', async () => {
    const { client } = startAgent({ evidence: createScriptedEvidence({}, { progress: 500 }) })
    const { log } = await ask(client)
    expect(typesOf(log).filter((type) => type === 'source-progress')).toHaveLength(1)
  })

  test('resumes after an id and ends with the turn', async () => {
    const { client } = startAgent()
    const { ids, log } = await ask(client)
    expect(await readLog(client, ids, 5)).toEqual(log.slice(5))
    expect(await readLog(client, ids, log.length)).toEqual([])
  })

  test('is followed live, by a reader who came before the case', async () => {
    const { client } = startAgent()
    const ids = newIds()
    const reading = readLog(client, ids)
    const { log } = await ask(client, ids)
    expect(await reading).toEqual(log)
  })

  test('of a case that does not come in time is not found', async () => {
    const { client } = startAgent()
    await expect(readLog(client, newIds())).rejects.toMatchObject({ code: 'case.not_found' })
  })

  test('and all else that is kept of a case is sealed', async () => {
    const { client, kv } = startAgent()
    await ask(client, newIds(), 'Why does zanzibar-7731 fail?')
    const rows = await kv.list('')
    expect(rows.length).toBeGreaterThan(10)
    const plain = rows.filter(({ value }) => /zanzibar|db\.log|No space/.test(Buffer.from(value).toString('latin1')))
    expect(plain.map(({ key }) => key)).toEqual([])
  })
})

describe('ending a case', () => {
  test('shreds its keys in both roles, removes its rows, ends its streams and leaves a receipt', async () => {
    const { client, kv, keyRing, evidence } = startAgent()
    const { ids } = await ask(client)
    const { caseId } = ids
    const following = client.caseEvents({ caseId, after: 1000 }, callAs())[Symbol.asyncIterator]()
    const next = following.next()
    const receipt = await client.deleteCase({ caseId }, callAs())
    expect(await next).toMatchObject({ done: true })
    expect(receipt).toMatchObject({ caseId, reason: 'user', turns: 1, keysDestroyed: ['frames', 'state'] })
    expect(receipt.sealedBytes).toBeGreaterThan(1000)
    expect(await keyRing.has(caseId)).toBe(false)
    expect((await kv.list('')).map(({ key }) => key)).toEqual([`receipt/${caseId}`])
    expect(evidence.calls).toContain('delete')
    await expect(client.getCase({ caseId }, callAs())).rejects.toMatchObject({ code: 'case.not_found' })
    expect(await client.getReceipt({ caseId }, callAs())).toEqual(receipt)
    expect(await client.deleteCase({ caseId }, callAs())).toEqual(receipt)
    await expect(begin(client, newIds(caseId), 'Why?', 'query')).rejects.toMatchObject({ code: 'case.not_found' })
  })

  test('while data-processing is away is noted, hides the case, and is finished by the next sweep', async () => {
    const evidence = createScriptedEvidence({
      onDelete() {
        throw new ProblemError('service.unavailable')
      },
    })
    const { client, sweep, keyRing } = startAgent({ evidence })
    const { ids } = await ask(client)
    await expect(client.deleteCase({ caseId: ids.caseId }, callAs())).rejects.toMatchObject({ code: 'service.unavailable' })
    await expect(client.getCase({ caseId: ids.caseId }, callAs())).rejects.toMatchObject({ code: 'case.not_found' })
    delete evidence.script.onDelete
    sweep()
    await until(async () => !(await keyRing.has(ids.caseId)))
    await until(() =>
      client.getReceipt({ caseId: ids.caseId }, callAs()).then(
        () => true,
        () => false,
      ),
    )
    expect(await client.getReceipt({ caseId: ids.caseId }, callAs())).toMatchObject({ reason: 'user', turns: 1 })
  })

  test('comes by itself when its time is over, and not before', async () => {
    const { client, sweep, clock } = startAgent()
    const { ids } = await ask(client)
    const { expiresAt } = await client.getCase({ caseId: ids.caseId }, callAs())
    expect(Date.parse(expiresAt) - clock.nowMs).toBe(24 * 3_600_000)
    clock.nowMs = Date.parse(expiresAt) - 1
    sweep()
    await ask(client)
    expect((await client.getCase({ caseId: ids.caseId }, callAs())).turns).toHaveLength(1)
    clock.nowMs += 1
    sweep()
    await until(() =>
      client.getReceipt({ caseId: ids.caseId }, callAs()).then(
        () => true,
        () => false,
      ),
    )
    expect(await client.getReceipt({ caseId: ids.caseId }, callAs())).toMatchObject({ reason: 'expired' })
  })

  test('a turn keeps the case longer, as long as it says', async () => {
    const { client, clock } = startAgent()
    const { caseId } = newIds()
    const request = { question: 'Why?', retentionHours: 2 }
    await client.beginTurn({ caseId, turnId: randomUUID(), mode: 'query', request }, callAs())
    clock.nowMs += 3_600_000
    await begin(client, newIds(caseId), 'And now?', 'query')
    expect(Date.parse((await client.getCase({ caseId }, callAs())).expiresAt) - clock.nowMs).toBe(2 * 3_600_000)
  })
})

function boardOf(log: Awaited<ReturnType<typeof readLog>>): Board {
  const event = log.findLast((entry) => entry.event.type === 'board-changed')?.event
  if (event?.type !== 'board-changed') throw new Error('The log has no board')
  return event.board
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((resolve) => setImmediate(resolve))
}
