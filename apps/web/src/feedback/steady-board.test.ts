import type { Hypothesis, ProblemGroup } from '@faultmaven/contracts'
import { expect, test } from 'vitest'
import { asBefore } from './steady-board.ts'

test('keeps rows where they stood, new ones below, and never moves one into another problem', () => {
  const steady = asBefore([problem('c', 'd', 'a'), problem('b')], [problem('a', 'b'), problem('c')])
  expect(steady.map(({ hypotheses }) => hypotheses.map(({ id }) => id))).toEqual([['a', 'c', 'd'], ['b']])
  expect(steady[0]?.title).toBe('a, b')
})

test('takes shares and states of now, and texts of before', () => {
  const before = problem('a')
  const row = before.hypotheses[0]!
  const now = { ...before, hypotheses: [{ ...row, summary: 'shorter', confidence: 0.1, was: 0.3, state: 'refuted' as const }] }
  expect(asBefore([now], [before])[0]?.hypotheses).toEqual([{ ...row, confidence: 0.1, was: 0.3, state: 'refuted' }])
})

test('changes nothing where nothing moved', () => {
  const problems = [problem('a', 'b'), problem('c')]
  expect(asBefore(problems, problems)).toEqual(problems)
})

function problem(...ids: string[]): ProblemGroup {
  const hypotheses = ids.map((id): Hypothesis => ({
    id,
    title: id,
    summary: `why ${id}`,
    mechanism: 'disk/exhausted',
    confidence: 0.3,
    state: 'open',
    claimIds: [],
    againstClaimIds: [],
    findingIds: [],
    references: [],
  }))
  return { id: ids.join(), title: ids.join(', '), hypotheses, somethingElse: 0.1 }
}
