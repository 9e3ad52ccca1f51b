import { expect, test } from 'vitest'
import { forestOf, timed } from '../testing/forest-of.ts'
import { repairSkew } from './clock-skew.ts'

test('repairSkew() moves a callee that begins before its caller into the middle of it, and all that it called', () => {
  const { forest, indexOf } = forestOf([
    timed('a', '', [1000, 1100], { service: 'web' }),
    timed('b', 'a', [0, 60], { service: 'shop' }),
    timed('c', 'b', [10, 20], { service: 'shop' }),
  ])
  const skews = repairSkew(forest)
  expect(skews).toMatchObject([{ calls: 1, impossible: 1, offsetNs: 1_020_000_000, span: 1 }])
  const startOf = (id: string) => forest.startNs[indexOf(id)]! - forest.startNs[indexOf('a')]!
  expect([startOf('b'), startOf('c')]).toEqual([20e6, 30e6])
})

test('repairSkew() leaves alone what fits, what runs on after its caller, and calls that are asynchronous', () => {
  const { forest } = forestOf([
    timed('a', '', [0, 100], { service: 'web' }),
    timed('b', 'a', [10, 90], { service: 'shop' }),
    timed('c', 'a', [50, 500], { service: 'mail' }),
    timed('p', 'a', [60, 61], { service: 'web', kind: 'producer' }),
    timed('d', 'p', [300, 301], { service: 'queue', kind: 'consumer' }),
  ])
  const before = [...forest.startNs]
  expect(repairSkew(forest)).toEqual([])
  expect([...forest.startNs]).toEqual(before)
})

test('repairSkew() takes one impossible call of many for a quirk of the call', () => {
  const calls = Array.from({ length: 9 }, (_, at) => timed(`c${at}`, 'a', [10 * at, 10 * at + 5], { service: 'shop' }))
  const { forest } = forestOf([
    timed('a', '', [0, 100], { service: 'web' }),
    ...calls,
    timed('late', 'a', [98, 120], { service: 'shop' }),
  ])
  expect(repairSkew(forest)).toEqual([])
})
