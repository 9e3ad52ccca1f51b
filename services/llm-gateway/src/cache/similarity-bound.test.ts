import { expect, test } from 'vitest'
import { type Observation, shareToAnswer } from './similarity-bound.ts'

const seen = (count: number, similarity: number, isSame: boolean): Observation[] =>
  Array.from({ length: count }, () => ({ similarity, isSame }))

test('an entry of which little is known answers nothing', () => {
  for (const count of [0, 1, 3, 5]) expect(shareToAnswer(seen(count, 0.99, true), 1, 0.02)).toBe(0)
})

test('the more was the same, the more is answered, and nothing where answers differed', () => {
  const [some, many] = [20, 200].map((count) => shareToAnswer(seen(count, 0.95, true), 0.95, 0.02))
  expect([some! > 0, many! > some!]).toEqual([true, true])
  const both = [...seen(100, 0.95, true), ...seen(100, 0.8, false)]
  expect(shareToAnswer(both, 0.96, 0.02)).toBeGreaterThan(0.3)
  expect(shareToAnswer(both, 0.82, 0.02)).toBe(0)
  expect(shareToAnswer(seen(100, 0.95, false), 0.95, 0.02)).toBe(0)
})

/** Numbers below 1 that look like chance and are the same each time (Lehmer's generator). */
function createRandom(seed: number): () => number {
  let state = seed
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647
}

test('of many questions no more than the share that was allowed is answered wrong, and the cache answers many', () => {
  const random = createRandom(7)
  let [asked, wrong, answered] = [0, 0, 0]
  for (let entry = 0; entry < 12; entry += 1) {
    const threshold = 0.75 + 0.2 * random()
    let observations: Observation[] = []
    for (let question = 0; question < 120; question += 1) {
      const similarity = 0.7 + 0.3 * random()
      const isSame = random() < 1 / (1 + Math.exp(-60 * (similarity - threshold)))
      asked += 1
      if (random() >= shareToAnswer(observations, similarity, 0.05)) observations = [...observations, { similarity, isSame }]
      else {
        answered += 1
        if (!isSame) wrong += 1
      }
    }
  }
  expect(wrong / asked).toBeLessThanOrEqual(0.05)
  expect(answered / asked).toBeGreaterThan(0.1)
})
