import type { CaseEvent } from '@faultmaven/contracts'
import { createMemoryKeyRing } from '@faultmaven/security'
import { createMemoryKv } from '@faultmaven/storage'
import { describe, expect, test } from 'vitest'
import { createMortalKv } from './testing/mortal-kv.ts'
import { createScriptedEvidence } from './testing/scripted-evidence.ts'
import { ask, begin, callAs, endOf, newIds, readLog, startAgent, submit, typesOf } from './testing/start-agent.ts'

/** Runs a turn in a process that is killed after so many writes, then starts another over what is left. */
async function killAfter(writes: number) {
  const [kv, keyRing, evidence] = [createMemoryKv(), createMemoryKeyRing(), createScriptedEvidence()]
  const mortal = createMortalKv(kv, writes)
  const first = startAgent({ kv: mortal, keyRing, evidence })
  const ids = newIds()
  const work = ask(first.client, ids)
  await Promise.race([work, dead(mortal)])
  const isFinished = !mortal.isDead()
  const verified = evidence.calls.filter((call) => call === 'verify').length
  const second = startAgent({ kv, keyRing, evidence })
  await second.recover()
  return { ids, second, evidence, isFinished, verified }
}

/** Resolves when the process is dead and has stopped doing anything. */
async function dead(kv: { isDead(): boolean }): Promise<void> {
  while (!kv.isDead()) await ticks(1)
  await ticks(200)
}

async function ticks(count: number): Promise<void> {
  for (let tick = 0; tick < count; tick++) await new Promise((resolve) => setImmediate(resolve))
}

describe('kill -9 after any write', () => {
  test('the turn resumes or is told as interrupted; nothing is shown twice or by half', async () => {
    const outcomes = new Set<string>()
    for (let writes = 1; ; writes++) {
      const { ids, second, isFinished } = await killAfter(writes)
      const found = await second.client.getCase({ caseId: ids.caseId }, callAs()).catch(() => undefined)
      if (found) {
        const log = await readLog(second.client, ids)
        expectWhole(log)
        outcomes.add(endOf(log).outcome)
      } else outcomes.add('no case')
      await second.close()
      expect(second.failures).toEqual([])
      if (isFinished) break
    }
    expect([...outcomes].sort()).toEqual(['interrupted', 'no case', 'supported'])
  }, 60_000)

  test('a node that was finished does not run again', async () => {
    const counts = new Set<string>()
    for (let writes = 1; ; writes++) {
      const { ids, second, evidence, isFinished, verified } = await killAfter(writes)
      const log = await readLog(second.client, ids).catch(() => [])
      await second.close()
      const again = evidence.calls.filter((call) => call === 'verify').length - verified
      // Once verified and checkpointed, the claims are not verified by the next process.
      if (log.length > 0 && endOf(log).outcome === 'supported') counts.add(`${verified} before, ${again} after`)
      if (isFinished) break
    }
    expect([...counts].sort()).toEqual(['0 before, 1 after', '1 before, 0 after', '1 before, 1 after'])
  }, 60_000)
})

describe('recover()', () => {
  test('tells an upload that was cut, and the turn can be sent again', async () => {
    const [kv, keyRing, evidence] = [createMemoryKv(), createMemoryKeyRing(), createScriptedEvidence()]
    const first = startAgent({ kv, keyRing, evidence })
    const ids = newIds()
    await begin(first.client, ids, 'Why?', 'both')
    await first.close()
    const second = startAgent({ kv, keyRing, evidence })
    await second.recover()
    expect(endOf(await readLog(second.client, ids))).toMatchObject({ outcome: 'interrupted' })
    await begin(second.client, ids, 'Why?', 'both')
    await submit(second.client, ids, 'both')
    expect(endOf(await readLog(second.client, ids)).outcome).toBe('supported')
  })

  test('finishes a deletion that was cut after any write', async () => {
    for (let writes = 0; ; writes++) {
      const [kv, keyRing, evidence] = [createMemoryKv(), createMemoryKeyRing(), createScriptedEvidence()]
      const before = startAgent({ kv, keyRing, evidence })
      const { ids } = await ask(before.client)
      await before.close()
      const mortal = createMortalKv(kv, writes)
      const killed = startAgent({ kv: mortal, keyRing, evidence })
      await Promise.race([killed.client.deleteCase({ caseId: ids.caseId }, callAs()), dead(mortal)])
      const second = startAgent({ kv, keyRing, evidence })
      await second.recover()
      // Killed before it was noted, the case is whole; after that, it is gone.
      if (writes > 0) {
        expect(await second.client.getReceipt({ caseId: ids.caseId }, callAs())).toMatchObject({ turns: 1, reason: 'user' })
        expect((await kv.list('')).map(({ key }) => key)).toEqual([`receipt/${ids.caseId}`])
        expect(await keyRing.list()).toEqual([])
      } else expect((await second.client.getCase({ caseId: ids.caseId }, callAs())).turns).toHaveLength(1)
      if (!mortal.isDead()) break
    }
  }, 60_000)

  test('leaves a running turn for the next start when the agent closes', async () => {
    const [kv, keyRing] = [createMemoryKv(), createMemoryKeyRing()]
    const evidence = createScriptedEvidence({ onVerify: () => new Promise(() => {}) })
    const first = startAgent({ kv, keyRing, evidence })
    const ids = newIds()
    await begin(first.client, ids, 'Why?', 'both')
    await submit(first.client, ids, 'both')
    while (!evidence.calls.includes('verify')) await ticks(1)
    await first.close()
    expect((await first.client.getCase({ caseId: ids.caseId }, callAs())).turns).toMatchObject([{ state: 'running' }])
    delete evidence.script.onVerify
    const second = startAgent({ kv, keyRing, evidence })
    await second.recover()
    expect(endOf(await readLog(second.client, ids)).outcome).toBe('supported')
  })
})

/** Ids rise by one, every snapshot stands once, verified claims come before the board, and the end is the end. */
function expectWhole(log: readonly CaseEvent[]): void {
  expect(log.map(({ eventId }) => eventId)).toEqual(log.map((_, index) => index + 1))
  const told = log.map(({ event }) => {
    if (event.type === 'phase-changed') return `${event.phase} ${event.state}`
    if (event.type === 'claim-added') return event.claim.id
    if (event.type === 'answer-delta') return event.statementId
    if (event.type === 'step-added') return `step ${event.step.id}`
    if (event.type === 'need-added') return `need ${event.need.id}`
    return event.type
  })
  expect(told).toEqual([...new Set(told)])
  if (endOf(log).outcome !== 'supported') return
  expect(typesOf(log).lastIndexOf('claim-added')).toBeLessThan(typesOf(log).indexOf('board-changed'))
  expect(typesOf(log)).toContain('answer-delta')
}
