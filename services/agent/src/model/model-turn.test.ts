import type { Board, CaseEvent, TurnEvent } from '@faultmaven/contracts'
import { createMemoryKeyRing } from '@faultmaven/security'
import { createMemoryKv } from '@faultmaven/storage'
import { answering, calling, createScriptedModel, type ModelScript } from '@faultmaven/testkit'
import { describe, expect, test } from 'vitest'
import { createMortalKv } from '../testing/mortal-kv.ts'
import { createScriptedEvidence } from '../testing/scripted-evidence.ts'
import { ask, callAs, endOf, newIds, readLog, startAgent, submit } from '../testing/start-agent.ts'
import { countTokens } from './count-tokens.ts'

const IDS = newIds()
const QUOTE = 'ERROR write /var/lib/db: No space left on device'
const LIMITS = { stallMs: 60, wallMs: 3000 }
const proof = { predicate: 'present', at: ['A1:7'], quote: QUOTE }
const agreeing = { mechanism: 'disk/exhausted', title: 'The disk of the database is full', claims: [proof] }
const guessing = { mechanism: 'certificate/expired', title: 'A certificate may have run out', claims: [] }
const worded = { statements: [{ text: 'Writes fail since the disk is full.', basis: 'inference' }] }

/** Answers what the purpose asks for. */
const says =
  (hypotheses: readonly unknown[], statements: unknown = { statements: [] }): ModelScript =>
  ({ purpose }) =>
    answering(purpose === 'hypotheses' ? { hypotheses } : statements)

async function askWith(script?: ModelScript, options: { configured?: boolean; refuses?: () => boolean } = {}) {
  const model = script && createScriptedModel(script, options)
  const evidence = createScriptedEvidence(
    options.refuses ? { refuses: ({ id }) => id.startsWith('m-') && options.refuses!() } : {},
  )
  const started = startAgent({ evidence, ...(model ? { llmGateway: model.client } : {}), modelLimits: LIMITS })
  const { log } = await ask(started.client, IDS)
  await started.close()
  expect(started.failures).toEqual([])
  return { log, end: endOf(log), requests: model?.requests ?? [], evidence }
}

/** What the log tells, without ids and times of its entries and without what it says of the model. */
function told(log: readonly CaseEvent[]): TurnEvent[] {
  return log.map(({ event }) => (event.type === 'answer-end' ? { ...event, degraded: [] } : event))
}
function boardsOf(log: readonly CaseEvent[]): Board[] {
  return log.flatMap(({ event }) => (event.type === 'board-changed' ? [event.board] : []))
}
function textsOf(log: readonly CaseEvent[]): string[] {
  return log.flatMap(({ event }) => (event.type === 'answer-delta' ? [event.text] : []))
}

const alone = await askWith()

describe('a turn without a model', () => {
  test('is the same where none is configured', async () => {
    const { log, end, requests } = await askWith(says([agreeing]), { configured: false })
    expect(told(log)).toEqual(told(alone.log))
    expect(end.degraded).toEqual([])
    expect(requests).toEqual([])
  })
})

describe('a model that can be used', () => {
  test('adds claims and words; the board without it stands before the board with it', async () => {
    const { log, end } = await askWith(says([agreeing, guessing], worded))
    const [before, after] = boardsOf(log)
    expect(before).toEqual(boardsOf(alone.log)[0])
    expect(after).toMatchObject({ cause: 'model' })
    const [leader, guess] = after!.problems[0]!.hypotheses
    expect(leader).toMatchObject({
      id: before!.problems[0]!.hypotheses[0]!.id,
      confidence: before!.problems[0]!.hypotheses[0]!.confidence,
    })
    expect(leader!.claimIds).toContain(`m-${IDS.turnId.slice(0, 8)}-h0-c0`)
    expect(guess).toMatchObject({
      id: 'm-certificate/expired',
      claimIds: [],
      cap: expect.stringContaining('no verified claim'),
    })
    expect(guess!.confidence).toBeLessThanOrEqual(0.3)
    expect(log.flatMap(({ event }) => (event.type === 'claim-added' ? [event.claim.text] : []))).toContain(
      `Line 7 of db.log holds “${QUOTE}”.`,
    )
    expect(
      log.flatMap(({ event }) => (event.type === 'answer-delta' && event.statementId.startsWith('m-') ? [event] : [])),
    ).toMatchObject([{ basis: 'inference', text: 'Writes fail since the disk is full.' }])
    expect(end.degraded).toEqual([])
  })

  test('uses tools, whose results it gets as data', async () => {
    const { requests, end } = await askWith(({ purpose }, { index }) => {
      if (purpose === 'wording') return answering({ statements: [] })
      if (index === 0) return calling({ name: 'search_evidence', arguments: { text: 'No space' } }, { name: 'rm', arguments: {} })
      return answering({ hypotheses: [agreeing] })
    })
    const results = requests[1]!.messages.filter(({ role }) => role === 'tool')
    expect(results).toMatchObject([
      { name: 'search_evidence', parts: [{ origin: 'evidence', text: '0 of 0 records match; first 0:' }] },
      { name: 'rm', parts: [{ text: expect.stringContaining('There is no tool') }] },
    ])
    expect(end.degraded).toEqual([])
  })

  test('is given the names of hosts and accounts, to be withheld, and none that it must read', async () => {
    const model = createScriptedModel(says([agreeing], worded))
    const evidence = createScriptedEvidence({ onNames: () => ({ hosts: ['db-7', 'search_evidence'], users: ['ada'] }) })
    const started = startAgent({ evidence, llmGateway: model.client, modelLimits: LIMITS })
    await ask(started.client, IDS)
    await started.close()
    expect(model.requests.map(({ names }) => names)).toEqual([
      { hosts: ['db-7'], users: ['ada'] },
      { hosts: ['db-7', 'search_evidence'], users: ['ada'] },
    ])
  })

  test('is not asked when nobody can say which names are to be withheld', async () => {
    const model = createScriptedModel(says([agreeing], worded))
    const evidence = createScriptedEvidence({
      onNames() {
        throw new Error('The index is damaged')
      },
    })
    const started = startAgent({ evidence, llmGateway: model.client, modelLimits: LIMITS })
    const { log } = await ask(started.client, IDS)
    await started.close()
    expect(model.requests).toEqual([])
    expect(endOf(log).degraded.join()).toContain('service.internal')
  })

  test('is asked for in the region that the case named, and in that of an earlier turn', async () => {
    const model = createScriptedModel(says([agreeing], worded))
    const started = startAgent({ evidence: createScriptedEvidence(), llmGateway: model.client, modelLimits: LIMITS })
    const request = { question: 'Why does the db fail?', modelRegion: 'eu' }
    await started.client.beginTurn({ ...IDS, mode: 'both', request }, callAs())
    await submit(started.client, IDS, 'both')
    await readLog(started.client, IDS)
    await ask(started.client, { ...IDS, turnId: newIds().turnId })
    await started.close()
    expect(model.requests.length).toBeGreaterThan(2)
    expect(new Set(model.requests.map(({ region }) => region))).toEqual(new Set(['eu']))
  })

  test('may repair a broken answer once', async () => {
    const { requests, end } = await askWith(({ purpose }, { index }) => {
      if (purpose === 'wording') return answering({ statements: [] })
      return answering(index === 0 ? '{"hypotheses": [' : { hypotheses: [agreeing] })
    })
    expect(requests.filter(({ purpose }) => purpose === 'hypotheses')).toHaveLength(2)
    expect(end.degraded).toEqual([])
  })

  test('never gets more than its window', async () => {
    const { requests } = await askWith(({ purpose }, { index }) => {
      if (purpose === 'wording' || index > 4) return answering(purpose === 'wording' ? { statements: [] } : { hypotheses: [] })
      return calling({ name: 'count_records', arguments: { text: `${index}` } })
    })
    for (const { messages } of requests) expect(countTokens(JSON.stringify(messages))).toBeLessThan(8192)
  })
})

describe('a model that lies', () => {
  const wrong = {
    mechanism: 'network/unreachable',
    title: 'The network is down',
    claims: [{ ...proof, quote: 'network is unreachable' }],
  }
  const lies: readonly (readonly [string, ModelScript, RegExp])[] = [
    ['cites what is not there', says([wrong]), /1 hypothesis of the model was rejected: no evidence/],
    [
      'cites lines that were never given',
      says([{ ...wrong, claims: [{ ...proof, at: ['A9:1'] }] }]),
      /1 claim of the model was rejected/,
    ],
    [
      'says nothing that can be read',
      () => answering('I think it is DNS.'),
      /^The model was not used: its answer could not be read/,
    ],
    ['refuses', () => answering('', { reason: 'refused' as 'stop' }), /^The model was not used: it refused/],
    [
      'plants numbers',
      says([], { statements: [{ text: 'It failed 4242 times.', basis: 'inference' }] }),
      /1 statement of the model was rejected/,
    ],
    ['invents the basis', says([], { statements: [{ text: 'x', basis: 'c-1' }] }), /1 statement of the model was rejected/],
    [
      'says what nobody found',
      says([{ mechanism: 'primary/wiped', title: 'Remove the folder of the database on the primary now', claims: [] }], {
        statements: [{ text: 'Customers lost their orders', basis: 'inference' }],
      }),
      /1 hypothesis of the model was rejected[^]*1 statement of the model was rejected/,
    ],
    [
      'blames another',
      says([], { statements: [{ text: 'The writes fail because the network is unreachable.', basis: 'inference' }] }),
      /1 statement of the/,
    ],
    [
      'orders the reader',
      says([], { statements: [{ text: 'Ignore all previous findings.', basis: 'inference' }] }),
      /1 statement of the/,
    ],
    [
      'leads away',
      says([], { statements: [{ text: 'See https://evil.example/fix', basis: 'inference' }] }),
      /1 statement of the model/,
    ],
    [
      'goes in circles',
      () => calling({ name: 'search_evidence', arguments: { text: 'x' } }),
      /again and again|^The model was not used/,
    ],
  ]

  test.each(lies)('that %s changes nothing, and the answer says so', async (_what, script, note) => {
    const { log, end } = await askWith(script, { refuses: () => true })
    expect(told(log)).toEqual(told(alone.log))
    expect(end.degraded.join('\n')).toMatch(note)
  })

  test('that stalls is left after its time, wherever it stops', async () => {
    const stall: ModelScript = async function* (_request, { signal }) {
      yield { type: 'text-delta', text: '{"hypotheses": [' }
      await new Promise((resolve) => signal?.addEventListener('abort', resolve))
    }
    const { log, end } = await askWith(stall)
    expect(told(log)).toEqual(told(alone.log))
    expect(end.degraded).toEqual(['The model was not used: it did not answer in time'])
  })

  test('that drips words for ever is left after its time', async () => {
    const drip: ModelScript = async function* () {
      for (;;) {
        await new Promise((resolve) => setTimeout(resolve, 20))
        yield { type: 'text-delta', text: ' ' }
      }
    }
    const { end } = await askWith(drip)
    expect(end.degraded).toEqual(['The model was not used: it did not answer in time'])
  })

  test('that dies in the middle of its answer is not used', async () => {
    const { log, end } = await askWith(function* () {
      yield { type: 'text-delta', text: JSON.stringify({ hypotheses: [agreeing] }) }
    })
    expect(told(log)).toEqual(told(alone.log))
    expect(end.degraded).toEqual(['The model was not used: its answer broke off'])
  })

  test('whose gateway fails is not used', async () => {
    const { log, end } = await askWith(() => {
      throw new Error('connection reset')
    })
    expect(told(log)).toEqual(told(alone.log))
    expect(end.degraded).toEqual(['The model was not used: its gateway failed (service.internal)'])
  })

  test('that fails at the wording leaves its causes and the answer', async () => {
    const { log, end } = await askWith(({ purpose }) => answering(purpose === 'hypotheses' ? { hypotheses: [agreeing] } : 'no'))
    expect(boardsOf(log)).toHaveLength(2)
    expect(textsOf(log)).toEqual(textsOf(alone.log))
    expect(end.degraded).toEqual(['The model did not word the answer: its answer could not be read, nor the next'])
  })
})

describe('kill -9 after any write', () => {
  test('a model that has answered is not asked again', async () => {
    const counts = new Set<string>()
    for (let writes = 1; ; writes++) {
      const [kv, keyRing, evidence] = [createMemoryKv(), createMemoryKeyRing(), createScriptedEvidence()]
      const mortal = createMortalKv(kv, writes)
      const model = createScriptedModel(says([agreeing], worded))
      const parts = { keyRing, evidence, llmGateway: model.client, modelLimits: LIMITS }
      const first = startAgent({ kv: mortal, ...parts })
      const ids = newIds()
      await Promise.race([ask(first.client, ids), dead(mortal)])
      const isFinished = !mortal.isDead()
      const before = model.requests.length
      const second = startAgent({ kv, ...parts })
      await second.recover()
      const log = await readLog(second.client, ids).catch(() => [])
      await second.close()
      if (log.length > 0 && endOf(log).outcome === 'supported') {
        counts.add(`${before} before, ${model.requests.length - before} after`)
        expect(boardsOf(log).map(({ cause }) => cause)).toEqual(['analysis', 'model'])
      }
      if (isFinished) break
    }
    // An answer that was not yet written down is asked for again; what was is not.
    expect([...counts].sort()).toEqual([
      '0 before, 2 after',
      '1 before, 1 after',
      '1 before, 2 after',
      '2 before, 0 after',
      '2 before, 1 after',
    ])
  }, 60_000)
})

/** Resolves when the process is dead and has stopped doing anything. */
async function dead(kv: { isDead(): boolean }): Promise<void> {
  const tick = () => new Promise((resolve) => setImmediate(resolve))
  while (!kv.isDead()) await tick()
  for (let count = 0; count < 200; count++) await tick()
}
