import { expect, test } from 'vitest'
import { createEntityGraph } from './entity-graph.ts'
import { walkFromSuspects } from './suspect-walk.ts'

const graph = createEntityGraph({
  entities: [],
  edges: [
    ['web', 'cart'],
    ['cart', 'db'],
    ['web', 'mail'],
    ['batch', 'report'],
  ],
  instrumented: [],
})

test('the walk goes on to whom the suspects call, rather than back, and never where no call leads', () => {
  const time = walkFromSuspects(new Map([['cart', 2]]), graph)
  expect(time.get('db')!).toBeGreaterThan(time.get('web')!)
  expect(time.has('report')).toBe(false)
  expect([...time.values()].reduce((sum, share) => sum + share, 0)).toBeCloseTo(1)
})

test('without suspects it goes nowhere', () => {
  expect(walkFromSuspects(new Map(), graph).size).toBe(0)
  expect(walkFromSuspects(new Map([['cart', 0]]), graph).size).toBe(0)
})
