import { microseconds, type Span } from '@faultmaven/signals'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { growCallForest, type CallNode } from './call-tree.ts'
import { findRootCauses } from './find-root-causes.ts'

function spanOf(spanId: string, parentSpanId: string, more: Partial<Span> = {}): Span {
  return {
    traceId: 't',
    spanId,
    ...(parentSpanId ? { parentSpanId } : {}),
    name: 'work',
    kind: 'unspecified',
    service: 'shop',
    start: microseconds(1000),
    startRemainderNs: 0,
    durationNs: 1e6,
    status: 'unset',
    resource: {},
    attributes: {},
    events: [],
    line: 1,
    ...more,
  }
}
const idsOf = (nodes: readonly CallNode[]) => nodes.map(({ span }) => span.spanId)

test('of spans that name each other the earliest is the root', () => {
  const ring = [
    spanOf('b', 'a', { start: microseconds(2000) }),
    spanOf('a', 'b'),
    spanOf('c', 'b', { start: microseconds(3000) }),
  ]
  const { nodes } = growCallForest(ring)
  expect(nodes.map(({ span, parent }) => [span.spanId, parent?.span.spanId])).toEqual([
    ['a', undefined],
    ['b', 'a'],
    ['c', 'b'],
  ])
  expect(findRootCauses({ series: [], spans: ring, logs: [] }).verdict).toBe('quiet')
})

test('whatever the parents, each span is there once and after its parent', () => {
  const anyParents = fc.array(fc.integer({ min: -1, max: 11 }), { minLength: 1, maxLength: 12 })
  fc.assert(
    fc.property(anyParents, (parents) => {
      const spans = parents.map((parent, index) => spanOf(String(index), parent < 0 ? '' : String(parent)))
      const { nodes } = growCallForest(spans)
      expect(idsOf(nodes).toSorted()).toEqual(spans.map(({ spanId }) => spanId).toSorted())
      const places = new Map(nodes.map((node, place) => [node, place]))
      for (const node of nodes) if (node.parent) expect(places.get(node.parent)!).toBeLessThan(places.get(node)!)
      expect(growCallForest(spans.toReversed()).nodes.map(({ span }) => span)).toEqual(nodes.map(({ span }) => span))
    }),
  )
})

test('a span written twice counts once; of two spans with one id the earlier is the parent', () => {
  const client = spanOf('x', '', { kind: 'client' })
  const server = spanOf('x', '', { kind: 'server', service: 'stock', start: microseconds(1100) })
  const inner = spanOf('y', 'x', { service: 'stock', start: microseconds(1200) })
  for (const spans of [
    [client, server, inner, { ...inner, line: 7 }],
    [inner, server, client, client],
  ]) {
    const { nodes } = growCallForest(spans)
    expect(nodes).toHaveLength(3)
    expect(nodes.find(({ span }) => span === inner || span.spanId === 'y')?.parent?.span).toBe(client)
  }
})

test('a trace of 100 000 spans one below the other is read, its children first', () => {
  const spans = Array.from({ length: 100_000 }, (_, depth) =>
    spanOf(String(depth), depth === 0 ? '' : String(depth - 1), { start: microseconds(1000 + depth) }),
  )
  for (const order of [spans, spans.toReversed()]) {
    const { nodes } = growCallForest(order)
    expect(nodes.filter(({ parent }) => parent === undefined)).toHaveLength(1)
    expect(findRootCauses({ series: [], spans: order, logs: [] }).verdict).toBe('quiet')
  }
}, 20_000)

test('100 000 spans side by side are read', () => {
  const spans = Array.from({ length: 100_000 }, (_, index) =>
    spanOf(String(index), index === 0 ? '' : '0', { durationNs: 1e9, service: index % 2 === 0 ? 'shop' : 'stock' }),
  )
  expect(growCallForest(spans).nodes).toHaveLength(100_000)
  expect(findRootCauses({ series: [], spans, logs: [] }).verdict).toBe('quiet')
}, 20_000)
