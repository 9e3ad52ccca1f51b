import type { CaseEvent, Finding, TurnEvent } from '@faultmaven/contracts'
import { describe, expect, test } from 'vitest'
import { applyEvents } from './apply-events.ts'
import { caseFacts, caseTitle } from './case-facts.ts'
import { type CaseView, emptyCase } from './case-view.ts'
import { milestone } from './milestone.ts'

const FIRST = '10000000-0000-4000-8000-000000000001'
const SECOND = '10000000-0000-4000-8000-000000000002'

function caseOf(...events: readonly (readonly [turnId: string, event: TurnEvent])[]): CaseView {
  const at = '2026-11-22T03:31:00Z'
  return applyEvents(
    emptyCase(),
    events.map(([turnId, event], index): CaseEvent => ({ eventId: index + 1, turnId, at, event })),
  )
}
const started = (question?: string): TurnEvent => ({
  type: 'turn-started',
  expiresAt: '2026-11-23T03:31:00Z',
  mode: 'both',
  ...(question === undefined ? {} : { question }),
})
const found = (id: string, score: number): TurnEvent => ({ type: 'finding-added', finding: finding(id, score) })
const ended: TurnEvent = {
  type: 'answer-end',
  outcome: 'supported',
  headline: 'The pool is too small',
  notExamined: [],
  degraded: [],
}
const ranked: TurnEvent = {
  type: 'board-changed',
  board: { cause: 'analysis', problems: [{ id: 'p', title: 'Timeouts', hypotheses: [], somethingElse: 1 }] },
}

function finding(id: string, score: number): Finding {
  const source = { sourceId: FIRST, sourceName: 'app.log', sha256: 'aa' }
  return {
    id,
    turnId: FIRST,
    sourceId: FIRST,
    kind: 'fault',
    title: id,
    check: 'log-messages',
    score,
    count: 1,
    entities: [],
    details: [],
    predicates: [],
    citations: [{ kind: 'text', ...source, line: 1, bytes: [0, 1], quote: 'x' }],
  }
}

describe('caseFacts()', () => {
  test('puts the findings of all turns together, best first', () => {
    const view = caseOf([FIRST, found('low', 0.2)], [FIRST, found('high', 0.9)], [SECOND, found('middle', 0.5)])
    expect(caseFacts(view).findings.map(({ id }) => id)).toEqual(['high', 'middle', 'low'])
  })
  test('keeps the causes of an earlier turn while a later one ranks none', () => {
    const facts = caseFacts(caseOf([FIRST, started()], [FIRST, ranked], [FIRST, ended], [SECOND, started('And now?')]))
    expect(facts.board?.problems[0]?.title).toBe('Timeouts')
    expect(facts.running?.turnId).toBe(SECOND)
  })
})

describe('caseTitle()', () => {
  test('is the first question, else the first file, else that of the turn being sent', () => {
    expect(caseTitle(caseOf([FIRST, started()], [SECOND, started('Why?')]))).toBe('Why?')
    const progress = {
      type: 'source-progress',
      sourceId: FIRST,
      name: 'app.log',
      bytes: 1,
      records: 0,
      state: 'receiving',
    } as const
    expect(caseTitle(caseOf([FIRST, started()], [FIRST, progress]))).toBe('app.log')
    expect(caseTitle(emptyCase(), 'Why not?')).toBe('Why not?')
    expect(caseTitle(emptyCase())).toBe('New case')
  })
})

describe('milestone()', () => {
  test('speaks at milestones and is silent in between', () => {
    const steps: (readonly [string, TurnEvent])[] = [
      [FIRST, started('Why?')],
      [FIRST, found('a', 0.9)],
      [FIRST, found('b', 0.8)],
      [FIRST, ranked],
      [FIRST, ended],
    ]
    expect(steps.map((_, at) => milestone(caseOf(...steps.slice(0, at + 1))))).toEqual([
      'Investigation started',
      'First findings are in',
      'First findings are in',
      'First causes are ranked',
      'Answer ready: The pool is too small. 0 hypotheses, 0 verified claims',
    ])
    expect(milestone(emptyCase())).toBe('')
  })
  test('says that a turn stopped, and why', () => {
    const problem = { type: 't', title: 'The disk of the server is full', status: 507, code: 'storage.full' }
    expect(milestone(caseOf([FIRST, started()], [FIRST, { type: 'error', problem }]))).toContain('The disk of the server is full')
  })
})
