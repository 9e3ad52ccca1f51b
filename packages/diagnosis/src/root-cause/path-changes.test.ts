import { microseconds, type Span } from '@faultmaven/signals'
import { expect, test } from 'vitest'
import { growCallForest } from './call-tree.ts'
import { collectPathSteps, judgePaths } from './path-changes.ts'
import { labelTraces } from './trace-labels.ts'

type Call = { readonly service: string; readonly name: string; readonly calls?: readonly Call[] }

const MINUTE = 60e6
const eventsOf = (node: ReturnType<typeof growCallForest>['nodes'][number]) =>
  node.children.map((call) => ({ time: call.span.start as number, name: `${call.span.service} ${call.span.name}`, call }))

/** 30 ordinary traces, then 30 suspect ones. */
function judge(ordinary: (trace: number) => Call, suspect: (trace: number) => Call) {
  const spans: Span[] = []
  for (let trace = 0; trace < 60; trace += 1) write(trace < 30 ? ordinary(trace) : suspect(trace), trace, '', trace * MINUTE)
  const forest = growCallForest(spans)
  return judgePaths(collectPathSteps(forest, eventsOf), labelTraces(forest.starts, { start: 30 * MINUTE, end: 60 * MINUTE }))

  function write({ service, name, calls = [] }: Call, trace: number, parentSpanId: string, start: number): void {
    const spanId = String(spans.length)
    spans.push({
      traceId: `t${trace}`,
      spanId,
      ...(parentSpanId ? { parentSpanId } : {}),
      name,
      kind: 'unspecified',
      service,
      start: microseconds(start),
      startRemainderNs: 0,
      durationNs: 1e6,
      status: 'unset',
      resource: {},
      attributes: {},
      events: [],
      line: 1,
    })
    calls.forEach((call, index) => write(call, trace, spanId, start + 10 * (index + 1)))
  }
}

const stock: Call = { service: 'stock', name: 'reserve' }
const mail: Call = { service: 'mail', name: 'send' }
const ask = (call: Call): Call => ({ service: 'shop', name: `ask ${call.service}`, calls: [call] })
const order = (calls: readonly Call[]): Call => ({ service: 'shop', name: 'order', calls })

test('a flow that now ends after a call is charged to the one that was called', () => {
  const found = judge(
    () => order([ask(stock), ask(mail)]),
    () => order([ask(stock)]),
  )
  const [stockPart, shopPart] = ['stock', 'shop'].map((name) => found.find(({ entity }) => entity === name))
  expect(stockPart).toMatchObject({ indicator: 'code' })
  expect(stockPart!.statement).toContain('30 of 30 suspect and 0 of 30 ordinary')
  // The shop shows no more than what the stock, which it calls, accounts for.
  expect(stockPart!.nats).toBeGreaterThan(2)
  expect(stockPart!.nats).toBeGreaterThanOrEqual(shopPart?.nats ?? 0)
})

test('a step that is done in another way is charged to the one who does it', () => {
  const found = judge(
    () => order([ask(mail), ask(stock)]),
    () => order([ask(stock), ask(mail)]),
  )
  expect(found.toSorted((a, b) => b.nats - a.nats)[0]).toMatchObject({ entity: 'shop' })
})

test('another mix of requests is no change of the services behind', () => {
  const page = (kind: string, inner: string): Call => ({
    service: 'shop',
    name: 'page',
    calls: [
      { service: 'shop', name: kind },
      { service: 'ads', name: 'pick', calls: [{ service: 'ads', name: inner }] },
    ],
  })
  const mix = (share: number) => (trace: number) => (trace % 10 < share ? page('home', 'random') : page('product', 'matching'))
  expect(judge(mix(2), mix(9)).filter(({ entity }) => entity === 'ads')).toEqual([])
})

test('the same paths in both are no evidence', () => {
  expect(
    judge(
      () => order([ask(stock), ask(mail)]),
      () => order([ask(stock), ask(mail)]),
    ),
  ).toEqual([])
})

test('of several that were called last the one before most ends of suspect traces is charged', () => {
  const route = (trace: number, then: readonly Call[]): Call =>
    order([{ ...ask(trace % 5 === 4 ? { service: 'bank', name: 'reserve' } : stock), name: 'ask' }, ...then])
  const inner = (trace: number): Call => route(trace, [])
  const found = judge((trace) => route(trace, [ask(mail)]), inner)
  const [most] = found.filter(({ entity }) => entity !== 'shop')
  expect(most).toMatchObject({ entity: 'stock', kind: 'path' })
})
