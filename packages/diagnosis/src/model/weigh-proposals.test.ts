import type { CheckedClaim, Claim, Feedback, FeedbackVerdict, Finding, Predicate } from '@faultmaven/contracts'
import { describe, expect, test } from 'vitest'
import { formHypotheses } from '../phases/form-hypotheses.ts'
import { validateHypotheses } from '../phases/validate-hypotheses.ts'
import type { Evidence } from '../ranking/evidence.ts'
import { makeFinding } from '../testdata/make-finding.ts'
import type { ModelProposal } from './proposal.ts'
import { CAP_INFERENCE, weighProposals } from './weigh-proposals.ts'

const FULL = makeFinding('disk/exhausted', {
  cause: 'No space left on device',
  entity: '/var/lib/db',
  line: 7,
  score: 0.9,
  interval: { from: '2026-11-03T03:11:00Z', to: '2026-11-03T03:20:00Z' },
})
const READ_ONLY = makeFinding('database/read-only', {
  cause: 'cannot execute INSERT in a read-only transaction',
  sourceName: 'web.log',
  line: 90,
  score: 0.5,
  interval: { from: '2026-11-03T03:12:00Z', to: '2026-11-03T03:20:00Z' },
})

function analysed(...findings: Finding[]) {
  const evidence: Evidence = { findings, sources: [] }
  const checked = formHypotheses(evidence).claims.map(({ id, text, predicate }): CheckedClaim => ({
    outcome: 'verified',
    claim: claimOf(id, text, predicate, []),
  }))
  return { evidence, checked, problems: validateHypotheses(evidence, checked).problems }
}

function claimOf(id: string, text: string, predicate: Predicate, citations: Claim['citations']): Claim {
  return { id, text, predicate, result: { matches: 1 }, computation: { name: 'faultmaven/present', version: '1' }, citations }
}

/** A verified claim that cites a line with these words. */
function saying(quote: string, { line = 500, sourceId = FULL.sourceId } = {}): Claim {
  const predicate: Predicate = { name: 'present', selector: { literals: [quote] }, at: [{ sourceId, line }] }
  return claimOf('m-c1', `app.log says “${quote}”.`, predicate, [
    { kind: 'text', sourceId, sourceName: 'app.log', sha256: 'a'.repeat(64), line, bytes: [0, 9], quote },
  ])
}

const proposal = (overrides: Partial<ModelProposal>): ModelProposal => ({
  id: 'm-h1',
  mechanism: 'certificate/expired',
  claims: [],
  against: [],
  ...overrides,
})

describe('weighProposals()', () => {
  const { evidence, checked, problems } = analysed(FULL)
  const weigh = (...proposals: ModelProposal[]) => weighProposals({ evidence, checked, problems, proposals })
  const leader = problems[0]!.hypotheses[0]!
  /** The board with one proposal as feedback leaves it. */
  const hear = (...feedback: Feedback[]) => {
    const heard = { ...evidence, feedback }
    return weighProposals({
      evidence: heard,
      checked,
      problems: validateHypotheses(heard, checked).problems,
      proposals: [proposal({})],
    })
  }

  test('without proposals the board stays as it is', () => {
    expect(weigh()).toEqual(problems)
  })

  test('a proposal without a verified claim stays below the leader and .3, and the leader as it was', () => {
    const [problem] = weigh(proposal({}))
    expect(problem!.hypotheses[0]).toEqual(leader)
    expect(problem!.hypotheses[1]).toMatchObject({ id: 'm-h1', claimIds: [], cap: expect.stringContaining('no verified claim') })
    expect(problem!.hypotheses[1]!.confidence).toBeLessThanOrEqual(CAP_INFERENCE)
    expect(sumOf(problem!)).toBeCloseTo(1, 6)
  })

  test('a proposal without a verified claim gets the share of an unproved cause, not that of the leader', () => {
    const [problem] = weigh(proposal({}))
    expect(problem!.hypotheses[1]!.confidence).toBeGreaterThan(0)
    expect(problem!.somethingElse).toBeGreaterThan(0)
  })

  test('a cause that the user marked wrong stands behind what a model proposed', () => {
    const [problem] = hear(about(leader.id, 'wrong'))
    expect(problem!.hypotheses.map(({ id, state }) => [id, state])).toEqual([
      ['m-h1', 'undecided'],
      [leader.id, 'refuted'],
    ])
    expect(problem!.title).toBe(problem!.hypotheses[0]!.title)
    expect(sumOf(problem!)).toBeCloseTo(1, 6)
  })

  test('what the user says of a proposal moves it, and undone it does not', () => {
    const confidence = (...feedback: Feedback[]) => hear(...feedback)[0]!.hypotheses.find(({ id }) => id === 'm-h1')!.confidence
    const was = confidence()
    expect(confidence(about('m-h1', 'not-quite'))).toBeLessThan(was)
    expect(confidence(about('m-h1', 'right'))).toBeGreaterThan(was)
    expect(confidence(about('m-h1', 'right'))).toBeLessThanOrEqual(CAP_INFERENCE)
    expect(hear(about('m-h1', 'wrong'))[0]!.hypotheses.at(-1)).toMatchObject({ id: 'm-h1', state: 'refuted', was })
    expect(hear({ ...about('m-h1', 'wrong'), undone: true })).toEqual(hear())
  })

  test('a mechanism without words of ours is left out', () => {
    expect(weigh(proposal({ mechanism: 'moon/full' }))).toEqual(problems)
  })

  test('a claim that holds but reports something else proves nothing of the cause', () => {
    const [problem] = weigh(proposal({ claims: [saying('No space left on device', { line: 7 })] }))
    expect(problem!.hypotheses[0]).toEqual(leader)
    expect(problem!.hypotheses[1]).toMatchObject({ cap: expect.stringContaining('is an inference'), findingIds: [] })
    expect(problem!.hypotheses[1]!.confidence).toBeLessThanOrEqual(CAP_INFERENCE)
  })

  test('a line that reports the cause is weighed like any evidence, and takes its share from something else only', () => {
    const weak = analysed(makeFinding('connection/refused', { cause: 'connection refused', score: 0.45 }))
    const input = { ...weak, proposals: [proposal({ claims: [saying('x509: certificate has expired or is not yet valid')] })] }
    const [before, after] = [weak.problems[0]!, weighProposals(input)[0]!]
    expect(after.hypotheses[0]).toEqual(before.hypotheses[0])
    expect(after.hypotheses[1]).toMatchObject({ id: 'm-h1', mechanism: 'certificate/expired', claimIds: ['m-c1'] })
    expect(after.hypotheses[1]!.confidence).toBeGreaterThan(0.02)
    expect(sumOf(after)).toBeCloseTo(1, 6)
  })

  test('what the board says already gains no claim that reports something else', () => {
    const other = saying('GET /index.html 200', { line: 80 })
    expect(weigh(proposal({ mechanism: leader.mechanism, claims: [other] }))).toEqual(problems)
  })

  test('what the board says already only gains claims', () => {
    const [problem] = weigh(proposal({ mechanism: leader.mechanism, claims: [saying('No space left on device', { line: 7 })] }))
    expect(problem!.hypotheses).toEqual([{ ...leader, claimIds: [...leader.claimIds, 'm-c1'] }])
  })

  test('lines beside an instruction report nothing', () => {
    const planted = { ...makeFinding('x/y', { line: 498 }), kind: 'instruction' as const }
    const withPlanted = analysed(FULL, planted)
    const claims = [saying('x509: certificate has expired or is not yet valid')]
    const [problem] = weighProposals({ ...withPlanted, proposals: [proposal({ claims })] })
    expect(problem!.hypotheses[1]).toMatchObject({ findingIds: [], cap: expect.stringContaining('is an inference') })
  })

  test('where nothing is wrong or nothing is known, only a reported cause is shown, at most .3', () => {
    const quiet = analysed()
    expect(weighProposals({ ...quiet, proposals: [proposal({})] })).toEqual([])
    const [problem] = weighProposals({
      ...quiet,
      proposals: [proposal({ claims: [saying('x509: certificate has expired or is not yet valid')] })],
    })
    expect(problem!.hypotheses[0]!.confidence).toBeLessThanOrEqual(CAP_INFERENCE)
  })

  test('only a claim whose form contradicts the leader lowers it: an effect that came before all its evidence', () => {
    const both = analysed(FULL, READ_ONLY)
    const symptom = both.problems.flatMap(({ hypotheses }) => hypotheses).map(({ mechanism }) => mechanism)
    const late = (first: string[], second: string[]): Claim =>
      claimOf('m-a1', 'a before b', { name: 'precedes', first: { literals: first }, second: { literals: second } }, [])
    const against = (claim: Claim) =>
      weighProposals({ ...both, proposals: [proposal({ against: [claim] })] })[0]!.hypotheses.find(
        ({ id }) => id === both.problems[0]!.hypotheses[0]!.id,
      )!
    const was = both.problems[0]!.hypotheses[0]!
    expect(symptom).toContain('disk/exhausted')
    expect(against(late(['INFO'], ['No space left on device']))).toEqual(was)
    expect(against(late([READ_ONLY.fault!.cause!], ['No space']))).toEqual(was)
    expect(against(saying('INFO'))).toEqual(was)
    const doubted = against(late([READ_ONLY.fault!.cause!], ['No space left on device']))
    expect(doubted.confidence).toBeLessThan(was.confidence)
    expect(doubted.againstClaimIds).toEqual(['m-a1'])
  })
})

function about(hypothesisId: string, verdict: FeedbackVerdict): Feedback {
  const target = { kind: 'hypothesis' as const, hypothesisId }
  return { id: '5f1d7a52-0f6b-4c7e-9a55-0d7b3c1f6a10', at: '2026-11-23T03:31:00Z', target, verdict }
}

function sumOf({ hypotheses, somethingElse }: { hypotheses: { confidence: number }[]; somethingElse: number }): number {
  return hypotheses.reduce((sum, { confidence }) => sum + confidence, somethingElse)
}
