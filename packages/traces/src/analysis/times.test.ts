import fc from 'fast-check'
import { expect, test } from 'vitest'
import { forestOf, timed } from '../testing/forest-of.ts'
import { criticalPaths } from './critical-path.ts'
import { selfTimes } from './self-time.ts'

test('selfTimes() counts time in which no child ran once, however children overlap', () => {
  const { forest, indexOf } = forestOf([
    timed('a', '', [0, 100]),
    timed('b', 'a', [10, 40]),
    timed('c', 'a', [20, 50]),
    timed('d', 'a', [90, 120]),
    timed('e', 'b', [10, 20]),
  ])
  const selfMs = (id: string) => selfTimes(forest)[indexOf(id)]! / 1e6
  expect(['a', 'b', 'c', 'd', 'e'].map(selfMs)).toEqual([50, 20, 30, 30, 10])
})

test('criticalPaths() follows the child that ended last before, and leaves out what ran beside it', () => {
  const { forest, indexOf } = forestOf([
    timed('a', '', [0, 100]),
    timed('b', 'a', [10, 50]),
    timed('beside', 'a', [10, 45]),
    timed('c', 'a', [50, 80]),
    timed('deep', 'c', [60, 70]),
  ])
  const criticalMs = (id: string) => criticalPaths(forest)[indexOf(id)]! / 1e6
  expect(['a', 'b', 'beside', 'c', 'deep'].map(criticalMs)).toEqual([30, 40, 0, 20, 10])
})

test('criticalPaths() of a trace adds up to the duration of its root, whatever its spans are', () => {
  const edges = fc.array(fc.tuple(fc.nat(20), fc.nat(100), fc.nat(100)), { maxLength: 20 })
  fc.assert(
    fc.property(edges, (children) => {
      const spans = children.map(([parent, from, length], at) =>
        timed(`s${at + 1}`, `s${Math.min(parent, at)}`, [from, from + length]),
      )
      const { forest } = forestOf([timed('s0', '', [0, 100]), ...spans])
      const sum = criticalPaths(forest).reduce((total, ns) => total + ns, 0)
      expect(sum).toBeCloseTo(100e6, 0)
    }),
  )
})
