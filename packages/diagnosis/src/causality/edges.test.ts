import { expect, test } from 'vitest'
import data from './edges.json' with { type: 'json' }
import { causalEdge } from './edges.ts'

test('a pair of its own is direct, whatever groups its effect is in and wherever it stands in the list', () => {
  const pairs = Object.entries(data.edges).flatMap(([cause, list]) =>
    list.filter((effect) => !effect.startsWith('@') && effect !== cause).map((effect) => [cause, effect] as const),
  )
  expect(pairs.length).toBeGreaterThan(100)
  expect(pairs.filter(([cause, effect]) => causalEdge(cause, effect) !== 'direct')).toEqual([])
})

test('members of a group are related to the cause only widely, or as an outage', () => {
  expect(causalEdge('heap/exhausted', 'process/crashed')).toBe('outage')
  expect(causalEdge('heap/exhausted', 'upstream/timed-out')).toBe('wide')
  expect(causalEdge('heap/exhausted', 'heap/exhausted')).toBeUndefined()
  expect(causalEdge('clock/mismatched', 'disk/exhausted')).toBeUndefined()
})
