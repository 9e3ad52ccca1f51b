import { microseconds } from '@faultmaven/signals'
import { expect, test } from 'vitest'
import { findLastingChanges } from './lasting-change.ts'

const seriesOf = (values: readonly number[]) => ({
  name: 'orders',
  attributes: {},
  samples: values.map((value, at) => ({ time: microseconds((1_700_000_000 + at * 60) * 1e6), value, line: at + 2 })),
})
const wobble = (at: number) => Math.sin(at * 12.9898) + Math.sin(at * 78.233)
const made = (law: (at: number) => number) => seriesOf(Array.from({ length: 600 }, (_, at) => law(at)))

test('findLastingChanges() says from when on the level is another, and from and to what', () => {
  const [change, ...others] = findLastingChanges(made((at) => 100 + wobble(at) + (at < 250 ? 0 : 30)))
  expect(others).toEqual([])
  expect(change).toMatchObject({ kind: 'mean', first: { line: 252 } })
  expect(change!.before).toBeCloseTo(100, 0)
  expect(change!.after).toBeCloseTo(130, 0)
})

test('findLastingChanges() tells noise that begins, and says nothing of an ordinary series or of an event', () => {
  expect(findLastingChanges(made((at) => 100 + wobble(at) * (at < 250 ? 1 : 6)))[0]?.kind).toBe('variance')
  expect(findLastingChanges(made((at) => 100 + wobble(at)))).toEqual([])
  expect(findLastingChanges(made(() => 0.1))).toEqual([])
  expect(findLastingChanges(made((at) => (at === 300 ? 900 : 100 + wobble(at))))).toEqual([])
})
