import { expect, test } from 'vitest'
import type { LexicalHit } from '../lexical/search-segments.ts'
import { fuseHits } from './fuse-hits.ts'

const hit = (key: string, score: number, named = false): LexicalHit => ({
  key,
  score,
  named,
  coverage: 0.5,
  passages: [{ chunk: 0, score, matched: [key] }],
})
const OPTIONS = { weight: 0.5, hasVectors: () => true, passages: 2 }
const NEAR = [
  { key: 'b', chunk: 3, similarity: 0.9 },
  { key: 'c', chunk: 1, similarity: 0.7 },
  { key: 'a', chunk: 0, similarity: 0.5 },
]
const scores = (hits: readonly LexicalHit[]) => hits.map(({ key, score }) => `${key} ${score.toFixed(2)}`)

test('joins both by their weight', () => {
  expect(scores(fuseHits([hit('a', 8), hit('b', 4)], NEAR, OPTIONS))).toEqual(['b 0.75', 'a 0.50', 'c 0.25'])
  expect(scores(fuseHits([hit('a', 8), hit('b', 4)], NEAR, { ...OPTIONS, weight: 0 }))).toEqual(['a 1.00', 'b 0.50', 'c 0.00'])
})

test('a document called by its name stays first, one without vectors keeps what its words give', () => {
  expect(scores(fuseHits([hit('a', 2, true), hit('b', 8)], NEAR, OPTIONS))[0]).toBe('a 0.13')
  const hasVectors = (key: string) => key !== 'd'
  expect(scores(fuseHits([hit('b', 8), hit('d', 6)], NEAR, { ...OPTIONS, hasVectors }))[1]).toBe('d 0.75')
})

test('shows the passages with the words first, then the near ones', () => {
  const [first, , last] = fuseHits([hit('a', 8), hit('b', 4)], NEAR, OPTIONS)
  expect(first!.passages.map(({ chunk }) => chunk)).toEqual([0, 3])
  expect(last).toMatchObject({ key: 'c', coverage: 0, passages: [{ chunk: 1, matched: [] }] })
})

test('takes what there is', () => {
  expect(fuseHits([], [], OPTIONS)).toEqual([])
  expect(scores(fuseHits([], NEAR.slice(0, 1), OPTIONS))).toEqual(['b 0.50'])
  expect(scores(fuseHits([hit('a', 3)], [], OPTIONS))).toEqual(['a 0.50'])
})
