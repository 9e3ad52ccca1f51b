import { fromInstant } from '@faultmaven/signals'
import { createSeededRandom } from '@faultmaven/testkit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestService, runTurn, type TestService } from '../testing/test-service.ts'

const START = Date.UTC(2026, 8, 30, 6)
const CHECKS = ['log-comparison', 'log-rhythms', 'log-sequences', 'log-windows']

/** A shop for 80 minutes: a beat every 10 s, jobs that begin and end, requests of four hosts; in a bad run one host fails for a while. */
function shop(seed: number, isBad: boolean): string {
  const random = createSeededRandom(seed)
  const below = (limit: number) => Math.floor(random() * limit)
  const lines: string[] = []
  const open: string[] = []
  for (let second = 0; second < 4800; second++) {
    const isIncident = isBad && second >= 3000 && second < 3200
    const say = (text: string) => lines.push(`${new Date(START + second * 1000 + below(900)).toISOString()} ${text}`)
    const host = `web-${below(4)}`
    say(`INFO shop: basket ${below(90_000)} priced in ${below(40)} ms tenant=t${below(5)} host=${host}`)
    if (second % 10 === 0 && !(isBad && second >= 3000)) say('INFO beacon: alive and well')
    if (second % 12 === 5) {
      open.push(`9f${below(2 ** 30).toString(16)}7c01`)
      say(`INFO worker: job ${open.at(-1)} begun`)
    }
    if (second % 12 === 9) {
      const job = open.shift()
      if (!isIncident) say(`INFO worker: job ${job} ended, ${below(90)} rows`)
    }
    if (isIncident) say(`ERROR shop: größe of basket ${below(90_000)} lost tenant=t${below(5)} host=web-2 code=${below(3)}`)
  }
  return `${lines.join('\n')}\n`
}

/** Records of three kinds by turns, but for some minutes in which they come in another mix. */
function oddMix(): string {
  const random = createSeededRandom(9)
  const kinds = ['basket opened', 'basket priced', 'basket closed', 'stock counted', 'mail handed on']
  return Array.from({ length: 12_000 }, (_, index) => {
    const isOdd = index >= 7000 && index < 7400
    const kind = kinds[Math.floor(random() * (isOdd ? 2 : kinds.length))]
    return `${new Date(START + index * 500).toISOString()} INFO till: ${kind} after ${Math.floor(random() * 90)} ms\n`
  }).join('')
}

const FILES = [
  { name: 'till.log', bytes: oddMix() },
  { name: 'shop-good.log', bytes: shop(1, false) },
  { name: 'shop-bad.log', bytes: shop(2, true) },
]
let made: TestService
let turn: Awaited<ReturnType<typeof runTurn>>
beforeAll(async () => {
  made = createTestService()
  turn = await runTurn(made.client, FILES)
}, 120_000)
afterAll(() => made.remove())

test('each kind of difference is found, with a start line, an interval and a score from 0 to 1', () => {
  const found = turn.findings.filter(({ check }) => CHECKS.includes(check ?? ''))
  expect([...new Set(found.map(({ check }) => check))].toSorted()).toEqual(CHECKS)
  for (const { score, interval, citations } of found) {
    expect(score).toBeGreaterThan(0)
    expect(score).toBeLessThan(1)
    expect(citations.every(({ kind }) => kind === 'text')).toBe(true)
    expect(citations.length).toBeGreaterThan(0)
    expect(fromInstant(interval!.from)).toBeLessThanOrEqual(fromInstant(interval!.to))
  }
})

test('each citation is byte for byte in its file', () => {
  for (const { citations, sourceId } of turn.findings.filter(({ check }) => CHECKS.includes(check ?? ''))) {
    for (const citation of citations) {
      if (citation.kind !== 'text') throw new Error('A line of a log is cited as text')
      const file = FILES.find(({ name }) => name === citation.sourceName)!
      const bytes = Buffer.from(file.bytes)
      const [from, to] = citation.bytes
      expect(citation.sourceId).toBe(sourceId)
      expect(bytes.subarray(from, to).toString()).toBe(file.bytes.split('\n')[citation.line - 1])
      expect(bytes.subarray(from, to).toString().startsWith(citation.quote)).toBe(true)
    }
  }
})
