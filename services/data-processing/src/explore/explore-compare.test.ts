import { systemContext } from '@faultmaven/rpc'
import { createSeededRandom } from '@faultmaven/testkit'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { createTestService, runTurn, type TestService } from '../testing/test-service.ts'

vi.setConfig({ testTimeout: 120_000 })
const context = systemContext()
const START = Date.UTC(2026, 9, 1, 3)
const at = (second: number) => new Date(START + second * 1000).toISOString()

type Change = (second: number) => {
  readonly host?: string
  readonly ms?: number
  readonly extra?: string
  readonly isMute?: boolean
}

/** Requests of a shop, one a second, of four hosts; `change` decides what is odd about a second. */
function shop(seconds: number, seed: number, change: Change = () => ({})): string {
  const random = createSeededRandom(seed)
  const below = (limit: number) => Math.floor(random() * limit)
  let text = ''
  for (let second = 0; second < seconds; second++) {
    const usual = { host: `web-${below(4)}`, ms: 5 + below(40) }
    const { host, ms, extra, isMute } = { ...usual, ...change(second) }
    text += `${at(second)} INFO shop: basket ${below(90_000)} priced on ${host} in ${ms} ms\n`
    if (isMute !== true && second % 7 === 0) text += `${at(second)} INFO mailer: receipt ${below(9000)} handed to relay\n`
    if (extra !== undefined) text += `${at(second)} ${extra}\n`
  }
  return text
}
const refused = 'ERROR ledger: write refused\njava.io.IOException: disk gone\n\tat shop.Ledger.write(Ledger.java:9)'
const FILES = [
  { name: 'monday.log', bytes: shop(3000, 1) },
  {
    name: 'tuesday.log',
    bytes: shop(3000, 2, (second) => ({
      isMute: true,
      ...(second % 20 === 3 ? { extra: refused } : {}),
      ...(second % 2 === 0 ? { host: 'web-9' } : {}),
    })),
  },
  {
    name: 'wednesday.log',
    bytes: shop(4000, 3, (second) => (second >= 2000 && second < 2600 ? { ms: 300 + (second % 90) } : {})),
  },
  { name: 'timeless.txt', bytes: 'no times here\nnone at all\n'.repeat(30) },
  { name: 'empty.log', bytes: '' },
]
let made: TestService
let turn: Awaited<ReturnType<typeof runTurn>>
beforeAll(async () => {
  made = createTestService()
  turn = await runTurn(made.client, FILES)
})
afterAll(() => made.remove())

type Side = { readonly sources: readonly string[]; readonly from?: string; readonly to?: string }
const idOf = (name: string) => turn.sources.find((source) => source.name === name)!.id
const compare = (bad: Side, good: Side) => {
  const side = ({ sources, ...window }: Side) => ({ sourceIds: sources.map((name) => idOf(name)), ...window })
  return made.client.exploreCompare({ caseId: turn.caseId, bad: side(bad), good: side(good) }, context)
}
type Comparison = Awaited<ReturnType<typeof compare>>
const citedBy = ({ messages, values }: Comparison) =>
  [...messages, ...values].flatMap(({ bad, good }) => [...bad.citations, ...good.citations])

/** The cited lines as they stand in the file. */
function linesOf({ sourceId, firstLine, lastLine }: { sourceId: string; firstLine: number; lastLine: number }): string {
  const name = turn.sources.find(({ id }) => id === sourceId)!.name
  return FILES.find((file) => file.name === name)!
    .bytes.split('\n')
    .slice(firstLine - 1, lastLine)
    .join('\n')
}

describe('exploreCompare()', () => {
  test('tells only what two logs differ in, with counts, chances and lines of both sides', async () => {
    const told = await compare({ sources: ['tuesday.log'] }, { sources: ['monday.log'] })
    expect(told.bad.records).toBe(3150)
    expect(told.good.records).toBe(3429)
    expect(told.messages.map(({ change, bad, good }) => [change, bad.count, good.count])).toEqual(
      expect.arrayContaining([
        ['new', 150, 0],
        ['vanished', 0, 429],
      ]),
    )
    expect(told.messages).toHaveLength(2)
    const [fresh] = told.messages.filter(({ change }) => change === 'new')
    expect(fresh).toMatchObject({ severity: 'error', effect: 1, text: expect.stringContaining('write refused') })
    for (const cited of fresh!.bad.citations) expect(linesOf(cited).endsWith(refused)).toBe(true)
    expect(fresh!.good.citations).toEqual([])
    const host = told.values.find(({ value }) => value === 'web-9')
    expect(host).toMatchObject({ kind: 'value', good: { count: 0 } })
    expect(host!.effect).toBeGreaterThan(0.4)
    for (const cited of host!.bad.citations) expect(linesOf(cited)).toContain(' on web-9 ')
    for (const cited of host!.good.citations) expect(linesOf(cited)).toMatch(/ on web-\d /)
    for (const { pValue, qValue } of [...told.messages, ...told.values]) {
      expect(pValue).toBeLessThanOrEqual(qValue)
      expect(qValue).toBeLessThanOrEqual(0.05)
    }
  })

  test('compares a window with all the rest of its log', async () => {
    const told = await compare({ sources: ['wednesday.log'], from: at(2000), to: at(2599) }, { sources: ['wednesday.log'] })
    expect(told.bad.records).toBe(686)
    expect(told.bad.records + told.good.records).toBe(4572)
    expect(told.messages).toEqual([])
    expect(told.common).toBe(1)
    expect(told.values).toMatchObject([{ kind: 'quantity', field: 'in', effect: 1 }])
    for (const cited of citedBy(told)) expect(linesOf(cited)).toContain(' priced on ')
  })

  test('two windows of several logs, and the same from the other side', async () => {
    const [monday, tuesday] = [
      { sources: ['monday.log', 'wednesday.log'], to: at(1999) },
      { sources: ['tuesday.log'], to: at(1999) },
    ]
    const [there, back] = [await compare(tuesday, monday), await compare(monday, tuesday)]
    expect(there.good.records).toBe(2 * 2286)
    expect(back.messages.map(({ change }) => change).toSorted()).toEqual(['new', 'vanished'])
    expect(back.messages.map(({ pValue }) => pValue)).toEqual(there.messages.map(({ pValue }) => pValue))
    expect(back.messages.map(({ effect }) => -effect)).toEqual(there.messages.map(({ effect }) => effect))
  })

  test('says nothing of logs and windows of the same', async () => {
    const alike = [
      await compare({ sources: ['wednesday.log'], to: at(1999) }, { sources: ['monday.log'], to: at(1999) }),
      await compare({ sources: ['monday.log'], from: at(1000), to: at(1500) }, { sources: ['monday.log'] }),
    ]
    expect(alike.flatMap(({ messages, values }) => [...messages, ...values])).toEqual([])
  })

  test('a side without records is refused in words that say why', async () => {
    const monday = { sources: ['monday.log'] }
    const refusals: readonly (readonly [Side, Side, string, RegExp])[] = [
      [{ ...monday, from: at(9000) }, monday, '/bad/from', /No record of "bad" lies in its window/],
      [{ ...monday, from: at(9), to: at(3) }, monday, '/bad/to', /ends before it begins/],
      [monday, { sources: ['empty.log'] }, '/good/sourceIds', /hold no log records/],
      [monday, monday, '/good/sourceIds', /is also of "bad"/],
      [monday, { ...monday, to: at(9) }, '/good/from', /outside that of "bad"/],
      [{ sources: ['timeless.txt'], from: at(0) }, monday, '/bad/sourceIds', /has a time/],
    ]
    for (const [bad, good, pointer, detail] of refusals)
      await expect(compare(bad, good)).rejects.toMatchObject({
        code: 'request.invalid',
        detail: expect.stringMatching(detail),
        errors: [{ pointer }],
      })
  })

  test('refuses sources of others, none, and too many', async () => {
    const { caseId } = turn
    const good = { sourceIds: [idOf('monday.log')] }
    const ask = (sourceIds: string[]) => made.client.exploreCompare({ caseId, bad: { sourceIds }, good }, context)
    await expect(ask(['00000000-0000-4000-8000-000000000001'])).rejects.toMatchObject({ code: 'source.not_found' })
    await expect(ask([])).rejects.toMatchObject({ code: 'request.invalid' })
    await expect(ask(Array.from({ length: 1001 }, () => idOf('monday.log')))).rejects.toMatchObject({ code: 'request.invalid' })
  })

  test('ends soon after the caller has gone', async () => {
    const abort = new AbortController()
    abort.abort()
    const side = { sourceIds: [idOf('monday.log')] }
    const asked = made.client.exploreCompare({ caseId: turn.caseId, bad: side, good: side }, { ...context, signal: abort.signal })
    await expect(asked).rejects.toMatchObject({ code: 'request.cancelled' })
  })
})

test('lines of all kinds, long, binary and all different, are compared in bounded time', async () => {
  const random = createSeededRandom(5)
  const word = () => Math.floor(random() * 2 ** 40).toString(36)
  const wild = Array.from(
    { length: 4000 },
    (_, index) => `${word()}=${word()} ${word()} \u202e${word()} ${'='.repeat(index % 300)}`,
  )
  const long = Array.from({ length: 30 }, (_, index) => `{"n":${index},"a":"${'x=1 '.repeat(20_000)}"}`)
  const { client, remove } = createTestService()
  const { caseId, sources } = await runTurn(client, [
    { name: 'wild.log', bytes: wild.join('\n') },
    { name: 'long.json', bytes: long.join('\n') },
    { name: 'zeros.log', bytes: Buffer.concat([Buffer.alloc(5000), Buffer.from('\nERROR x=\0\0 y\n'.repeat(200))]) },
  ])
  const [bad, ...good] = sources.map(({ id }) => id)
  const told = await client.exploreCompare({ caseId, bad: { sourceIds: [bad!] }, good: { sourceIds: good } }, context)
  expect(told.bad.sampled).toBeLessThanOrEqual(8192)
  expect(JSON.stringify(told)).not.toContain('\u202e')
  remove()
})
