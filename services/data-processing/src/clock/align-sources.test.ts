import type { CheckedClaim, ExploredRecord, Selector, Source } from '@faultmaven/contracts'
import { systemContext } from '@faultmaven/rpc'
import { fromInstant } from '@faultmaven/signals'
import { createSeededRandom } from '@faultmaven/testkit'
import { afterEach, expect, test } from 'vitest'
import { createTestService, newTurn, runTurn, type TestService, type Upload } from '../testing/test-service.ts'

const START = Date.UTC(2026, 8, 30, 10)
const FAULT_MS = 1_500_000
const LOCAL_AHEAD_MS = 2 * 3_600_000
const SKEW_MS = 4200

let used: TestService | undefined
afterEach(() => used?.remove())

type Line = readonly [number, string]

/**
 * A shop that writes UTC and its stock service, whose stamps are local time without a zone on a clock 4.2 s fast. The stock's disk is
 * full half a second before the shop fails: by the stamps of the two logs it is two hours later.
 */
function incident({ isShared }: { readonly isShared: boolean }): Upload[] {
  const random = createSeededRandom(23)
  const id = () =>
    `9c${Math.floor(random() * 1e12)
      .toString(16)
      .padStart(10, '0')}`
  const shop: Line[] = [[FAULT_MS + 500, 'ERROR checkout failed: stock answered 500']]
  const stock: Line[] = [[FAULT_MS, 'FATAL cannot write reservation: No space left on device']]
  for (let index = 0; index < 60; index++) {
    const [at, took, request] = [random() * 3_000_000, 20 + random() * 60, id()]
    shop.push([at, `INFO order request=${request} received`], [at + took, `INFO order request=${request} answered`])
    stock.push([at + 5, `INFO reserve [${isShared ? request : id()}]`])
  }
  const write = (lines: readonly Line[], stamp: (ms: number) => string) =>
    lines
      .toSorted(([a], [b]) => a - b)
      .map(([ms, text]) => `${stamp(START + ms)} ${text}\n`)
      .join('')
  return [
    { name: 'shop.log', bytes: write(shop, (ms) => new Date(ms).toISOString()) },
    {
      name: 'stock.log',
      bytes: write(stock, (ms) => new Date(ms + LOCAL_AHEAD_MS + SKEW_MS).toISOString().slice(0, 23).replace('T', ' ')),
    },
  ]
}

const named = (sources: readonly Source[], name: string) => sources.find((source) => source.name === name)

async function precedes(
  { client }: TestService,
  caseId: string,
  [first, second]: readonly [string, string],
): Promise<CheckedClaim | undefined> {
  const select = (literal: string): Selector => ({ literals: [literal] })
  const predicate = { name: 'precedes' as const, first: select(first), second: select(second) }
  const claims = [{ id: 'c', text: 'The one before the other', predicate }]
  return (await client.verifyClaims({ caseId, claims }, systemContext())).results[0]
}

async function merged({ client }: TestService, caseId: string): Promise<readonly ExploredRecord[]> {
  const request = { caseId, filter: { severities: ['error' as const, 'fatal' as const] } }
  const lines: ExploredRecord[] = []
  const paging = { order: 'time' as const, direction: 'forward' as const, limit: 100, count: false }
  for await (const event of client.exploreLines({ ...request, ...paging }, systemContext())) {
    if (event.type === 'lines') lines.push(...event.lines)
  }
  return lines
}

test('sources that share identifiers are on one clock: cause before effect in findings, claims and the merged list', async () => {
  used = createTestService()
  const { caseId, turnId, events } = await runTurn(used.client, incident({ isShared: true }))
  const { sources } = await used.client.listSources({ caseId }, systemContext())
  const { findings } = await used.client.listFindings({ caseId }, systemContext())
  const stock = named(sources, 'stock.log')
  expect(stock?.clock).toMatchObject({ zone: 'decided', alignment: { referenceId: named(sources, 'shop.log')?.id } })
  const { correctionMs = NaN, uncertaintyMs = NaN, notes = [] } = stock?.clock?.alignment ?? {}
  expect(Math.abs(correctionMs + LOCAL_AHEAD_MS + SKEW_MS)).toBeLessThan(uncertaintyMs)
  expect(uncertaintyMs).toBeLessThan(100)
  expect(notes[0]).toBe('The zone of stock.log is UTC+02:00: 60 shared ids with shop.log say so')
  expect(notes[1]).toMatch(/^The clock of stock\.log runs 4\.2 s ± \d+ ms ahead of shop\.log \(60 shared ids\)$/)
  expect(events.filter((event) => event.type === 'source-ready').map(({ source }) => source.name)).toContain('stock.log')

  const cause = findings.find(
    ({ citations: [citation] }) => citation?.kind === 'text' && citation.quote.includes('No space left'),
  )
  const faultUs = (START + FAULT_MS) * 1000
  expect(Math.abs(fromInstant(cause?.interval?.from ?? '') - faultUs)).toBeLessThan(uncertaintyMs * 1000)
  // What it cites is as it stands in the file.
  expect(cause?.citations[0]).toMatchObject({ quote: expect.stringMatching(/^2026-09-30 12:25:04\.200 FATAL/) })

  expect((await merged(used, caseId)).map(({ severity }) => severity)).toEqual(['fatal', 'error'])
  expect(await precedes(used, caseId, ['No space left', 'checkout failed'])).toMatchObject({ outcome: 'verified' })
  expect(await precedes(used, caseId, ['checkout failed', 'No space left'])).toMatchObject({ outcome: 'failed' })

  const again = await used.restart()
  expect((await again.client.listSources({ caseId }, systemContext())).sources).toEqual(sources)
  expect(await again.client.closeTurn({ caseId, turnId }, systemContext())).toMatchObject({ sources: 2 })
  expect((await again.client.listFindings({ caseId }, systemContext())).findings).toEqual(findings)
})

test('a source that comes with a later turn moves onto the clock of the case, and its findings with it', async () => {
  used = createTestService()
  const [shop, stock] = incident({ isShared: true })
  const { caseId } = await runTurn(used.client, [stock!])
  const alone = (await used.client.listFindings({ caseId }, systemContext())).findings
  expect(alone.some(({ interval }) => interval?.from.startsWith('2026-09-30T12:25:04'))).toBe(true)
  await runTurn(used.client, [shop!], { ...newTurn(), caseId })
  const { findings } = await used.client.listFindings({ caseId }, systemContext())
  expect(findings.filter(({ interval }) => interval?.from.startsWith('2026-09-30T12'))).toEqual([])
  expect((await merged(used, caseId)).map(({ severity }) => severity)).toEqual(['fatal', 'error'])
})

test('sources that share none are left as they are, and claims about their order undecided', async () => {
  used = createTestService()
  const { caseId } = await runTurn(used.client, incident({ isShared: false }))
  const { sources } = await used.client.listSources({ caseId }, systemContext())
  expect(sources.map(({ clock }) => clock?.alignment)).toEqual([undefined, undefined])
  expect(named(sources, 'stock.log')?.clock).toMatchObject({
    zone: 'assumed-utc',
    notes: ['No time zone in the log: read as UTC, may be off by whole hours'],
  })
  expect((await merged(used, caseId)).map(({ severity }) => severity)).toEqual(['error', 'fatal'])
  expect(await precedes(used, caseId, ['checkout failed', 'No space left'])).toMatchObject({ outcome: 'undecided' })
})
