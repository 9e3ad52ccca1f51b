import type { Source } from '@faultmaven/contracts'
import { describe, expect, test } from 'vitest'
import { readQuestion } from '../question/read-question.ts'
import { makeFinding } from '../testdata/make-finding.ts'
import { capShares } from './caps.ts'
import { rankProblems } from './rank.ts'

const query = makeFinding('query/slow', {
  kind: 'state',
  check: 'trace-comparison',
  score: 0.6,
  line: 4,
  cause: 'SELECT stock takes 2 s',
})
const expired = makeFinding('certificate/expired', { score: 0.75, line: 9, cause: 'certificate has expired' })

describe('a question about slowness', () => {
  test.each([
    ['Why is checkout slow since 14:05?', 'query/slow'],
    ['Why does the order page take so long?', 'query/slow'],
    ['Why does checkout fail since 14:05?', 'certificate/expired'],
  ])('%s is answered with %s', (text, mechanism) => {
    const [problem] = rankProblems({ question: readQuestion(text), findings: [query, expired], sources: [] })
    expect(problem?.hypotheses[0]?.candidate.mechanism).toBe(mechanism)
  })
})

describe('a message about slowness', () => {
  const at = (from: string, to: string) => ({ from: `2026-05-04T${from}Z`, to: `2026-05-04T${to}Z` })
  const share = (interval: { from: string; to: string }, text: string) => {
    const finding = makeFinding('query/slow', { score: 0.6, count: 60, cause: 'slow query 210ms', interval })
    const source = { id: finding.sourceId, name: 'app.log', interval: at('02:00:00', '03:00:00') } as Source
    const evidence = { question: readQuestion(text), findings: [finding], sources: [source] }
    const [problem] = rankProblems(evidence)
    if (problem === undefined) throw new Error('There must be a problem')
    return capShares(problem, evidence, true).hypotheses[0]
  }
  const always = at('02:00:04', '02:59:50')
  test('that is there all along is told with doubt: nothing compares it', () => {
    expect(share(always, 'Is anything wrong?')).toEqual({
      confidence: 0.4,
      cap: 'Nothing shows that it is slower than at other times',
    })
    expect(share(always, 'Why is it slow?')?.confidence).toBe(0.7)
  })
  test('that begins within the log is told as surely as others', () => {
    expect(share(at('02:30:00', '02:59:50'), 'Is anything wrong?')?.confidence).toBeGreaterThan(0.4)
    expect(share(at('02:30:00', '02:59:50'), 'Why is it slow?')?.confidence).toBeGreaterThan(0.7)
  })
})
