import { microseconds, type Span } from '@faultmaven/signals'
import { expect, test } from 'vitest'
import { growCallForest } from './call-tree.ts'
import { judgeFailedSpans } from './failure-rates.ts'

test('that failures are rarer in shuffled traces makes more of them no less surprising', () => {
  const spans = Array.from({ length: 40 }, (_, trace): Span => ({
    traceId: `t${trace}`,
    spanId: 'a',
    name: 'pay',
    kind: 'server',
    service: 'shop',
    start: microseconds(trace * 1e6),
    startRemainderNs: 0,
    durationNs: 1e6,
    status: trace >= 30 ? 'error' : 'unset',
    resource: {},
    attributes: {},
    events: [],
    line: 1,
  }))
  const labelsFrom = (from: number, to: number) => Uint8Array.from(spans, (_, trace) => (trace >= from && trace < to ? 1 : 0))
  const shuffled = Array.from({ length: 20 }, (_, count) => labelsFrom(0, count + 1))
  const [found] = judgeFailedSpans(growCallForest(spans), { suspect: labelsFrom(30, 40), shuffled, suspects: 10, ordinary: 30 })
  expect(found).toMatchObject({ entity: 'shop', kind: 'failed-spans' })
  expect(found!.nats).toBeGreaterThan(5)
})
