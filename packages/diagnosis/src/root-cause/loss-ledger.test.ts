import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createEntityGraph } from './entity-graph.ts'
import { shareLosses } from './loss-ledger.ts'

const graphOf = (edges: readonly (readonly [string, string])[], instrumented: readonly string[] = []) =>
  createEntityGraph({ entities: [], edges, instrumented })

test('what a callee lost is not its caller’s', () => {
  const graph = graphOf(
    [
      ['web', 'cart'],
      ['cart', 'db'],
    ],
    ['db'],
  )
  const shares = shareLosses(
    new Map([
      ['web', 10],
      ['cart', 10],
      ['db', 9],
    ]),
    graph,
  )
  expect(shares.get('db')).toBeCloseTo(0.9)
  expect(shares.get('cart')).toBeCloseTo(0.1)
  expect(shares.get('web')).toBe(0)
})

test('an address known only through its caller is an alias of an instrumented callee that lost as much, and else its own', () => {
  const edges = [
    ['web', 'balancer'],
    ['web', 'search'],
    ['search', 'index'],
  ] as const
  const shares = shareLosses(
    new Map([
      ['balancer', 12],
      ['search', 12],
    ]),
    graphOf(edges),
  )
  expect(shares.get('balancer')).toBe(0)
  expect(shares.get('search')).toBe(1)
  expect(shareLosses(new Map([['balancer', 12]]), graphOf(edges)).get('balancer')).toBe(1)
})

test('beside the symptom a small loss is a small part', () => {
  expect(shareLosses(new Map([['db', 1]]), graphOf([]), 10).get('db')).toBeCloseTo(0.1)
})

test('shares are parts of one whole, on any graph with rings in it', () => {
  const name = fc.constantFrom('a', 'b', 'c', 'd', 'e')
  fc.assert(
    fc.property(
      fc.array(fc.tuple(name, name)),
      fc.dictionary(name, fc.double({ min: -5, max: 1e6, noNaN: true })),
      (edges, losses) => {
        const shares = [...shareLosses(new Map(Object.entries(losses)), graphOf(edges)).values()]
        for (const share of shares) expect(share).toBeGreaterThanOrEqual(0)
        expect(shares.reduce((sum, share) => sum + share, 0)).toBeLessThanOrEqual(1 + 1e-9)
      },
    ),
  )
})
