import type { CaseEvent, Outcome, Source, TurnEvent } from '@faultmaven/contracts'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { applyEvents } from './apply-events.ts'
import { emptyCase, isRunning } from './case-view.ts'

const TURN = '10000000-0000-4000-8000-000000000001'
const OTHER_TURN = '10000000-0000-4000-8000-000000000002'
const SOURCE = '20000000-0000-4000-8000-000000000001'

function entry(eventId: number, event: TurnEvent, turnId = TURN): CaseEvent {
  return { eventId, turnId, at: '2026-11-22T03:31:00Z', event }
}
const started = (question: string): TurnEvent => ({
  type: 'turn-started',
  question,
  expiresAt: '2026-11-23T03:31:00Z',
  mode: 'both',
})
const progress = (bytes: number): TurnEvent => ({
  type: 'source-progress',
  sourceId: SOURCE,
  name: 'app.log',
  bytes,
  records: 0,
  state: 'receiving',
})
const source: Source = {
  id: SOURCE,
  turnId: TURN,
  name: 'app.log',
  kind: 'log',
  format: 'logback',
  encoding: 'utf-8',
  bytes: 90,
  sha256: 'aa',
  state: 'ready',
  skipped: [],
  receivedAt: '2026-11-22T03:31:00Z',
}
const delta = (text: string): TurnEvent => ({ type: 'answer-delta', statementId: 's1', basis: 'inference', text })
const ended = (outcome: Outcome): TurnEvent => ({
  type: 'answer-end',
  outcome,
  headline: 'The pool is too small',
  notExamined: [],
  degraded: [],
})

const log: CaseEvent[] = [
  entry(1, started('Why?')),
  entry(2, progress(10)),
  entry(3, progress(90)),
  entry(4, { type: 'source-ready', source }),
  entry(5, { type: 'phase-changed', phase: 'establish-timeline', state: 'running' }),
  entry(6, delta('A retry storm ')),
  entry(7, delta('may add load.')),
  entry(8, ended('supported')),
]

describe('applyEvents()', () => {
  test('keeps the newest progress of a source until the source is ready', () => {
    const receiving = applyEvents(emptyCase(), log.slice(0, 3))
    expect(receiving.turns[0]?.progress.map(({ bytes }) => bytes)).toEqual([90])
    const ready = applyEvents(receiving, log.slice(3, 4))
    expect(ready.turns[0]?.progress).toEqual([])
    expect(ready.turns[0]?.answer.sources).toEqual([source])
  })

  test('joins answer text in order and ends the turn', () => {
    const view = applyEvents(emptyCase(), log)
    expect(view.turns[0]?.answer.statements.map(({ text }) => text)).toEqual(['A retry storm may add load.'])
    expect(view.turns.map(isRunning)).toEqual([false])
    expect(view.expiresAt).toBe('2026-11-23T03:31:00Z')
  })

  test('changes nothing when any earlier part of the log is repeated after a reconnect', () => {
    const whole = applyEvents(emptyCase(), log)
    fc.assert(
      fc.property(fc.nat(log.length), fc.nat(log.length), (cut, back) => {
        const before = applyEvents(emptyCase(), log.slice(0, cut))
        expect(applyEvents(before, log.slice(Math.max(0, cut - back)))).toEqual(whole)
      }),
    )
    expect(applyEvents(whole, log.slice(6, 7))).toBe(whole)
  })

  test('keeps turns apart and in the order they began', () => {
    const view = applyEvents(emptyCase(), [...log, entry(9, started('And now?'), OTHER_TURN), entry(10, delta('late'), TURN)])
    expect(view.turns.map(({ answer }) => answer.question)).toEqual(['Why?', 'And now?'])
    expect(view.turns.map(isRunning)).toEqual([false, true])
  })

  test('starts a turn over when it is sent again after it was interrupted', () => {
    const cut = applyEvents(emptyCase(), [...log.slice(0, 7), entry(8, ended('interrupted'))])
    const again = applyEvents(cut, [entry(9, started('Why?'))])
    expect(again.turns).toHaveLength(1)
    expect(again.turns[0]?.answer).toMatchObject({ sources: [], statements: [], question: 'Why?' })
    expect(again.turns.map(isRunning)).toEqual([true])
  })

  test('starts a turn over that is sent again while its first attempt still counts as running', () => {
    const again = applyEvents(applyEvents(emptyCase(), log.slice(0, 4)), [entry(9, started('Why?')), entry(10, progress(5))])
    expect(again.turns[0]?.answer.sources).toEqual([])
    expect(again.turns[0]?.progress.map(({ bytes }) => bytes)).toEqual([5])
  })

  test('gives the same in one batch as entry by entry', () => {
    const oneByOne = log.reduce((view, each) => applyEvents(view, [each]), emptyCase())
    expect(applyEvents(emptyCase(), log)).toEqual(oneByOne)
  })

  test('an error event ends the turn and keeps what came before it', () => {
    const problem = { type: 't', title: 'The disk of the server is full', status: 507, code: 'storage.full' }
    const view = applyEvents(emptyCase(), [...log.slice(0, 4), entry(5, { type: 'error', problem })])
    expect(view.turns.map(isRunning)).toEqual([false])
    expect(view.turns[0]?.answer.sources).toHaveLength(1)
  })
})
