import { PassThrough } from 'node:stream'
import { dataProcessing, type AnalysisEvent } from '@faultmaven/contracts'
import { systemContext } from '@faultmaven/rpc'
import { describeThreeWays, sampleLines } from '@faultmaven/testkit'
import { describe, expect, test, vi } from 'vitest'
import { bodyOf, createTestService, newTurn, runTurn } from './testing/test-service.ts'

vi.setConfig({ testTimeout: 60_000 })
const context = systemContext()
const LOG = { name: 'app.log', bytes: sampleLines(2000) }
const POD = {
  name: 'pod.yaml',
  bytes:
    'apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n    - name: web\n      image: shop/web:7\nstatus:\n  phase: Pending\n',
}

describeThreeWays(
  dataProcessing,
  () => {
    const made = createTestService()
    return {
      handlers: made.service.handlers,
      close: async () => {
        await made.service.close()
        made.remove()
      },
    }
  },
  ({ client }) => {
    test('a turn takes files, tells what became of them, and ends with checks and what was not examined', async () => {
      const turn = await runTurn(client(), [LOG, POD, { name: 'empty.txt', bytes: '' }])
      expect(turn.sources).toMatchObject([
        { name: 'app.log', kind: 'log', state: 'ready', coverage: { lines: 2000, records: 2000, recognised: 1 } },
        { name: 'pod.yaml', kind: 'config' },
        { name: 'empty.txt', bytes: 0 },
      ])
      expect(turn.events.filter(({ type }) => type === 'source-ready')).toHaveLength(3)
      expect(turn.notExamined).toEqual(['empty.txt is empty'])
      expect(turn.checks.find(({ name }) => name === 'log-messages')).toMatchObject({ outcome: 'interesting' })
      expect(turn.checks.find(({ name }) => name === 'metrics')).toMatchObject({
        outcome: 'not-run',
        detail: 'Not run: no metrics among the files',
      })
    })

    test('citations are the exact bytes of the source, and every predicate of a finding is verified', async () => {
      const { caseId, findings } = await runTurn(client(), [LOG])
      expect(findings.length).toBeGreaterThan(0)
      for (const citation of findings.flatMap(({ citations }) => citations)) {
        if (citation.kind !== 'text') throw new Error('A log is cited by its text')
        expect(
          Buffer.from(LOG.bytes)
            .subarray(...citation.bytes)
            .toString(),
        ).toBe(citation.quote)
        expect(LOG.bytes.split('\n')[citation.line - 1]).toBe(citation.quote)
      }
      const claims = findings.flatMap(({ predicates }, at) =>
        predicates.map((predicate, index) => ({ id: `${at}-${index}`, text: 'It stands there', predicate })),
      )
      const { results } = await client().verifyClaims({ caseId, claims }, context)
      expect(results.filter(({ outcome }) => outcome !== 'verified')).toEqual([])
    })

    test('what is found in records of very long constant text can still be claimed', async () => {
      const long = `cannot write batch: No space left on device ${'while flushing the segment '.repeat(60)}`
      const records = Array.from(
        { length: 60 },
        (_, second) => `2026-10-01T03:00:${String(second).padStart(2, '0')}Z ERROR ${long}\n`,
      )
      const { caseId, findings } = await runTurn(client(), [{ name: 'long.log', bytes: records.join('') }])
      const claims = findings.flatMap(({ predicates }, at) =>
        predicates.map((predicate, index) => ({ id: `${at}-${index}`, text: 'It stands there', predicate })),
      )
      expect(claims.some(({ predicate }) => 'selector' in predicate && predicate.selector.literals?.[0]?.length === 1000)).toBe(
        true,
      )
      const { results } = await client().verifyClaims({ caseId, claims }, context)
      expect(results.filter(({ outcome }) => outcome !== 'verified')).toEqual([])
    })

    test('readLines() gives lines by number with time and severity, from the middle and to the end', async () => {
      const { caseId, sources } = await runTurn(client(), [LOG])
      const request = { caseId, sourceId: sources[0]?.id ?? '' }
      const { totalLines, lines } = await client().readLines({ ...request, from: 1998, count: 10 }, context)
      expect(totalLines).toBe(2000)
      expect(lines.map(({ line, text }) => `${line} ${text}`)).toEqual(
        LOG.bytes
          .trimEnd()
          .split('\n')
          .slice(1997)
          .map((text, index) => `${1998 + index} ${text}`),
      )
      expect(lines[0]).toMatchObject({ time: expect.stringMatching(/^2026-10-01T03:08:/), severity: expect.any(String) })
      expect(await client().readLines({ ...request, from: 5000, count: 10 }, context)).toEqual({ totalLines: 2000, lines: [] })
    })

    test('readLines() shows what would hide or reorder text as markers', async () => {
      const bytes = 'plain \u001b[31mred\u001b[0m text\nadmin\u202etxt.exe\u200b\u0007 end\n'
      const { caseId, sources } = await runTurn(client(), [{ name: 'a.txt', bytes }])
      const { lines } = await client().readLines({ caseId, sourceId: sources[0]?.id ?? '', from: 1, count: 2 }, context)
      expect(lines.map(({ text }) => text)).toEqual(['plain red text', 'admin⟦U+202E⟧txt.exe⟦U+200B⟧⟦U+0007⟧ end'])
    })

    test('exploring tells a page as it is found, counts, and gives the lines around one', async () => {
      const { caseId, sources } = await runTurn(client(), [LOG])
      const filter = { severities: ['error' as const], text: { literal: 'refused' } }
      const told = []
      const page = { order: 'time', direction: 'forward', limit: 5, count: true } as const
      for await (const event of client().exploreLines({ caseId, filter, ...page }, context)) told.push(event)
      const matching = LOG.bytes.split('\n').filter((line) => line.includes(' ERROR '))
      expect(told.flatMap((event) => (event.type === 'lines' ? event.lines.map(({ text }) => text) : []))).toEqual(
        matching.slice(0, 5),
      )
      expect(told.at(-1)).toMatchObject({ type: 'end', matches: matching.length, recordsSearched: 2000, records: 2000 })
      const counted = []
      for await (const event of client().exploreFacets({ caseId, filter }, context)) counted.push(event)
      expect(counted.at(-1)).toMatchObject({ complete: true, severities: [{ severity: 'error', count: matching.length }] })
      const around = { caseId, sourceId: sources[0]?.id ?? '', line: 1000, before: 1, after: 1 }
      const { lines } = await client().exploreContext(around, context)
      expect(lines.map(({ line, text }) => [line, text])).toEqual(
        LOG.bytes
          .split('\n')
          .slice(998, 1001)
          .map((text, index) => [999 + index, text]),
      )
    })

    test('unknown cases and sources are not found', async () => {
      const { caseId } = await runTurn(client(), [LOG])
      const other = newTurn()
      const lines = { from: 1, count: 1 }
      const missing = { code: 'case.not_found' }
      await expect(client().listSources({ caseId: other.caseId }, context)).rejects.toMatchObject(missing)
      await expect(client().readLines({ caseId: other.caseId, sourceId: other.turnId, ...lines }, context)).rejects.toMatchObject(
        missing,
      )
      await expect(client().closeTurn(other, context)).rejects.toMatchObject(missing)
      await expect(client().readLines({ caseId, sourceId: other.turnId, ...lines }, context)).rejects.toMatchObject({
        code: 'source.not_found',
      })
    })

    test('deleteCase() ends a case, and again does nothing', async () => {
      const { caseId } = await runTurn(client(), [LOG])
      const first = await client().deleteCase({ caseId }, context)
      expect(first).toMatchObject({ keyDestroyed: true })
      expect(first.sealedBytes).toBeGreaterThan(LOG.bytes.length)
      expect(await client().deleteCase({ caseId }, context)).toEqual({ keyDestroyed: false, sealedBytes: 0 })
      await expect(client().listFindings({ caseId }, context)).rejects.toMatchObject({ code: 'case.not_found' })
    })
  },
)

describe('a growing upload', () => {
  test('is told of before it ends: progress, then findings that its end confirms under the same ids', async () => {
    const { client, remove } = createTestService()
    const turn = newTurn()
    await client.openTurn(turn, context)
    const events = client.watchTurn(turn, context)[Symbol.asyncIterator]()
    const body = new PassThrough()
    const uploaded = client.addSource({ ...turn, ordinal: 0, name: 'growing.log' }, body, context)
    const text = sampleLines(70_000)
    body.write(text.slice(0, 5_000_000))
    const early = await nextFinding(events)
    expect(early.citations[0]).toMatchObject({ kind: 'text', sha256: '', quote: expect.stringContaining('could not connect') })
    const [cited] = early.citations
    if (cited?.kind !== 'text') throw new Error('An early finding must cite a line')
    const asked = { caseId: turn.caseId, sourceId: cited.sourceId, count: 2 }
    const shown = await client.readLines({ ...asked, from: cited.line }, context)
    expect(shown.lines).toMatchObject([{ line: cited.line, severity: 'error', text: expect.stringContaining(cited.quote) }, {}])
    expect(await client.readLines({ ...asked, from: 69_000 }, context)).toMatchObject({ lines: [] })
    body.end(text.slice(5_000_000))
    const { sources } = await uploaded
    expect(await client.readLines({ ...asked, from: cited.line }, context)).toEqual({ ...shown, totalLines: 70_000 })
    await client.closeTurn(turn, context)
    const { findings } = await client.listFindings({ caseId: turn.caseId }, context)
    const final = findings.find(({ id }) => id === early.id)
    expect(final?.count).toBeGreaterThan(early.count)
    expect(final?.citations[0]).toMatchObject({ sha256: sources[0]?.sha256 })
    remove()
  })

  test('that breaks off leaves nothing, and sent again gives the same source', async () => {
    const { client, blob, remove } = createTestService()
    const turn = newTurn()
    await client.openTurn(turn, context)
    const body = new PassThrough()
    const cut = client.addSource({ ...turn, ordinal: 0, name: 'app.log' }, body, context)
    body.write(sampleLines(50_000))
    setImmediate(() => body.destroy())
    await expect(cut).rejects.toMatchObject({ code: 'request.cancelled' })
    expect(await client.listSources({ caseId: turn.caseId }, context)).toEqual({ sources: [] })
    expect(await blob.list('')).toEqual([])
    const again = await runTurn(client, [LOG], turn)
    const anew = await runTurn(client, [LOG], { ...newTurn(), turnId: turn.turnId })
    expect(again.sources[0]?.id).toBe(anew.sources[0]?.id)
    remove()
  })

  test('openTurn() replaces what an earlier upload of the turn left, also one that stalls', async () => {
    const { client, blob, remove } = createTestService()
    const turn = newTurn()
    await client.openTurn(turn, context)
    await client.addSource({ ...turn, ordinal: 0, name: 'old.log' }, bodyOf(sampleLines(100)), context)
    const body = new PassThrough()
    const stalled = client.addSource({ ...turn, ordinal: 1, name: 'stalled.log' }, body, context)
    stalled.catch(() => {})
    body.write(sampleLines(40_000))
    await arrival(client.watchTurn(turn, context), 'stalled.log')
    expect(await client.openTurn(turn, context)).toEqual({ state: 'open' })
    await expect(stalled).rejects.toMatchObject({ code: 'request.cancelled' })
    expect(await blob.list('')).toEqual([])
    const { sources } = await runTurn(client, [LOG], turn)
    expect((await client.listSources({ caseId: turn.caseId }, context)).sources).toEqual(sources)
    remove()
  })
})

describe('a turn that is analysed', () => {
  test('is told again from the store, whole and in order, and stays as it is', async () => {
    const made = createTestService()
    const turn = await runTurn(made.client, [LOG, POD])
    const { client } = await made.restart()
    const events: AnalysisEvent[] = []
    for await (const event of client.watchTurn(turn, context)) events.push(event)
    expect(new Set(events.map((event) => JSON.stringify(event)))).toEqual(
      new Set(turn.events.filter(({ type }) => type !== 'source-progress').map((event) => JSON.stringify(event))),
    )
    expect(events.at(-1)?.type).toBe('turn-analysed')
    expect(await client.openTurn(turn, context)).toEqual({ state: 'analysed' })
    expect(await client.closeTurn(turn, context)).toEqual(turn.counts)
    made.remove()
  })

  test('is let go of once it was told', async () => {
    const { client, kv, remove } = createTestService()
    const turn = await runTurn(client, [LOG])
    const get = vi.spyOn(kv, 'get')
    for await (const _ of client.watchTurn(turn, context));
    // It had to be brought back from the store.
    expect(get.mock.calls.flat().filter((key) => key.endsWith(`turn/${turn.turnId}`))).toHaveLength(1)
    remove()
  })

  test('is related with the next turn of its case, whose findings are its own', async () => {
    const { client, remove } = createTestService()
    const first = await runTurn(client, [LOG])
    const second = await runTurn(client, [{ name: 'app.log', bytes: sampleLines(300, 5) }], {
      caseId: first.caseId,
      turnId: newTurn().turnId,
    })
    expect((await client.listSources({ caseId: first.caseId }, context)).sources).toHaveLength(2)
    expect(second.findings.filter(({ turnId }) => turnId === first.turnId)).toEqual(first.findings)
    remove()
  })
})

/** Waits until some of a file has arrived. */
async function arrival(events: AsyncIterable<AnalysisEvent>, name: string): Promise<void> {
  for await (const event of events) if (event.type === 'source-progress' && event.name === name) return
}

async function nextFinding(events: AsyncIterator<AnalysisEvent>) {
  for (;;) {
    const { value, done } = await events.next()
    if (done === true) throw new Error('The events ended without a finding')
    if (value.type === 'finding-added') return value.finding
  }
}
