import type { CaseEvent } from '@faultmaven/contracts'
import { ProblemError } from '@faultmaven/rpc'
import { createMemoryKeyRing } from '@faultmaven/security'
import { createMemoryKv } from '@faultmaven/storage'
import { answering, calling, createScriptedModel, type ModelScript } from '@faultmaven/testkit'
import { describe, expect, test } from 'vitest'
import { createMortalKv } from '../testing/mortal-kv.ts'
import { createScriptedEvidence, type Script } from '../testing/scripted-evidence.ts'
import { ask, callAs, endOf, newIds, readLog, startAgent } from '../testing/start-agent.ts'

const LIVE = [{ name: 'metrics', kind: 'prometheus' as const }]
const QUOTE = 'ERROR write /var/lib/db: No space left on device'
const query = {
  name: 'query_prometheus',
  arguments: { source: 'metrics', query: { operation: 'prometheus.query', expression: 'up' } },
}
/** Asks live once, then cites line 7 of what came. */
const asksLive =
  (at: string): ModelScript =>
  ({ purpose }, { index }) => {
    if (purpose === 'wording') return answering({ statements: [] })
    if (index === 0) return calling(query)
    const claims = [{ predicate: 'present', at: [at], quote: QUOTE }]
    return answering({ hypotheses: [{ mechanism: 'disk/exhausted', title: 'The disk is full', claims }] })
  }

async function askWith(
  script: ModelScript,
  { evidence = {}, mode = 'both' as const, question = 'Why is it down?' }: Options = {},
) {
  const model = createScriptedModel(script)
  const scripted = createScriptedEvidence({ liveSources: LIVE, ...evidence })
  const started = startAgent({ evidence: scripted, llmGateway: model.client })
  const { log } = await ask(started.client, newIds(), question, mode)
  await started.close()
  expect(started.failures).toEqual([])
  return { log, end: endOf(log), requests: model.requests, calls: scripted.calls }
}
type Options = { readonly evidence?: Script; readonly mode?: 'both' | 'query'; readonly question?: string }

function claimTexts(log: readonly CaseEvent[]): string[] {
  return log.flatMap(({ event }) => (event.type === 'claim-added' ? [event.claim.text] : []))
}
function sourcesOf(log: readonly CaseEvent[]): string[] {
  return log.flatMap(({ event }) => (event.type === 'source-ready' ? [event.source.id] : []))
}

describe('a turn with live sources', () => {
  test('is told in one log: sources that were asked for stand beside those that were sent, and are cited alike', async () => {
    const { log, requests, calls } = await askWith(asksLive('A2:7'))
    expect(new Set(sourcesOf(log)).size).toBe(2)
    expect(claimTexts(log)).toContain(`Line 7 of db.log holds “${QUOTE}”.`)
    expect(calls.filter((call) => call === 'query')).toHaveLength(1)
    const [prompt] = requests[0]!.messages
    expect(JSON.stringify(prompt)).toMatch(/Now is \d{4}-\d\d-\d\dT.*metrics \(tool query_prometheus\)/)
    expect(requests[0]!.tools.map(({ name }) => name)).toContain('query_prometheus')
    expect(requests[0]!.tools.map(({ name }) => name)).not.toContain('query_loki')
    expect(requests[1]!.messages.at(-1)).toMatchObject({
      parts: [{ origin: 'evidence', text: expect.stringContaining('A2 log') }],
    })
  })

  test('needs no upload: what runs now is examined by all five phases', async () => {
    const { log, end } = await askWith(asksLive('A1:7'), { mode: 'query' })
    expect(claimTexts(log)).toContain(`Line 7 of db.log holds “${QUOTE}”.`)
    expect(end.outcome).toBe('supported')
    const done = log.flatMap(({ event }) => (event.type === 'phase-changed' && event.state === 'done' ? [event.phase] : []))
    expect(done).toEqual([
      'intake',
      'define-blast-radius',
      'establish-timeline',
      'formulate-hypotheses',
      'validate-hypotheses',
      'propose-solution',
    ])
  })

  test('says that "last hour" was counted back from now', async () => {
    const { log } = await askWith(asksLive('A2:7'), { question: 'What failed in the last hour?' })
    const texts = log.flatMap(({ event }) => (event.type === 'answer-delta' ? [event.text] : []))
    expect(texts.join('\n')).toContain(
      '“last hour” is counted back from now, as live sources are attached, 2026-11-22 12:00:00 UTC: 2026-11-22 11:00:00 to 2026-11-22 12:00:00',
    )
  })

  test('says what could not be asked', async () => {
    const failing = () => ({ outcome: 'failed' as const, why: 'It answered 503' })
    const { end } = await askWith(asksLive('A1:7'), { evidence: { onQuery: failing } })
    expect(end.notExamined).toContain('metrics could not be asked (prometheus.query): It answered 503')
  })

  test('says what was asked and ended without a reply, in time or at all', async () => {
    const throwing = () => {
      throw new ProblemError('service.deadline')
    }
    const { end } = await askWith(asksLive('A1:7'), { evidence: { onQuery: throwing } })
    expect(end.notExamined).toContainEqual(expect.stringMatching(/^metrics could not be asked \(prometheus\.query\): ./))
  })

  test('leaves the tools out where a small window holds no talk beside them, and says so', async () => {
    const kinds = ['prometheus', 'loki', 'elasticsearch', 'kubernetes', 'mcp'] as const
    const liveSources = kinds.map((kind) => ({ name: kind, kind }))
    const { end, requests, calls } = await askWith(asksLive('A1:7'), { evidence: { liveSources } })
    expect(requests[0]!.tools.map(({ name }) => name)).not.toContain('query_prometheus')
    expect(end.degraded).toContain('The model reads too little at once to ask live sources')
    expect(calls).not.toContain('query')
  })

  test('asks for no more than twenty replies', async () => {
    const five = (step: number) =>
      Array.from({ length: 5 }, (_, index) => ({
        ...query,
        arguments: { source: 'metrics', query: { operation: 'prometheus.query', expression: `up == ${step * 5 + index}` } },
      }))
    const { calls, end } = await askWith(({ purpose }, { index }) => {
      if (purpose === 'wording') return answering({ statements: [] })
      return index < 5 ? calling(...five(index)) : answering({ hypotheses: [] })
    })
    expect(calls.filter((call) => call === 'query')).toHaveLength(20)
    expect(end.notExamined).toContain('metrics could not be asked (prometheus.query): No more than 20 queries are made in a turn')
  })

  test.each([
    ['a path', { operation: 'prometheus.query', expression: 'up', path: '/admin' }, '200'],
    ['another host', { operation: 'prometheus.query', url: 'http://169.254.169.254/' }, 'not valid'],
    ['a write', { operation: 'prometheus.delete_series', match: 'up' }, 'not valid'],
    ['secrets', { operation: 'kubernetes.list', resource: 'secrets' }, 'not valid'],
    ['a label that leads elsewhere', { operation: 'prometheus.labels', label: '../../admin/tsdb' }, 'not valid'],
  ])('a model cannot ask for %s', async (_what, asked, said) => {
    const kind = asked.operation.startsWith('kubernetes') ? 'kubernetes' : 'prometheus'
    const { calls, requests } = await askWith(
      ({ purpose }, { index }) => {
        if (purpose === 'wording') return answering({ statements: [] })
        return index === 0
          ? calling({ name: `query_${kind}`, arguments: { source: 'metrics', query: asked } })
          : answering({ hypotheses: [] })
      },
      { evidence: { liveSources: [{ name: 'metrics', kind }] } },
    )
    const result = JSON.stringify(requests[1]!.messages.at(-1))
    // What a query does not know is left out of it before it is asked.
    if (said === '200') expect(calls).toContain('query')
    else {
      expect(result).toContain(said)
      expect(calls).not.toContain('query')
    }
  })
})

describe('a turn that is stopped after a reply came', () => {
  test.each([
    ['can ask live, too', LIVE],
    ['can ask nothing live', []],
  ])('leaves it to the next one, which tells it and %s', async (_what, attached) => {
    const ids = newIds()
    let stop: Promise<unknown> | undefined
    const model = createScriptedModel(({ purpose }, { index }) => {
      if (purpose === 'wording') return answering({ statements: [] })
      if (index === 0) return calling(query)
      stop ??= started.client.interruptTurn({ ...ids, why: 'You stopped this turn' }, callAs())
      return answering({ hypotheses: [] })
    })
    const evidence = createScriptedEvidence({ liveSources: LIVE })
    const started = startAgent({ evidence, llmGateway: model.client })
    const stopped = await ask(started.client, ids)
    await stop
    expect(endOf(stopped.log).outcome).toBe('interrupted')
    expect(sourcesOf(stopped.log)).toHaveLength(1)
    evidence.script.liveSources = attached
    const next = await ask(started.client, newIds(ids.caseId), 'Why is it down?', 'query')
    await started.close()
    const { sources } = await evidence.client.listSources({ caseId: ids.caseId }, callAs())
    const { findings } = await evidence.client.listFindings({ caseId: ids.caseId }, callAs())
    const told = [...stopped.log, ...next.log]
    expect([...sourcesOf(told)].sort()).toEqual(sources.map(({ id }) => id).sort())
    const found = told.flatMap(({ event }) => (event.type === 'finding-added' ? [event.finding.id] : []))
    expect(found.sort()).toEqual(findings.map(({ id }) => id).sort())
  })
})

describe('a turn without', () => {
  test.each([
    ['live sources', { liveSources: [] }, true],
    ['a model', { liveSources: LIVE }, false],
    ['a model that is configured', { liveSources: LIVE }, 'unconfigured'],
  ] as const)('%s asks nothing live and counts from the end of the evidence', async (_what, evidence, hasModel) => {
    const model = createScriptedModel(() => answering({ hypotheses: [] }), { configured: hasModel === true })
    const scripted = createScriptedEvidence(evidence)
    const started = startAgent({ evidence: scripted, ...(hasModel ? { llmGateway: model.client } : {}) })
    const { log } = await ask(started.client, newIds(), 'What failed in the last hour?')
    await started.close()
    expect(JSON.stringify(log)).not.toContain('counted back from now')
    expect(scripted.calls).not.toContain('query')
    expect(scripted.calls.filter((call) => call === 'open')).toHaveLength(1)
  })
})

describe('kill -9 after any write', () => {
  test('a live source is not asked again once the model has answered', async () => {
    const counts = new Set<string>()
    for (let writes = 1; ; writes++) {
      const [kv, keyRing, evidence] = [createMemoryKv(), createMemoryKeyRing(), createScriptedEvidence({ liveSources: LIVE })]
      const mortal = createMortalKv(kv, writes)
      let hasAnswered = false
      const model = createScriptedModel(asksEachTime(() => (hasAnswered = true)))
      const parts = { keyRing, evidence, llmGateway: model.client }
      const first = startAgent({ kv: mortal, ...parts })
      const ids = newIds()
      await Promise.race([ask(first.client, ids), dead(mortal)])
      const isFinished = !mortal.isDead()
      const before = evidence.calls.filter((call) => call === 'query').length
      const second = startAgent({ kv, ...parts })
      await second.recover()
      const log = await readLog(second.client, ids).catch(() => [])
      await second.close()
      if (log.length > 0 && endOf(log).outcome === 'supported') {
        const after = evidence.calls.filter((call) => call === 'query').length - before
        counts.add(`${before} before, ${after} after`)
        expect(new Set(sourcesOf(log)).size).toBe(2)
        expect(sourcesOf(log)).toHaveLength(2)
        expect(claimTexts(log)).toContain(`Line 7 of db.log holds “${QUOTE}”.`)
      }
      if (isFinished) {
        expect(hasAnswered).toBe(true)
        break
      }
    }
    // Killed before the first query; between it and the answer's row; after it.
    expect([...counts].sort()).toEqual(['0 before, 1 after', '1 before, 0 after', '1 before, 1 after'])
  }, 120_000)
})

/** Like {@link asksLive}, whatever number of requests came before: a process that was killed begins again. */
function asksEachTime(onAnswer: () => void): ModelScript {
  return ({ purpose, messages }) => {
    if (purpose === 'wording') return answering({ statements: [] })
    if (!messages.some(({ role }) => role === 'tool')) return calling(query)
    onAnswer()
    const claims = [{ predicate: 'present', at: ['A2:7'], quote: QUOTE }]
    return answering({ hypotheses: [{ mechanism: 'disk/exhausted', title: 'The disk is full', claims }] })
  }
}

/** Resolves when the process is dead and has stopped doing anything. */
async function dead(kv: { isDead(): boolean }): Promise<void> {
  const tick = () => new Promise((resolve) => setImmediate(resolve))
  while (!kv.isDead()) await tick()
  for (let count = 0; count < 200; count++) await tick()
}
