import type { Source } from '@faultmaven/contracts'
import { describe, expect, test } from 'vitest'
import { readQuestion } from '../question/read-question.ts'
import { makeFinding, makeHealthy } from '../testdata/make-finding.ts'
import { rankCandidates } from './rank.ts'
import { judgeSufficiency } from './sufficiency.ts'

const morning: Source = {
  id: '00000000-0000-4000-8000-000000000001',
  turnId: '00000000-0000-4000-8000-000000000001',
  name: 'app.log',
  kind: 'log',
  format: 'general',
  encoding: 'utf-8',
  bytes: 1000,
  sha256: 'a'.repeat(64),
  skipped: [],
  state: 'ready',
  receivedAt: '2026-03-12T13:00:00.000000Z',
  interval: { from: '2026-03-12T08:00:00.000000Z', to: '2026-03-12T12:00:00.000000Z' },
}
const judge = (question: string, findings: Parameters<typeof rankCandidates>[0]['findings'], missing: readonly string[] = []) => {
  const evidence = { question: readQuestion(question), findings, sources: [morning] }
  return judgeSufficiency(rankCandidates(evidence), evidence, missing)
}
const weak = makeFinding('process/slow', { score: 0.5, cause: 'took a while' })
const strong = makeFinding('disk/exhausted', { score: 0.9, cause: 'no space left on device' })

describe('judgeSufficiency()', () => {
  test('a log of another time does not say why; a clear fault in it is told all the same', () => {
    expect(judge('The backup failed on 12 March at about 02:00. Why?', [weak])).toEqual({
      kind: 'insufficient',
      why: 'it covers 2026-03-12 08:00 to 2026-03-12 12:00 UTC, not the time asked about',
    })
    expect(judge('The backup failed on 12 March at about 09:00. Why?', [weak]).kind).toBe('fault')
    expect(judge('The backup failed on 12 March at about 02:00. Why?', [strong]).kind).toBe('fault')
  })

  test('evidence of another place does not say why', () => {
    const question = 'Why do users in the Lisbon office hear nothing in SIP calls?'
    expect(judge(question, [weak], ['Lisbon', 'SIP'])).toEqual({ kind: 'insufficient', why: 'it does not mention Lisbon or SIP' })
    expect(judge(question, [weak], ['SIP']).kind).toBe('fault')
    expect(judge(question, [strong], ['Lisbon', 'SIP']).kind).toBe('fault')
  })

  test('good news alone is no fault where that was the question, and decides nothing about other things', () => {
    const well = makeHealthy('all 3 replicas are ready')
    expect(judge('Is everything fine?', [well]).kind).toBe('no-fault')
    expect(judge('Why does the printer smoke?', [well]).kind).toBe('insufficient')
  })

  test('what a command replies has no time, so nothing says that it is over', () => {
    const wellness = ['a', 'b', 'c', 'd'].map((name) => makeHealthy(`${name} is healthy`, { score: 0.7 }))
    const dated = { ...strong, score: 0.72, interval: { from: '2026-03-12T09:00:00.000000Z', to: '2026-03-12T09:00:00.000000Z' } }
    expect(judge('Is anything wrong here?', [dated, ...wellness]).kind).toBe('no-fault')
    expect(judge('Is anything wrong here?', [{ ...strong, score: 0.72 }, ...wellness]).kind).toBe('fault')
  })
})
