import type { AnswerChoice, Finding, ProblemGroup } from '@faultmaven/contracts'
import { describe, expect, test } from 'vitest'
import { investigate } from '../phases/investigate.ts'
import { readQuestion } from '../question/read-question.ts'
import type { Evidence } from '../ranking/evidence.ts'
import { makeFinding, makeHealthy } from '../testdata/make-finding.ts'
import { chooseQuestion } from './choose-question.ts'
import { describeEffect } from './describe-effect.ts'

const expired = makeFinding('certificate/expired', {
  score: 0.5,
  entity: 'orders-db',
  cause: 'certificate of orders-db is no longer valid',
})
const denied = makeFinding('credential/denied', {
  score: 0.48,
  sourceName: 'web.log',
  line: 7,
  cause: 'login to orders-db was denied',
})
const RIVALS = [expired, denied]
const [EXPIRED, DENIED] = ['h-certificate/expired', 'h-credential/denied']

function board(
  findings: readonly Finding[],
  answers: readonly AnswerChoice[] = [],
  question = 'Why do orders fail?',
): ProblemGroup[] {
  return investigate(evidenceOf(findings, question, answers), { verified: true, missing: [] }).problems
}

function evidenceOf(findings: readonly Finding[], question: string, answers: readonly AnswerChoice[] = []): Evidence {
  return { findings, sources: [], question: readQuestion(question), answers }
}

function ask(findings: readonly Finding[], { asked = [] as readonly string[], question = 'Why do orders fail?' } = {}) {
  return chooseQuestion({
    evidence: evidenceOf(findings, question),
    problems: board(findings, [], question),
    asked: new Set(asked),
    rank: (answer) => board(findings, [answer], question),
  })
}

describe('chooseQuestion()', () => {
  test('asks whether the leader was so where an answer decides between rivals', () => {
    const question = ask(RIVALS)
    expect(question).toMatchObject({
      about: `state ${EXPIRED}`,
      text: 'Had the TLS certificate (orders-db) expired when the trouble began?',
      choices: [
        { value: 'yes', supports: [EXPIRED], against: [] },
        { value: 'no', supports: [], against: [EXPIRED] },
        { value: 'unknown', supports: [], against: [] },
      ],
    })
    expect(question?.why).toMatch(/tell “.+” \(\d+%\) from “.+” \(\d+%\)/)
    const leaders = question?.choices.map((choice) => board(RIVALS, [choice])[0]?.hypotheses[0])
    expect(leaders?.map((leader) => leader?.id)).toEqual([EXPIRED, DENIED, EXPIRED])
    expect(leaders?.[0]?.confidence).toBeGreaterThan(0.5)
  })

  test('asks nothing twice in a case: then about the rival, then which came first', () => {
    const asked = [`state ${EXPIRED}`]
    expect(ask(RIVALS, { asked })?.about).toBe(`state ${DENIED}`)
    asked.push(`state ${DENIED}`)
    expect(ask(RIVALS, { asked })).toMatchObject({
      about: `order ${EXPIRED} ${DENIED}`,
      choices: [{ value: 'first', supports: [EXPIRED], against: [DENIED] }, { value: 'second' }, { value: 'unknown' }],
    })
    asked.push(`order ${EXPIRED} ${DENIED}`)
    expect(ask(RIVALS, { asked })).toBeUndefined()
  })

  test.each([
    ['one cause alone', [expired], 'Why do orders fail?'],
    ['a cause that is likelier than not', [{ ...expired, score: 0.95 }, denied], 'Why do orders fail?'],
    ['a quiet answer', RIVALS, 'Is anything wrong?'],
    ['a question that is answered by counting', RIVALS, 'Which errors dominate?'],
    ['no trouble at all', [makeHealthy('orders-db is ready')], 'Why do orders fail?'],
  ])('asks nothing of %s', (_name, findings, question) => {
    expect(ask(findings, { question })).toBeUndefined()
  })

  test('asks nothing that the evidence shows itself', () => {
    const seen = makeHealthy('certificate of orders-db is valid', {
      entities: ['orders-db'],
      score: 0.3,
      sourceName: 'state.txt',
    })
    expect(ask([...RIVALS, seen])?.about).toBe(`state ${DENIED}`)
  })

  test('asks nothing of which no answer changes the leader or lifts it past one half', () => {
    const question = chooseQuestion({
      evidence: evidenceOf(RIVALS, 'Why do orders fail?'),
      problems: board(RIVALS),
      asked: new Set(),
      rank: () => board(RIVALS),
    })
    expect(question).toBeUndefined()
  })
})

describe('an answer', () => {
  const choices = ask(RIVALS)?.choices ?? []
  const answered = (...values: readonly string[]) =>
    board(
      RIVALS,
      values.flatMap((value) => choices.filter((choice) => choice.value === value)),
    )

  test('moves shares that still sum to 1, and keeps every cause and claim in sight', () => {
    for (const value of ['yes', 'no', 'unknown']) {
      const [problem] = answered(value)
      const sum = problem!.hypotheses.reduce((total, { confidence }) => total + confidence, problem!.somethingElse)
      expect(sum).toBeCloseTo(1, 2)
      expect(problem!.hypotheses.map(({ id }) => id).toSorted()).toEqual([EXPIRED, DENIED])
      expect(problem!.hypotheses.every(({ claimIds, state }) => claimIds.length > 0 && state !== 'refuted')).toBe(true)
    }
  })

  test('says what the evidence alone gives, and weighs no more for being repeated', () => {
    expect(answered('yes')[0]?.hypotheses[0]).toMatchObject({ id: EXPIRED, was: board(RIVALS)[0]?.hypotheses[0]?.confidence })
    expect(answered('yes', 'yes')).toEqual(answered('yes'))
    expect(answered('unknown')).toEqual(board(RIVALS))
    expect(answered('yes', 'no')).toEqual(board(RIVALS))
  })

  test('lifts what no observation tells from others no higher than .6', () => {
    const vague = [
      makeFinding('process/failed', { score: 0.5, cause: 'operation failed with an error' }),
      makeFinding('job/failed', { score: 0.48, line: 5, cause: 'work item did not complete' }),
    ]
    const [leader] = board(vague)[0]?.hypotheses ?? []
    const told = { value: 'yes', label: 'Yes', supports: [leader!.id], against: [] }
    const lifted = board(vague, [told])[0]?.hypotheses[0]
    expect(lifted?.confidence).toBeGreaterThan(leader!.confidence)
    expect(lifted?.confidence).toBeLessThanOrEqual(0.6)
  })

  test('is told by what it changed', () => {
    const before = board(RIVALS)
    expect(describeEffect(before, answered('yes'))).toMatch(/^“.+” rose from \d+% to \d+%; “.+” fell from \d+% to \d+%\.$/)
    expect(describeEffect(before, answered('no'))).toMatch(/^“.+” rose from \d+% to \d+% and leads now; “.+” fell from/)
    expect(describeEffect(before, answered('unknown'))).toBe('It changes nothing.')
  })
})
