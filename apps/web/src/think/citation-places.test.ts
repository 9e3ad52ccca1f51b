import type { TextCitation } from '@faultmaven/contracts'
import { expect, test } from 'vitest'
import { citedPart, placesOf, searchesOf } from './citation-places.ts'

const text = (line: number): TextCitation => ({
  kind: 'text',
  sourceId: 's',
  sourceName: 'bundle.tar.gz!/var/log/app.log',
  sha256: 'aa',
  line,
  bytes: [0, 4],
  quote: 'pool\u202E exhausted',
})

test('placesOf() names each place by file and line, and a search by its first matches', () => {
  const search = {
    kind: 'search',
    selector: { literals: ['refused'] },
    recordsSearched: 18_000,
    matches: 2,
    first: [text(3), text(9)],
  } as const
  const places = placesOf([text(7), { ...search, selector: { literals: ['refused'] }, first: [text(3), text(9)] }], 'c1')
  expect(places.map(({ key, label, line }) => [key, label, line])).toEqual([
    ['c1.0', 'app.log:7', 7],
    ['c1.1.0', 'app.log:3', 3],
    ['c1.1.1', 'app.log:9', 9],
  ])
  expect(places[0]?.title).toContain('pool⟦U+202E⟧ exhausted')
})

test('searchesOf() says how much was looked at, also when nothing matched', () => {
  const search = {
    kind: 'search' as const,
    selector: { literals: ['link down'] },
    recordsSearched: 18_000,
    matches: 0,
    first: [],
  }
  expect(searchesOf([search, text(1)])).toEqual(['0 of 18,000 records match “link down”'])
})

test('citedPart() tells which part of a line a span or a value is, by the key that leads to it from any panel', () => {
  const { kind: _, ...place } = text(1)
  const span = {
    ...place,
    kind: 'span' as const,
    bytes: [1200, 1300] as [number, number],
    traceId: 't',
    spanId: 'ab12',
    quote: '{}',
  }
  const path = { ...place, kind: 'path' as const, pointer: '/spec/replicas', quote: '"replicas":2' }
  const owners = [
    { id: 'c1', citations: [text(1)] },
    { id: 'c2', citations: [text(1), span, path] },
  ]
  expect(citedPart('h-c2.1', owners)).toEqual({ what: 'Span ab12, bytes 1,200 to 1,300 of the source', quote: '{}' })
  expect(citedPart('c2.2', owners)).toEqual({ what: '/spec/replicas', quote: '"replicas":2' })
  for (const key of ['c2.0', 'c1.0', 'c3.0', 'c2.7', 'c2', undefined]) expect(citedPart(key, owners)).toBeUndefined()
})
