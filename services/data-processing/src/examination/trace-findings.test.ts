import type { Finding, Predicate } from '@faultmaven/contracts'
import { systemContext } from '@faultmaven/rpc'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bodyOf, createTestService, newTurn, runTurn, type TestService } from '../testing/test-service.ts'

const START_MICROS = Date.UTC(2026, 8, 30, 6) * 1000

type Made = {
  trace: number
  id: string
  parent: string
  service: string
  name: string
  at: number
  ms: number
  error?: string
  build: string
}

/** Forty orders; those of build 7 fail, because the bank behind payments refuses them. */
function orders(): Made[] {
  return Array.from({ length: 40 }, (_, trace) => {
    const build = trace % 4 === 0 ? '7' : '6'
    const error = build === '7' ? { error: 'connection refused by bank:443' } : {}
    const span = (id: string, parent: string, service: string, name: string, at: number, ms: number, fails = false): Made => ({
      trace,
      id: `${trace}f${id}`,
      parent: parent === '' ? '' : `${trace}f${parent}`,
      service,
      name,
      at,
      ms,
      build,
      ...(fails ? error : {}),
    })
    return [
      span('a', '', 'shop', 'POST /order', 0, 100, true),
      span('b', 'a', 'payments', 'Charge', 10, 80, true),
      span('c', 'b', 'payments', 'POST bank', 20, 60, true),
      ...[0, 1, 2, 3, 4, 5].map((item) => span(`d${item}`, 'a', 'shop', 'SELECT stock', 91 + item, 1)),
      span('e', 'a', 'mail', 'queue', 98, 1),
    ]
  }).flat()
}

const micros = ({ trace, at }: Made) => START_MICROS + trace * 1e6 + at * 1000
/** @param padding of every span, characters */
function otlp(padding = 0): string {
  const resourceSpans = orders().map((made) => ({
    resource: { attributes: [{ key: 'service.name', value: { stringValue: made.service } }] },
    scopeSpans: [
      {
        spans: [
          {
            traceId: `t${made.trace}`,
            spanId: made.id,
            parentSpanId: made.parent,
            name: made.name,
            kind: 2,
            startTimeUnixNano: `${micros(made)}000`,
            endTimeUnixNano: `${micros(made) + made.ms * 1000}000`,
            attributes: [
              { key: 'build', value: { stringValue: made.build } },
              ...(padding > 0 ? [{ key: 'payload', value: { stringValue: 'x'.repeat(padding) } }] : []),
            ],
            status: made.error === undefined ? {} : { code: 2, message: made.error },
          },
        ],
      },
    ],
  }))
  return JSON.stringify({ resourceSpans })
}
function csv(): string {
  const rows = orders().map((made) =>
    [
      `t${made.trace}`,
      made.id,
      made.parent,
      made.service,
      made.name,
      micros(made),
      made.ms,
      made.error === undefined ? 'ok' : 'error',
      made.build,
    ].join(','),
  )
  return `${['trace_id,span_id,parent_id,service,operation,start_us,duration_ms,status,build', ...rows].join('\n')}\n`
}

/** More than is examined whole, on one line. */
const LARGE = otlp(48_000)

const FILES = [
  { name: 'orders.json', bytes: otlp() },
  { name: 'orders.csv', bytes: csv() },
  { name: 'cut.json', bytes: otlp().slice(0, 20_000) },
  { name: 'large.json', bytes: LARGE },
  { name: 'large-cut.json', bytes: LARGE.slice(0, -LARGE.length / 40) },
]
let made: TestService
let turn: Awaited<ReturnType<typeof runTurn>>
beforeAll(async () => {
  made = createTestService()
  turn = await runTurn(made.client, FILES)
}, 120_000)
afterAll(() => made.remove())

const findingsOf = (name: string): Finding[] => {
  const source = turn.sources.find((one) => one.name === name)
  return turn.findings.filter(({ sourceId }) => sourceId === source?.id)
}
const titled = (name: string, check: string) =>
  findingsOf(name)
    .filter((one) => one.check === check)
    .map(({ title }) => title)

describe('a file of spans', () => {
  test('is recognised as a trace', () => {
    expect(turn.sources.map(({ kind, format }) => [kind, format])).toEqual([
      ['trace', 'otlp'],
      ['trace', 'csv'],
      ['trace', 'otlp'],
      ['trace', 'otlp'],
      ['trace', 'otlp'],
    ])
  })

  test.each(['orders.json', 'orders.csv', 'large.json'])(
    '%s: says where errors begin, what marks failing traces and what repeats',
    (name) => {
      const message = name.endsWith('json') ? ': connection refused by bank:443' : ''
      expect(titled(name, 'trace-errors')).toEqual([`Errors begin in POST bank (payments)${message}`])
      expect(titled(name, 'trace-comparison')).toEqual([
        'build=7 marks the traces that fail: 100% of the 10 bad have it, 0% of the 30 good',
      ])
      expect(titled(name, 'trace-latency')).toEqual([
        'POST bank (payments) takes 60 ms of the 100 ms of POST /order (shop) (60%)',
      ])
    },
  )

  test.each([
    ['orders.json', otlp()],
    ['large.json', LARGE],
  ])('%s: cites the bytes of its spans, though all of them stand on one line', (name, text) => {
    const bytes = Buffer.from(text)
    const [finding] = findingsOf(name).filter(({ check }) => check === 'trace-errors')
    expect(finding?.citations.length).toBe(5)
    for (const citation of finding?.citations ?? []) {
      if (citation.kind !== 'span') throw new Error('A span is cited as a span')
      const text = bytes.subarray(...citation.bytes).toString()
      expect(text.startsWith(citation.quote)).toBe(true)
      expect(JSON.parse(text)).toMatchObject({ spanId: citation.spanId, traceId: citation.traceId, name: 'POST bank' })
    }
  })

  test('every statement about a span is verified from its bytes, and a changed one is refused', async () => {
    const predicates = turn.findings.flatMap(({ predicates: own }) => own).filter(({ name }) => name === 'span')
    expect(predicates.length).toBeGreaterThan(10)
    expect(await outcomesOf(predicates)).toEqual(predicates.map(() => 'verified'))
    const changed = predicates.map((predicate): Predicate => {
      if (predicate.name !== 'span') return predicate
      return {
        ...predicate,
        value:
          typeof predicate.value === 'number'
            ? predicate.value * 2
            : typeof predicate.value === 'boolean'
              ? !predicate.value
              : 'other',
      }
    })
    expect(await outcomesOf(changed)).toEqual(predicates.map(() => 'failed'))
    const moved = predicates.map((predicate): Predicate =>
      predicate.name === 'span' ? { ...predicate, span: { ...predicate.span, spanId: 'x' } } : predicate,
    )
    expect(await outcomesOf(moved)).toEqual(predicates.map(() => 'failed'))
  })

  test.each(['cut.json', 'large-cut.json'])('%s is read to the cut, and the place is named', (name) => {
    const told = turn.notExamined.filter((note) => note.startsWith(`${name}: `))
    expect(told).toEqual([expect.stringMatching(/broken at line 1 \(byte \d+\): .*(?:ends|not closed).*; \d+ spans read/)])
    expect(findingsOf(name).filter(({ check }) => check === 'syntax')).toEqual([])
    expect(titled(name, 'trace-errors')).toHaveLength(1)
  })

  test('says nothing of lines that are too long for a log', () => {
    expect(turn.sources.map(({ skipped }) => skipped)).toEqual(FILES.map(() => []))
  })

  test('that is large is read again after a restart in the midst of its turn', async () => {
    const context = systemContext()
    const turn = newTurn()
    await made.client.openTurn(turn, context)
    await made.client.addSource({ ...turn, ordinal: 0, name: 'large.json' }, bodyOf(LARGE), context)
    const again = await made.restart()
    await again.client.closeTurn(turn, context)
    const { findings } = await again.client.listFindings({ caseId: turn.caseId }, context)
    expect(findings.map(({ title }) => title)).toEqual(expect.arrayContaining(titled('large.json', 'trace-errors')))
    expect(findings).toHaveLength(findingsOf('large.json').length)
  })
})

async function outcomesOf(predicates: readonly Predicate[]): Promise<string[]> {
  const claims = predicates.map((predicate, index) => ({ id: `c${index}`, text: 'a claim', predicate }))
  const { results } = await made.client.verifyClaims({ caseId: turn.caseId, claims }, systemContext())
  return results.map(({ outcome }) => outcome)
}
