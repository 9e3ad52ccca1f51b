import { expect, test } from 'vitest'
import { createPooledExcess } from './pooled-excess.ts'

const ordinaryTraces = 40
const labels = Uint8Array.from({ length: ordinaryTraces + 10 }, (_, trace) => (trace < ordinaryTraces ? 0 : 1))
/** Spread evenly over -0.5 to 0.5, as most operations are around what is usual for them. */
const busy = new Map(Array.from({ length: ordinaryTraces }, (_, trace) => [trace, trace / ordinaryTraces - 0.5] as const))
const suspects = (...values: readonly number[]) => new Map(values.map((value, index) => [ordinaryTraces + index, value] as const))

test('two traces of a rare call tell by how far they are beyond what others show', () => {
  const { surprise } = createPooledExcess([busy], labels)
  expect(surprise(suspects(4, 4.2), 1)).toBeGreaterThan(6 - 0.01)
  expect(surprise(suspects(0.3, 0.35), 1)).toBeLessThan(4)
  expect(surprise(suspects(-0.1, 0), 1)).toBeLessThan(1.5)
})

test('one slow trace among usual ones is no surprise', () => {
  const { surprise } = createPooledExcess([busy], labels)
  expect(surprise(suspects(0, 0, 0, 5), 1)).toBeLessThan(1.2)
})

test('many slightly slow traces prove no more than a few', () => {
  const { surprise } = createPooledExcess([busy], labels)
  const few = surprise(suspects(0.2, 0.2, 0.2, 0.2), 1)
  expect(surprise(suspects(...Array.from({ length: 10 }, () => 0.2)), 1)).toBeCloseTo(few)
})

test('entities with few ordinary traces and pools of few say nothing', () => {
  const rare = new Map([...busy].slice(0, 5))
  expect(createPooledExcess([rare, rare, rare, rare, rare, rare, rare], labels).surprise(suspects(5, 5), 1)).toBe(0)
})

test('more looks make the same excess less surprising', () => {
  const { surprise } = createPooledExcess([busy], labels)
  expect(surprise(suspects(4), 10)).toBeLessThan(surprise(suspects(4), 1))
})

test('ten thousands of suspect traces are no recursion', () => {
  const labels = Uint8Array.from({ length: 40_000 }, (_, trace) => trace % 2)
  const excess = new Map(Array.from({ length: 40_000 }, (_, trace) => [trace, trace % 7] as const))
  expect(createPooledExcess([excess], labels).surprise(excess, 25)).toBe(0)
  expect(createPooledExcess([excess], labels.fill(1)).surprise(excess, 25)).toBe(0)
})
