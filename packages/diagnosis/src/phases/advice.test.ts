import { describe, expect, test } from 'vitest'
import { readQuestion } from '../question/read-question.ts'
import { makeFinding } from '../testdata/make-finding.ts'
import { answerWithoutEvidence } from './answer-without-evidence.ts'
import { defineBlastRadius } from './blast-radius.ts'
import { formHypotheses } from './form-hypotheses.ts'
import { proposeSolution } from './propose-solution.ts'
import { establishTimeline } from './timeline.ts'

describe('answerWithoutEvidence()', () => {
  test('explains a code and says that nothing was examined', () => {
    const { headline, statements } = answerWithoutEvidence(readQuestion('What does ENOSPC mean?'))
    expect(headline).toBe('ENOSPC means that the device has no free space, inodes or watches left')
    expect(statements.map((statement) => statement.text).join(' ')).toContain('Nothing was examined')
  })

  test('is never a blank', () => {
    for (const text of ['', 'hello', 'my app is broken', 'exit code 137?']) {
      const { headline, needs, statements } = answerWithoutEvidence(readQuestion(text))
      expect(headline).not.toBe('')
      expect(statements.length).toBeGreaterThan(0)
      expect(needs.length).toBeGreaterThan(0)
    }
  })
})

describe('proposeSolution()', () => {
  const evidence = { findings: [makeFinding('disk/exhausted', { entity: '/var/lib/db' })], sources: [] }
  const { problems } = formHypotheses(evidence)

  test('gives steps with a risk, mitigation first', () => {
    const { steps } = proposeSolution(evidence, problems)
    expect(steps[0]).toMatchObject({ purpose: 'mitigate', risk: 'changes-production' })
    expect(steps.map((step) => step.text).join(' ')).toContain('/var/lib/db')
  })

  test('gathers the needs into one script with variables for what it cannot know', () => {
    const killed = { findings: [makeFinding('memory/killed')], sources: [] }
    const { collectScript, needs } = proposeSolution(killed, formHypotheses(killed).problems)
    expect(needs.length).toBeGreaterThan(0)
    expect(collectScript).toContain('POD=""')
    expect(collectScript).not.toMatch(/<\w+>/)
  })

  test('proposes nothing to be done to the name of a metric', () => {
    const moved = (title: string, entity: string) => {
      const findings = [makeFinding('process/slow', { kind: 'series', check: 'metrics-movement', title, entity })]
      return proposeSolution({ findings, sources: [] }, formHypotheses({ findings, sources: [] }).problems).steps
    }
    const unnamed = moved('p99_ms rose from 43 ms to 957 ms', 'p99_ms')
    expect(unnamed.length).toBeGreaterThan(0)
    expect(unnamed.every(({ risk, text }) => risk === 'read-only' && !/(?:off|in) p99_ms/.test(text))).toBe(true)
    const named = moved('p99_ms (orders) rose from 43 ms to 957 ms', 'orders')
    expect(named.map(({ text }) => text)).toContain('Take load off orders')
  })

  test('proposes nothing where nothing is wrong', () => {
    expect(proposeSolution({ findings: [], sources: [] }, [])).toEqual({ steps: [], needs: [] })
  })
})

test('defineBlastRadius() names who is affected and who is not', () => {
  const findings = [
    makeFinding('pool/exhausted', { entity: 'payments', count: 9 }),
    makeFinding('pool/exhausted', { entity: 'payments', line: 2 }),
    makeFinding('cpu/slow', { entity: 'search', line: 3 }),
  ]
  const radius = defineBlastRadius({ findings, sources: [] })
  expect(radius.affected[0]).toEqual({ entity: 'payments', findings: 2, records: 10 })
  const since = { from: '2026-05-04T10:01:00Z', to: '2026-05-04T10:02:00Z' }
  const healthy = { ...makeFinding('probe/failed', { entity: 'mail', line: 4 }), kind: 'healthy' as const }
  const timed = makeFinding('disk/exhausted', { entity: 'write /data/wal', interval: since, line: 5 })
  const named = (entity: string, check = 'log-messages') => ({
    ...makeFinding('probe/failed', { entity, line: 6 }),
    kind: 'healthy' as const,
    check,
  })
  const misleading = [named('payments.example.net:80'), named('requests_total', 'metrics-series')]
  expect(defineBlastRadius({ findings: [...findings, ...misleading], sources: [] }).healthy).toEqual([])
  expect(defineBlastRadius({ findings: [...findings, healthy, timed], sources: [] }).summary).toBe(
    '1 of 0 sources shows trouble, above all payments, search; since 2026-05-04 10:01:00 UTC, 12 records tell of it. Not affected, as far as the evidence shows: mail',
  )
  expect(defineBlastRadius({ findings: [], sources: [] }).summary).toBe('None of 0 sources shows trouble')
})

test('establishTimeline() orders what began when and names the onset', () => {
  const at = (time: string) => ({ interval: { from: `2026-05-04T${time}Z`, to: `2026-05-04T${time}Z` } })
  const late = makeFinding('probe/failed', { ...at('10:05:00'), line: 2 })
  const early = makeFinding('disk/exhausted', at('10:01:00'))
  const { entries, onset } = establishTimeline({ findings: [late, early, makeFinding('cpu/slow', { line: 3 })], sources: [] })
  expect(entries.map((entry) => entry.findingId)).toEqual([early.id, late.id])
  expect(onset).toBe('2026-05-04T10:01:00Z')
})
