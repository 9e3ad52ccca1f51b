import { microseconds, type Span } from '@faultmaven/signals'
import { expect, test } from 'vitest'
import { growCallForest } from './call-tree.ts'
import { judgeFailedSpans, judgeFaultyLogs } from './failure-rates.ts'
import { labelTraces } from './trace-labels.ts'

/** One span of a service a second, each its own trace. */
const spanAt = (trace: number, service: string): Span => ({
  traceId: `t${trace}`,
  spanId: 'a',
  name: 'pay',
  kind: 'server',
  service,
  start: microseconds(trace * 1e6),
  startRemainderNs: 0,
  durationNs: 1e6,
  status: 'unset',
  resource: {},
  attributes: {},
  events: [],
  line: 1,
})

test('that failures are rarer in shuffled traces makes more of them no less surprising', () => {
  const spans = Array.from({ length: 40 }, (_, trace): Span => ({
    ...spanAt(trace, 'shop'),
    status: trace >= 30 ? 'error' : 'unset',
  }))
  const labelsFrom = (from: number, to: number) => Uint8Array.from(spans, (_, trace) => (trace >= from && trace < to ? 1 : 0))
  const shuffled = Array.from({ length: 20 }, (_, count) => labelsFrom(0, count + 1))
  const [found] = judgeFailedSpans(growCallForest(spans), { suspect: labelsFrom(30, 40), shuffled, suspects: 10, ordinary: 30 })
  expect(found).toMatchObject({ entity: 'shop', kind: 'failed-spans' })
  expect(found!.nats).toBeGreaterThan(5)
})

test('a kind of error that others wrote just as often before is no news where it turns up now', () => {
  const spans = Array.from({ length: 60 }, (_, trace) => spanAt(trace, trace % 2 === 0 ? 'shop' : 'bank'))
  const labels = labelTraces(
    spans.map(({ start }) => start),
    { start: microseconds(40e6), end: microseconds(59e6) },
  )
  const errorOf = ({ service, start, traceId, spanId }: Span) => ({
    entity: service,
    time: start,
    message: 'ERROR registry knows no instance',
    traceId,
    spanId,
  })
  const ofShop = spans.filter((_, trace) => trace >= 40 && trace % 2 === 0).map(errorOf)
  const ofBank = spans.filter((_, trace) => trace < 40 && trace % 2 === 1).map(errorOf)
  const forest = growCallForest(spans)
  expect(judgeFaultyLogs(forest, labels, ofShop)).toMatchObject([{ entity: 'shop', kind: 'log' }])
  expect(judgeFaultyLogs(forest, labels, [...ofBank, ...ofShop])).toEqual([])
})
