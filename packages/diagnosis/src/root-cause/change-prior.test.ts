import { microseconds } from '@faultmaven/signals'
import { expect, test } from 'vitest'
import { judgeChanges } from './change-prior.ts'

const MINUTE = 60e6
const window = { start: microseconds(10_000 * MINUTE), end: microseconds(10_010 * MINUTE) }
const change = (entity: string, before: number) => ({
  entity,
  time: microseconds(window.start - before * MINUTE),
  what: 'rolled out',
})

test('one of many changes says less than the only one', () => {
  const near = change('shop', 120)
  const others = Array.from({ length: 7 }, (_, index) => change(`stock${index}`, 120 + index))
  const [only] = judgeChanges([near], window)
  const [one] = judgeChanges([near, ...others], window)
  expect(only!.nats).toBeCloseTo(Math.log(12), 6)
  expect(one!.nats).toBeCloseTo(Math.log(12 / 8), 6)
  expect(one!.alone).toBeCloseTo(Math.log(12), 6)
})
