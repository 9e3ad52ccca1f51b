import { expect, test } from 'vitest'
import { buildForest } from './trace-forest.ts'
import { readSpans } from '../read-spans.ts'
import { forestOf, timed } from '../testing/forest-of.ts'
import { toZipkin } from '../testing/write-spans.ts'

test('buildForest() puts children under their parents in the order in which they begin', () => {
  const { forest, indexOf } = forestOf([
    timed('b2', 'a', [5, 6]),
    timed('a', '', [0, 10]),
    timed('b1', 'a', [1, 4]),
    timed('a', '', [0, 3], { traceId: 'other' }),
  ])
  const first = forest.firstChild[indexOf('a')]!
  expect(first).toBe(indexOf('b1'))
  expect(forest.nextSibling[first]).toBe(indexOf('b2'))
  expect(forest).toMatchObject({ traces: 2, orphans: 0, duplicates: 0, cycles: 0 })
})

test('buildForest() counts orphans, spans written twice and rings, and loses no other span', () => {
  const { forest } = forestOf([
    timed('a', 'gone', [0, 10]),
    timed('b', 'a', [1, 2]),
    timed('b', 'a', [1, 2]),
    timed('x', 'y', [0, 1]),
    timed('y', 'x', [0, 1]),
    timed('z', 'z', [0, 1]),
  ])
  expect(forest).toMatchObject({ orphans: 1, duplicates: 1, cycles: 1, firstOrphan: 0 })
  expect(forest.order.length).toBe(5)
})

test('buildForest() makes the server half of a shared span the child of its client half, with the server’s own children below it', () => {
  const spans = [
    timed('r', '', [0, 100], { service: 'web' }),
    timed('s', 'r', [10, 90], { service: 'web', kind: 'client', name: 'call' }),
    timed('s', 'r', [20, 80], { service: 'shop', kind: 'server', name: 'serve' }),
    timed('q', 's', [30, 40], { service: 'shop', kind: 'client', name: 'query' }),
  ]
  const forest = buildForest(readSpans(toZipkin(spans)).spans.columns)
  expect([...forest.parent]).toEqual([-1, 0, 1, 2])
})
