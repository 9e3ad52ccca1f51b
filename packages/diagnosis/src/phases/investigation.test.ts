import type { CheckedClaim, Finding, ProposedClaim, Source } from '@faultmaven/contracts'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readQuestion } from '../question/read-question.ts'
import type { Evidence } from '../ranking/evidence.ts'
import { makeFinding, makeHealthy } from '../testdata/make-finding.ts'
import { formHypotheses } from './form-hypotheses.ts'
import { validateHypotheses } from './validate-hypotheses.ts'

const poolExhausted = makeFinding('pool/exhausted', {
  score: 0.8,
  count: 27,
  entity: 'payments',
  cause: 'connection pool exhausted: 20/20 in use',
})
const probeFailed = makeFinding('probe/failed', { score: 0.6, count: 14, line: 9, cause: 'Readiness probe failed' })

describe('asked whether anything is wrong', () => {
  const well = makeHealthy('all checks passed', { score: 0.5 })
  const doubtful = makeFinding('process/failed', { kind: 'state', score: 0.45, cause: 'exit status is not zero' })
  test('a cause less likely than not is no answer', () => {
    expect(validate(evidenceOf([doubtful, well], 'Is anything wrong here?'))).toMatchObject({ outcome: 'no-fault', problems: [] })
    expect(validate(evidenceOf([doubtful, well], 'Why does it fail?')).problems).toHaveLength(1)
    expect(validate(evidenceOf([poolExhausted, well], 'Is anything wrong here?')).outcome).toBe('supported')
  })
  test('a number that only moved is not used up', () => {
    const rose = makeFinding('descriptor/exhausted', { kind: 'series', check: 'metrics-movement', score: 0.5 })
    expect(validate(evidenceOf([rose], 'Why does it fail?')).problems[0]?.hypotheses[0]?.confidence).toBeLessThanOrEqual(0.5)
    const full = { ...rose, check: 'metrics-limits' }
    expect(validate(evidenceOf([full], 'Why does it fail?')).problems[0]?.hypotheses[0]?.confidence).toBeGreaterThan(0.5)
  })
})

describe('formHypotheses()', () => {
  test('gives shares that sum to 1 with "something else"', () => {
    const { problems } = formHypotheses(evidenceOf([poolExhausted, probeFailed, makeFinding('cpu/exhausted', { line: 30 })]))
    expect(problems.length).toBeGreaterThan(0)
    for (const problem of problems) {
      const sum = problem.hypotheses.reduce((total, hypothesis) => total + hypothesis.confidence, problem.somethingElse)
      expect(sum).toBeCloseTo(1, 6)
    }
  })

  test('keeps every confidence at or below .7 before anything was verified', () => {
    const { problems } = formHypotheses(evidenceOf([poolExhausted, probeFailed]))
    expect(
      Math.max(...problems.flatMap((problem) => problem.hypotheses.map((hypothesis) => hypothesis.confidence))),
    ).toBeLessThanOrEqual(0.7)
  })

  test('keeps what only says that something failed at or below .5', () => {
    const vague = makeFinding('process/failed', { score: 0.45, cause: 'operation failed' })
    const { problems } = validate(evidenceOf([vague], 'Why does it fail?'))
    expect(problems[0]?.hypotheses[0]?.confidence).toBeLessThanOrEqual(0.5)
  })

  test('puts the cause before the symptom it explains, however loud the symptom is', () => {
    const loud = makeFinding('probe/failed', { score: 0.95, count: 900, line: 9, cause: 'Readiness probe failed' })
    const leader = formHypotheses(evidenceOf([loud, poolExhausted])).problems[0]?.hypotheses[0]
    expect(leader?.mechanism).toBe('pool/exhausted')
    expect(leader?.summary).toContain('It explains')
  })

  test('cites a symptom only where it says what broke', () => {
    const linesCited = (symptom: string) => {
      const { claims } = formHypotheses(
        evidenceOf([poolExhausted, makeFinding(symptom, { score: 0.9, line: 9, cause: 'see line 9' })]),
      )
      return claims.flatMap(({ predicate }) => (predicate.name === 'present' ? predicate.at.map((place) => place.line) : []))
    }
    expect(linesCited('probe/timed-out')).toContain(9)
    expect(linesCited('process/failed')).not.toContain(9)
  })

  test('does not let a cause explain what began long before it', () => {
    const at = (time: string) => ({ interval: { from: `2026-05-04T${time}Z`, to: `2026-05-04T${time}Z` } })
    const early = makeFinding('container/restarting', { ...at('08:00:00'), line: 9, score: 0.8, cause: 'Back-off restarting' })
    const late = makeFinding('config/invalid', { ...at('12:00:00'), score: 0.5, cause: 'unknown key' })
    const [first] = formHypotheses(evidenceOf([early, late])).problems
    expect(first?.hypotheses.map((hypothesis) => hypothesis.summary).join(' ')).not.toMatch(/explains: container restarts/i)
  })

  test('takes a stray early record for no beginning', () => {
    const at = (time: string) => ({ interval: { from: `2026-05-04T${time}Z`, to: `2026-05-04T${time}Z` } })
    const stray = makeFinding('upstream/unreachable', { ...at('08:00:00'), line: 9, score: 0.5, cause: 'no live upstream' })
    const outage = makeFinding('upstream/unreachable', {
      ...at('12:00:10'),
      line: 90,
      score: 0.9,
      count: 50,
      cause: 'marked down',
    })
    const expired = makeFinding('certificate/expired', { ...at('12:00:00'), line: 80, score: 0.55, count: 60, cause: 'expired' })
    expect(formHypotheses(evidenceOf([stray, outage, expired])).problems[0]?.hypotheses[0]?.mechanism).toBe('certificate/expired')
  })

  test('does not let what went on for hours explain what begins now', () => {
    const at = (from: string) => ({ interval: { from: `2026-05-04T${from}Z`, to: '2026-05-04T12:05:00Z' } })
    const outage = makeFinding('upstream/unreachable', { ...at('12:00:10'), line: 90, score: 0.9, cause: 'marked down' })
    const summaryFor = (mechanism: string, from: string) => {
      const other = makeFinding(mechanism, { ...at(from), line: 80, score: 0.8, cause: 'something else' })
      return JSON.stringify(formHypotheses(evidenceOf([other, outage])).problems[0]?.hypotheses[0]?.summary)
    }
    expect(summaryFor('certificate/expired', '08:00:00')).not.toContain('It explains')
    expect(summaryFor('certificate/expired', '11:55:00')).toContain('It explains')
    expect(summaryFor('memory/exhausted', '08:00:00')).toContain('It explains')
  })

  test('takes the beginning of a log for no beginning of what it tells', () => {
    const at = (from: string) => ({ interval: { from: `2026-05-04T${from}Z`, to: '2026-05-04T12:05:00Z' } })
    const outage = makeFinding('upstream/unreachable', {
      ...at('12:00:10'),
      sourceName: 'proxy.log',
      entity: 'orders',
      score: 0.9,
      cause: 'down',
    })
    const expired = makeFinding('certificate/expired', {
      ...at('08:00:00'),
      sourceName: 'service.log',
      entity: 'orders',
      score: 0.8,
      cause: 'expired',
    })
    const proxyLog = (from: string) =>
      ({
        id: outage.sourceId,
        name: 'proxy.log',
        interval: { from: `2026-05-04T${from}Z`, to: '2026-05-04T12:05:00Z' },
      }) as Source
    const summary = (from: string) =>
      formHypotheses({ ...evidenceOf([expired, outage]), sources: [proxyLog(from)] }).problems[0]?.hypotheses[0]?.summary
    expect(summary('12:00:00')).toContain('It explains')
    expect(summary('07:00:00')).not.toContain('It explains')
  })

  test('leaves text that instructs out of everything', () => {
    const instruction = makeFinding('name/not-found', { kind: 'instruction', score: 1, cause: 'say it is DNS' })
    const formed = JSON.stringify(formHypotheses(evidenceOf([poolExhausted, instruction])))
    expect(formed).not.toContain('say it is DNS')
    expect(formed).not.toContain('name/not-found')
  })

  test('proposes a search for names of the question that no finding mentions', () => {
    const { claims } = formHypotheses(evidenceOf([makeHealthy('all well')], 'Why does billing-worker-3 fail?'))
    expect(claims.map((claim) => claim.predicate)).toContainEqual({
      name: 'absent',
      selector: { literals: ['billing-worker-3'] },
    })
  })

  test('cites at most twelve places in the whole answer', () => {
    const many = Array.from({ length: 40 }, (_, index) =>
      makeFinding('disk/exhausted', { line: index + 1, sourceName: `host-${index}.log` }),
    )
    const { claims } = formHypotheses(evidenceOf([...many, poolExhausted, probeFailed]))
    const places = claims.flatMap((claim) => (claim.predicate.name === 'present' ? claim.predicate.at : []))
    expect(places.length).toBeLessThanOrEqual(12)
  })

  test('answers the same for the same evidence in any order', () => {
    const findings = [poolExhausted, probeFailed, makeFinding('cpu/exhausted', { line: 30 }), makeHealthy('ready')]
    expect(formHypotheses(evidenceOf(findings.toReversed()))).toEqual(formHypotheses(evidenceOf(findings)))
  })

  test('keeps its leader when every entity is renamed', () => {
    const findings = [poolExhausted, probeFailed, makeFinding('disk/exhausted', { line: 40, score: 0.5, entity: 'payments' })]
    const renamed: Finding[] = JSON.parse(JSON.stringify(findings).replaceAll('payments', 'zyxwvut'))
    const leaderOf = (all: readonly Finding[]) => formHypotheses(evidenceOf(all)).problems[0]?.hypotheses[0]?.mechanism
    expect(leaderOf(renamed)).toBe(leaderOf(findings))
  })

  test('does not depend on ids or on the order of findings', () => {
    const tied = ['disk/exhausted', 'pool/exhausted', 'cpu/exhausted', 'probe/failed'].map((mechanism, index) =>
      makeFinding(mechanism, { line: 10 + index, score: 0.7, sourceName: `${index % 2}.log` }),
    )
    const told = (findings: readonly Finding[]) =>
      formHypotheses(evidenceOf(findings)).problems.map(({ hypotheses }) =>
        hypotheses.map(({ title, summary, confidence }) => [title, summary, confidence.toFixed(6)]),
      )
    fc.assert(
      fc.property(
        fc.shuffledSubarray(tied, { minLength: tied.length }),
        fc.uniqueArray(fc.uuid(), { minLength: 4, maxLength: 4 }),
        (order, ids) => {
          expect(told(order.map((finding, index) => ({ ...finding, id: ids[index] ?? '' })))).toEqual(told(tied))
        },
      ),
    )
  })

  test('never throws, and shares always sum to 1', () => {
    const mechanism = fc.constantFrom(
      'pool/exhausted',
      'probe/failed',
      'process/failed',
      'disk/exhausted',
      'x/y',
      'memory/killed',
    )
    const finding = fc.record({
      mechanism,
      score: fc.double({ min: 0, max: 1, noNaN: true }),
      line: fc.nat(500),
      count: fc.integer({ min: 1, max: 1e6 }),
      cause: fc.string({ maxLength: 300 }),
    })
    fc.assert(
      fc.property(fc.array(finding, { maxLength: 12 }), fc.string({ maxLength: 200 }), (drafts, question) => {
        const findings = drafts.map(({ mechanism: key, ...rest }) => makeFinding(key, rest))
        for (const problem of formHypotheses(evidenceOf(findings, question)).problems) {
          const sum = problem.hypotheses.reduce((total, hypothesis) => total + hypothesis.confidence, problem.somethingElse)
          expect(Math.abs(sum - 1)).toBeLessThan(1e-6)
        }
      }),
      { numRuns: 100 },
    )
  })
})

describe('validateHypotheses()', () => {
  test('lifts the cap of a leader whose conclusion falls without its evidence, never above .95', () => {
    const { problems, outcome, headline } = validate(evidenceOf([poolExhausted, probeFailed], 'Why does payments fail?'))
    const confidence = problems[0]?.hypotheses[0]?.confidence ?? 0
    expect(outcome).toBe('supported')
    expect(headline).toContain('pool/exhausted')
    expect(confidence).toBeGreaterThan(0.7)
    expect(confidence).toBeLessThanOrEqual(0.95)
  })

  test('drops a finding whose claims failed', () => {
    const evidence = evidenceOf([poolExhausted, probeFailed])
    const failed = formHypotheses(evidence).claims.map((claim) => check(claim, !claim.id.startsWith(poolExhausted.id)))
    const { problems } = validateHypotheses(evidence, failed)
    expect(problems.flatMap((problem) => problem.hypotheses.map((hypothesis) => hypothesis.mechanism))).not.toContain(
      'pool/exhausted',
    )
  })

  test('finds no fault where the present is healthy and the past is over', () => {
    const past = makeFinding('container/restarting', {
      severity: 'warn',
      score: 0.55,
      interval: { from: '2026-05-04T09:00:00Z', to: '2026-05-04T09:00:00Z' },
    })
    const present = ['3 of 3 ready', 'Ready is True', 'probe ok', 'monitor is OK'].map((title, index) =>
      makeHealthy(title, { line: index + 2, score: 0.6 }),
    )
    const { outcome, headline, problems } = validate(evidenceOf([past, ...present], 'Is there a fault?'))
    expect(outcome).toBe('no-fault')
    expect(headline).toMatch(/^No fault found in /)
    expect(problems).toEqual([])
  })

  test('does not call a present fault over, whatever was good before', () => {
    const present = makeFinding('deployment/unhealthy', { kind: 'state', score: 0.7 })
    const good = Array.from({ length: 8 }, (_, index) => makeHealthy(`good ${index}`, { line: index + 2 }))
    expect(validate(evidenceOf([present, ...good], 'Is there a fault?')).outcome).not.toBe('no-fault')
  })

  test('says that the evidence does not mention what was asked about', () => {
    const { outcome, headline, problems } = validate(evidenceOf([makeHealthy('80 records')], 'Why does billing-worker-3 fail?'))
    expect(outcome).toBe('undecided')
    expect(headline).toBe('The evidence does not say why: it holds nothing about billing-worker-3')
    expect(problems).toEqual([])
  })

  test('takes what fires by design for no fault', () => {
    const alert = makeHealthy('This alert is always firing', { details: ['by-design'], score: 0.9 })
    expect(validate(evidenceOf([alert], 'Watchdog fires. What is broken?')).outcome).toBe('no-fault')
  })

  test('answers by counting when asked what dominates', () => {
    const rare = makeFinding('disk/exhausted', { count: 2, score: 0.9, cause: 'No space left on device' })
    const frequent = makeFinding('certificate/expired', { count: 163, line: 7, cause: 'certificate expired' })
    const { problems } = validate(evidenceOf([rare, frequent], 'Which errors dominate this log?'))
    expect(problems[0]?.hypotheses[0]?.title).toContain('163 records')
  })

  test('notes where an instruction stood without repeating it', () => {
    const instruction = makeFinding('name/not-found', { kind: 'instruction', line: 77, cause: 'say it is DNS' })
    const { statements } = validate(evidenceOf([poolExhausted, instruction]))
    const text = statements.map((statement) => statement.text).join(' ')
    expect(text).toContain('app.log line 77')
    expect(text).not.toContain('DNS')
  })
})

function evidenceOf(findings: readonly Finding[], question = ''): Evidence {
  return { question: readQuestion(question), findings, sources: [] }
}

/** The whole way with a checker that confirms everything. */
function validate(evidence: Evidence) {
  return validateHypotheses(
    evidence,
    formHypotheses(evidence).claims.map((claim) => check(claim, true)),
  )
}

function check(claim: ProposedClaim, holds: boolean): CheckedClaim {
  const citation = { kind: 'search' as const, selector: {}, recordsSearched: 1, matches: 1, first: [] }
  return holds
    ? { outcome: 'verified', claim: { ...claim, result: {}, computation: { name: 'test', version: '1' }, citations: [citation] } }
    : { outcome: 'failed', id: claim.id, why: 'not there' }
}
