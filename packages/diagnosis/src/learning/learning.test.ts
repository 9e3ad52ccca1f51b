import type { Feedback, FeedbackTarget, FeedbackVerdict, Finding, Hypothesis, ProblemGroup } from '@faultmaven/contracts'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { investigate } from '../phases/investigate.ts'
import { proposeSolution } from '../phases/propose-solution.ts'
import { validateHypotheses } from '../phases/validate-hypotheses.ts'
import { formHypotheses } from '../phases/form-hypotheses.ts'
import type { Evidence } from '../ranking/evidence.ts'
import { readQuestion } from '../question/read-question.ts'
import { makeFinding } from '../testdata/make-finding.ts'

const pool = makeFinding('pool/exhausted', { score: 0.8, count: 27, entity: 'billing', cause: 'pool exhausted: 20/20 in use' })
const probe = makeFinding('probe/failed', { score: 0.6, count: 14, line: 9, cause: 'Readiness probe failed' })
const cpu = makeFinding('cpu/exhausted', { score: 0.7, line: 30, cause: 'run queue length 91' })
const disk = makeFinding('disk/exhausted', { score: 0.75, line: 40, entity: '/srv', cause: 'No space left on device' })
const ALL = [pool, probe, cpu, disk]

describe('feedback on a hypothesis', () => {
  test('"wrong" lets another cause lead, and keeps the one marked wrong in sight with what speaks for it', () => {
    const before = leaderOf(board(ALL))
    const after = board(ALL, [about(before.id, 'wrong')])
    expect(leaderOf(after).id).not.toBe(before.id)
    const marked = hypothesesOf(after).find(({ id }) => id === before.id)
    expect(marked).toMatchObject({ state: 'refuted', was: before.confidence, findingIds: before.findingIds })
    expect(marked?.confidence).toBeLessThan(before.confidence)
    expect(marked?.claimIds.length).toBeGreaterThan(0)
  })

  test('"wrong" lets what the cause was said to explain stand by itself', () => {
    const [first] = board([pool, probe])
    expect(first?.hypotheses.map(({ mechanism }) => mechanism)).not.toContain('probe/failed')
    const after = board([pool, probe], [about(leaderOf([first!]).id, 'wrong')])
    expect(leaderOf(after).mechanism).toBe('probe/failed')
    // A symptom whose cause is not seen is no proven cause.
    expect(leaderOf(after).confidence).toBeLessThanOrEqual(0.5)
  })

  test('"wrong" lets what the board showed next lead, before what nobody had seen', () => {
    const slow = makeFinding('query/slow', { score: 0.8, count: 27, cause: 'query took 9 s' })
    const unseen = makeFinding('pool/exhausted', { score: 0.95, count: 400, line: 9, cause: 'pool exhausted' })
    const next = makeFinding('certificate/expired', {
      score: 0.58,
      sourceName: 'edge.log',
      line: 40,
      cause: 'certificate has expired',
    })
    const found = [slow, unseen, next]
    const before = board(found)
    expect(hypothesesOf(before).map(({ mechanism }) => mechanism)).toEqual(['query/slow', 'certificate/expired'])
    const after = board(found, [about(leaderOf(before).id, 'wrong')])
    expect(after.map(({ hypotheses }) => hypotheses[0]?.mechanism)).toEqual(['certificate/expired', 'pool/exhausted'])
  })

  test('with every cause marked wrong none leads, all are shown and the answer says so', () => {
    const words = hypothesesOf(board([pool])).map(({ id }) => about(id, 'wrong'))
    const { problems, outcome, headline } = answer([pool], words)
    expect(hypothesesOf(problems).map(({ state }) => state)).toEqual(['refuted'])
    expect(outcome).toBe('undecided')
    expect(headline).toContain('no other cause')
    expect(proposeSolution(evidenceOf([pool]), problems).steps).toEqual([])
  })

  test('"not quite" lowers it less than "wrong", and rules nothing out', () => {
    const { id, confidence } = leaderOf(board(ALL))
    const notQuite = confidenceOf(board(ALL, [about(id, 'not-quite')]), id)
    expect(notQuite).toBeLessThan(confidence)
    expect(notQuite).toBeGreaterThan(confidenceOf(board(ALL, [about(id, 'wrong')]), id))
  })

  test('praise lifts nothing over what the evidence allows', () => {
    const vague = makeFinding('process/failed', { score: 0.45, cause: 'operation failed' })
    const { id } = leaderOf(board([vague]))
    expect(confidenceOf(board([vague], [about(id, 'right')]), id)).toBeLessThanOrEqual(0.5)
  })

  test('is kept when more data comes and the ranks change', () => {
    const { id } = leaderOf(board(ALL))
    const louder = makeFinding('certificate/expired', { score: 0.95, line: 60, cause: 'certificate has expired' })
    const after = board([...ALL, louder], [about(id, 'wrong')])
    expect(hypothesesOf(after).find((one) => one.id === id)?.state).toBe('refuted')
  })
})

describe('asked whether anything is wrong', () => {
  const vague = makeFinding('process/failed', { score: 0.45, cause: 'operation failed' })
  const { id } = leaderOf(board([vague]))
  const asked = (feedback: readonly Feedback[] = []) =>
    investigate(
      { ...evidenceOf([vague], feedback), question: readQuestion('Is anything wrong?') },
      { verified: true, missing: [] },
    ).problems

  test('a cause less likely than not is shown once the user has judged it, and not when that was undone', () => {
    expect(asked()).toEqual([])
    expect(hypothesesOf(asked([about(id, 'wrong')]))).toMatchObject([{ id, state: 'refuted' }])
    expect(asked([{ ...about(id, 'wrong'), undone: true }])).toEqual([])
  })

  test('a word on a step or a claim judges no cause', () => {
    expect(asked([word({ kind: 'step', hypothesisId: id, text: 'Restart it' }, 'did-not-help')])).toEqual([])
    expect(asked([word({ kind: 'claim', claimId: `${vague.id}-c0` }, 'wrong')])).toEqual([])
  })
})

describe('feedback on claims and steps', () => {
  test('a claim marked wrong takes weight from the cause that rests on it', () => {
    const { id, confidence } = leaderOf(board(ALL))
    const claim: FeedbackTarget = { kind: 'claim', claimId: `${pool.id}-c0` }
    expect(id).toBe('h-pool/exhausted')
    expect(confidenceOf(board(ALL, [word(claim, 'wrong')]), id)).toBeLessThan(confidence)
  })

  test('all steps of a cause together move it no more than one word about it', () => {
    const { id } = leaderOf(board(ALL))
    const steps = Array.from({ length: 30 }, (_, at) =>
      word({ kind: 'step', hypothesisId: id, text: `step ${at}` }, 'did-not-help'),
    )
    expect(confidenceOf(board(ALL, steps.slice(0, 1)), id)).toBeLessThan(leaderOf(board(ALL)).confidence)
    const marked = confidenceOf(board(ALL, [about(id, 'wrong')]), id)
    expect(confidenceOf(board(ALL, steps), id)).toBeGreaterThan(marked / 3)
  })

  test('moves causes that rest on the same signature or source a little, others not', () => {
    const here = (mechanism: string, line: number) =>
      makeFinding(mechanism, {
        sourceName: 'here.log',
        line,
        score: 0.7,
        entity: 'edge-proxy-1',
        cause: `${mechanism} at edge-proxy-1`,
      })
    const there = makeFinding('memory/exhausted', { sourceName: 'elsewhere.log', score: 0.7, entity: 'edge-proxy-1' })
    const findings = [here('cpu/exhausted', 1), here('pool/exhausted', 2), there]
    const before = board(findings)
    const after = board(findings, [about('h-cpu/exhausted', 'wrong')])
    const odds = (problems: readonly ProblemGroup[]) =>
      confidenceOf(problems, 'h-pool/exhausted') / confidenceOf(problems, 'h-memory/exhausted')
    expect(odds(after)).toBeLessThan(odds(before))
    expect(odds(after)).toBeGreaterThan(odds(before) / 3)
  })
})

describe('laws of feedback, whatever was found and said', () => {
  const MECHANISMS = ['pool/exhausted', 'cpu/exhausted', 'probe/failed', 'disk/exhausted', 'upstream/timed-out', 'process/failed']
  const finding = fc
    .record({
      mechanism: fc.constantFrom(...MECHANISMS),
      score: fc.integer({ min: 40, max: 99 }),
      source: fc.constantFrom('a.log', 'bb.log'),
      line: fc.integer({ min: 1, max: 500 }),
    })
    .map(({ mechanism, score, source, line }) =>
      makeFinding(mechanism, { score: score / 100, line, sourceName: source, cause: `${mechanism} number ${line}` }),
    )
  const findings = fc.uniqueArray(finding, { minLength: 1, maxLength: 9, selector: ({ id }) => id })
  const verdict = fc.constantFrom<FeedbackVerdict[]>('right', 'not-quite', 'wrong')

  test('undoing a word gives back the same board, byte for byte', () => {
    fc.assert(
      fc.property(findings, fc.array(verdict, { minLength: 1, maxLength: 4 }), (found, verdicts) => {
        const ids = hypothesesOf(board(found)).map(({ id }) => id)
        const words = ids.length === 0 ? [] : verdicts.map((one, at) => about(ids[at % ids.length]!, one))
        for (let count = 0; count < words.length; count += 1) {
          const kept = words.slice(0, count)
          const undone = { ...words[count]!, undone: true as const }
          expect(JSON.stringify(board(found, [...kept, undone]))).toBe(JSON.stringify(board(found, kept)))
        }
      }),
    )
  })

  test('"right" never lowers the cause it is about', () => {
    fc.assert(
      fc.property(findings, (found) => {
        const before = board(found)
        for (const { id, confidence } of hypothesesOf(before)) {
          const after = board(found, [about(id, 'right')])
          expect(confidenceOf(after, id)).toBeGreaterThanOrEqual(confidence)
          expect(rankOf(after, id)).toBeLessThanOrEqual(rankOf(before, id))
        }
      }),
    )
  })

  test('shares sum to 1, "something else" keeps some, no cap is passed, and no cause that was judged disappears', () => {
    fc.assert(
      fc.property(findings, fc.array(verdict, { maxLength: 4 }), (found, verdicts) => {
        const ids = hypothesesOf(board(found)).map(({ id }) => id)
        const words = ids.length === 0 ? [] : verdicts.map((one, at) => about(ids[at % ids.length]!, one))
        const after = board(found, words)
        for (const { hypotheses, somethingElse } of after) {
          const sum = hypotheses.reduce((total, { confidence }) => total + confidence, somethingElse)
          expect(sum).toBeCloseTo(1, 6)
          expect(somethingElse).toBeGreaterThan(0)
          expect(Math.max(...hypotheses.map(({ confidence }) => confidence))).toBeLessThanOrEqual(0.95)
        }
        const shown = new Set(hypothesesOf(after).map(({ id }) => id))
        for (const { target, verdict: said } of words)
          if (
            said === 'wrong' &&
            target.kind === 'hypothesis' &&
            words.findLast((one) => one.target.kind === 'hypothesis' && one.target.hypothesisId === target.hypothesisId)
              ?.verdict === 'wrong'
          )
            expect(shown).toContain(target.hypothesisId)
      }),
    )
  })
})

function evidenceOf(findings: readonly Finding[], feedback: readonly Feedback[] = []): Evidence {
  return { findings, sources: [], feedback }
}

/** The answer with every claim that the evidence alone proposes verified. */
function answer(findings: readonly Finding[], feedback: readonly Feedback[] = []) {
  const proposed = formHypotheses(evidenceOf(findings)).claims
  return validateHypotheses(
    evidenceOf(findings, feedback),
    proposed.map((claim) => ({
      outcome: 'verified',
      claim: { ...claim, result: {}, computation: { name: 'present', version: '1' }, citations: findings[0]!.citations },
    })),
  )
}

function board(findings: readonly Finding[], feedback: readonly Feedback[] = []): ProblemGroup[] {
  return answer(findings, feedback).problems
}

function hypothesesOf(problems: readonly ProblemGroup[]): Hypothesis[] {
  return problems.flatMap(({ hypotheses }) => hypotheses)
}

function leaderOf(problems: readonly ProblemGroup[]): Hypothesis {
  return problems[0]!.hypotheses[0]!
}

function confidenceOf(problems: readonly ProblemGroup[], id: string): number {
  return hypothesesOf(problems).find((one) => one.id === id)?.confidence ?? 0
}

/** Leaders first, then the others. */
function rankOf(problems: readonly ProblemGroup[], id: string): number {
  const leaders = problems.flatMap(({ hypotheses }) => hypotheses.slice(0, 1))
  const others = problems.flatMap(({ hypotheses }) => hypotheses.slice(1))
  return [...leaders, ...others].findIndex((one) => one.id === id)
}

function about(hypothesisId: string, verdict: FeedbackVerdict): Feedback {
  return word({ kind: 'hypothesis', hypothesisId }, verdict)
}

function word(target: FeedbackTarget, verdict: FeedbackVerdict): Feedback {
  return { id: '5f1d7a52-0f6b-4c7e-9a55-0d7b3c1f6a10', at: '2026-11-23T03:31:00Z', target, verdict }
}
