import { microseconds, type Span } from '@faultmaven/signals'
import { describe, expect, test } from 'vitest'
import { analyseTraces } from './analyse-traces.ts'
import { readSpans } from './read-spans.ts'
import { timed } from './testing/forest-of.ts'
import { toCsv, toJaeger, toOtlp, toZipkin } from './testing/write-spans.ts'

const analyse = (spans: readonly Span[]) => analyseTraces(readSpans(toOtlp(spans)).spans)
const failing = { status: 'error', statusMessage: 'disk full on node 17' } as const

describe('analyseTraces()', () => {
  test('finds the deepest failing span and the way that its error took', () => {
    const { errorOrigins, operations } = analyse([
      timed('a', '', [0, 100], { service: 'web', name: 'GET /', status: 'error' }),
      timed('b', 'a', [10, 90], { service: 'shop', name: 'List', status: 'error' }),
      timed('c', 'b', [20, 80], { service: 'store', name: 'Write', ...failing }),
      timed('d', 'b', [82, 85], { service: 'store', name: 'Read' }),
    ])
    expect(errorOrigins).toHaveLength(1)
    expect(errorOrigins[0]).toMatchObject({
      message: 'disk full on node 17',
      spans: 1,
      traces: 1,
      reachingRoot: 1,
      examples: [2],
    })
    expect(errorOrigins[0]?.path.map((operation) => operations[operation]?.name)).toEqual(['Write', 'List', 'GET /'])
  })

  test('takes errors whose messages differ in numbers for one', () => {
    const spans = [17, 18, 19].map((node) =>
      timed(`s${node}`, '', [node, node + 1], { status: 'error', statusMessage: `disk full on node ${node}` }),
    )
    expect(analyse(spans).errorOrigins).toMatchObject([{ spans: 3, traces: 1 }])
  })

  test('tells when errors began by the spans that have a time', () => {
    const spans = [0, 7, 0, 3].map((ms, at) => {
      const span = timed(`s${at}`, '', [ms, ms + 1], failing)
      return ms === 0 ? { ...span, start: microseconds(0) } : span
    })
    const midnight = Date.UTC(2026, 10, 22) * 1000
    expect(analyse(spans).errorOrigins).toMatchObject([{ spans: 4, firstMicros: midnight + 3000, lastMicros: midnight + 7000 }])
  })

  test('calls that took no time in a caller that took none are no row that costs any', () => {
    const calls = [0, 1, 2, 3, 4, 5].map((at) => timed(`c${at}`, 'a', [0, 0], { name: 'SELECT' }))
    expect(analyse([timed('a', '', [0, 0]), ...calls]).repeatedCalls).toEqual([])
  })

  test('shows what marks good traces in a good one, though a bad one has it too', () => {
    const spans = Array.from({ length: 60 }, (_, at) => {
      const isBad = at % 4 === 0
      const attributes = { cache: isBad && at > 0 ? 'miss' : 'hit' }
      return timed(`s${at}`, '', [at, at + 1], { traceId: `t${at}`, attributes, ...(isBad ? failing : {}) })
    })
    const features = analyse(spans).outcomes[0]?.features
    expect(features).toMatchObject([
      { feature: { value: 'miss' }, example: 4 },
      { feature: { value: 'hit' }, example: 1 },
    ])
  })

  test('counts calls, errors and exact quantiles of each operation', () => {
    const spans = Array.from({ length: 100 }, (_, at) => timed(`s${at}`, '', [at * 10, at * 10 + at + 1], at < 5 ? failing : {}))
    expect(analyse(spans).red).toMatchObject([
      { name: 'GET /cart', calls: 100, errors: 5, p50Ns: 50e6, p95Ns: 95e6, p99Ns: 99e6, maxNs: 100e6, slowest: 99 },
    ])
  })

  test('tells retries from rows of like calls, and calls beside each other from both', () => {
    const call = (id: string, at: number, more: Partial<Span> = {}) =>
      timed(id, 'a', [at, at + 8], { service: 'db', name: 'SELECT', kind: 'client', ...more })
    const root = timed('a', '', [0, 100])
    const row = analyse([root, ...[0, 10, 20, 30, 40, 50].map((at) => call(`c${at}`, at))]).repeatedCalls
    expect(row).toMatchObject([{ kind: 'n-plus-1', medianCalls: 6, callers: 1, timeShare: 0.48 }])
    const retries = analyse([root, call('c1', 0, failing), call('c2', 20, failing), call('c3', 40)]).repeatedCalls
    expect(retries).toMatchObject([{ kind: 'retry', maxCalls: 3, recovered: 1 }])
    expect(analyse([root, ...[0, 1, 2, 3, 4, 5].map((at) => call(`c${at}`, at))]).repeatedCalls).toEqual([])
  })

  test('says whether the caller made such a row of calls before', () => {
    const trace = (at: number, calls: number) => [
      timed(`r${at}`, '', [at * 1000, at * 1000 + 100], { traceId: `t${at}` }),
      ...Array.from({ length: calls }, (_, call) =>
        timed(`r${at}c${call}`, `r${at}`, [at * 1000 + call * 10, at * 1000 + call * 10 + 8], {
          traceId: `t${at}`,
          service: 'db',
          name: 'SELECT',
        }),
      ),
    ]
    const [row] = analyse([1, 1, 1, 8, 8].flatMap((calls, at) => trace(at, calls))).repeatedCalls
    expect(row).toMatchObject({ kind: 'n-plus-1', callers: 2, callersBefore: 3 })
    expect((row?.lastMicros ?? 0) - (row?.firstMicros ?? 0)).toBe(1_000_000)
  })

  test('finds the attribute that failing traces have, and none where failures fall by chance', () => {
    const trace = (at: number, isBad: boolean, build: string) =>
      timed(`s${at}`, '', [at, at + 1], { traceId: `t${at}`, attributes: { build, user: `u${at}` }, ...(isBad ? failing : {}) })
    const marked = analyse(Array.from({ length: 60 }, (_, at) => trace(at, at % 4 === 0, at % 4 === 0 ? 'new' : 'old'))).outcomes
    expect(marked).toMatchObject([{ kind: 'failing', bad: 15, good: 45 }])
    expect(marked[0]?.features.map(({ feature }) => feature)).toEqual([
      { kind: 'attribute', key: 'build', value: 'new' },
      { kind: 'attribute', key: 'build', value: 'old' },
    ])
    const chance = analyse(Array.from({ length: 60 }, (_, at) => trace(at, at % 4 === 0, at % 3 === 0 ? 'new' : 'old'))).outcomes
    expect(chance[0]?.features).toEqual([])
  })

  test('finds a call that only failing traces lack', () => {
    const spans = Array.from({ length: 40 }, (_, at) => {
      const isBad = at % 4 === 0
      const own = { traceId: `t${at}` }
      return [
        timed(`a${at}`, '', [0, 50], { ...own, ...(isBad ? failing : {}) }),
        ...(isBad ? [] : [timed(`b${at}`, `a${at}`, [10, 20], { ...own, service: 'cache', name: 'get' })]),
      ]
    }).flat()
    const [best] = analyse(spans).outcomes[0]?.features.filter(({ feature }) => feature.kind === 'call') ?? []
    expect(best).toMatchObject({ badWith: 0, bad: 10, goodWith: 30, good: 30 })
  })

  test('finds where slow traces lose their time', () => {
    const spans = Array.from({ length: 50 }, (_, at) => {
      const isSlow = at % 10 === 0
      const own = { traceId: `t${at}` }
      return [
        timed(`a${at}`, '', [0, isSlow ? 300 : 60], own),
        timed(`b${at}`, `a${at}`, [10, 20], { ...own, service: 'cache', name: 'get' }),
        timed(`c${at}`, `a${at}`, [20, isSlow ? 280 : 40], { ...own, service: 'db', name: 'SELECT' }),
      ]
    }).flat()
    const { outcomes, operations } = analyse(spans)
    expect(outcomes).toMatchObject([{ kind: 'slow', bad: 5, good: 45 }])
    expect(outcomes[0]?.slowOrigins).toMatchObject([{ slowNs: 260e6, typicalNs: 20e6 }])
    expect(operations[outcomes[0]!.slowOrigins[0]!.operation]).toEqual({ service: 'db', name: 'SELECT' })
  })

  test('draws the service graph, with what writes no spans by what its callers say', () => {
    const { serviceCalls } = analyse([
      timed('a', '', [0, 100], { service: 'web' }),
      timed('b', 'a', [10, 90], { service: 'shop' }),
      timed('c', 'b', [20, 30], { service: 'shop', kind: 'client', attributes: { 'db.system': 'mysql' }, ...failing }),
    ])
    expect(serviceCalls).toEqual([
      { caller: 'web', callee: 'shop', isInferred: false, calls: 1, errors: 0, meanNs: 80e6, example: 1 },
      { caller: 'shop', callee: 'mysql', isInferred: true, calls: 1, errors: 1, meanNs: 10e6, example: 2 },
    ])
  })

  test('says the same of the same spans in every format', () => {
    const spans = [
      timed('a', '', [0, 100], { service: 'web', status: 'error' }),
      timed('b', 'a', [10, 90], { service: 'shop', status: 'error' }),
      ...[0, 1, 2, 3, 4, 5].map((at) =>
        timed(`c${at}`, 'b', [20 + at * 5, 24 + at * 5], { service: 'db', name: 'SELECT', kind: 'client' as const }),
      ),
    ]
    const [first, ...others] = [toOtlp, toJaeger, toZipkin, toCsv].map((write) => {
      const { red, errorOrigins, repeatedCalls, serviceCalls } = analyseTraces(readSpans(write(spans)).spans)
      return { red, errorOrigins, repeatedCalls, serviceCalls }
    })
    for (const other of others) expect(other).toEqual(first)
  })

  test('takes operations beyond the first 5000 for one', () => {
    const spans = Array.from({ length: 5003 }, (_, at) => timed(`s${at}`, '', [at, at + 1], { name: `GET /item/${at}` }))
    const { operations, red } = analyse(spans)
    expect(operations).toHaveLength(5001)
    expect(red.find(({ name }) => name === '(other operations)')).toMatchObject({ calls: 3 })
  })

  test('an empty set says nothing', () => {
    expect(analyse([])).toMatchObject({ traces: 0, red: [], errorOrigins: [], outcomes: [], repeatedCalls: [], bottlenecks: [] })
  })
})
