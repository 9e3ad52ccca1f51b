import { describe, expect, test } from 'vitest'
import type { Board } from './diagnosis.ts'
import type { TurnEvent } from './events.ts'
import type { Source } from './source.ts'
import { applyTurnEvents, emptyAnswer } from './turn-answer.ts'

const started: TurnEvent = { type: 'turn-started', question: 'Why?', expiresAt: '2026-11-23T03:31:00Z', mode: 'both' }
const delta = (statementId: string, text: string): TurnEvent => ({ type: 'answer-delta', statementId, basis: 'inference', text })
const ready = (id: string, name = `${id}.log`): TurnEvent => ({ type: 'source-ready', source: sourceOf(id, name) })
const ended: TurnEvent = {
  type: 'answer-end',
  outcome: 'supported',
  headline: 'The disk is full',
  notExamined: ['core.bin is not text'],
  degraded: [],
}

describe('applyTurnEvents()', () => {
  test('joins the text of a statement in order and keeps statements apart', () => {
    const answer = applyTurnEvents(emptyAnswer(), [
      started,
      delta('a', 'The disk '),
      delta('b', 'Free it'),
      delta('a', 'is full'),
    ])
    expect(answer.statements.map(({ text }) => text)).toEqual(['The disk is full', 'Free it'])
  })

  test('holds the newest state of its question, and the conclusion that followed an answer', () => {
    const asked = { turnId: 't', about: 'state h-1', text: 'Was it full?', why: 'No source shows it.', choices: [] }
    const said = { ...asked, said: { value: 'yes', at: '2026-11-22T12:00:00Z' } }
    const answer = applyTurnEvents(emptyAnswer(), [
      started,
      { type: 'question-changed', asked },
      { ...ended, outcome: 'undecided' },
      { type: 'question-changed', asked: said },
      ended,
    ])
    expect(answer).toMatchObject({ asked: said, outcome: 'supported', headline: 'The disk is full' })
    expect(applyTurnEvents(answer, [{ type: 'question-changed', asked }]).asked).toEqual(asked)
  })

  test('keeps the board of the analysis beside the one that a model changed, however often it is told', () => {
    const board = (cause: Board['cause']): TurnEvent => ({ type: 'board-changed', board: { problems: [], cause } })
    const answer = applyTurnEvents(emptyAnswer(), [started, board('analysis'), board('model'), board('model')])
    expect(answer.board.cause).toBe('model')
    expect(answer.boardWithoutModel).toEqual({ problems: [], cause: 'analysis' })
    expect(applyTurnEvents(answer, [board('feedback')])).not.toHaveProperty('boardWithoutModel')
    expect(applyTurnEvents(emptyAnswer(), [started, board('analysis')])).not.toHaveProperty('boardWithoutModel')
  })

  test('lets a snapshot replace the one with its id, where that one stood', () => {
    const answer = applyTurnEvents(emptyAnswer(), [started, ready('a'), ready('b'), ready('a', 'renamed.log')])
    expect(answer.sources.map(({ name }) => name)).toEqual(['renamed.log', 'b.log'])
  })

  test('begins anew when the turn starts again: nothing of a cut upload stays', () => {
    const cut = applyTurnEvents(emptyAnswer(), [started, ready('a'), delta('s', 'old'), { ...ended, outcome: 'interrupted' }])
    const again = applyTurnEvents(cut, [{ ...started, question: 'And why?' }, ready('b')])
    expect(again).toEqual(applyTurnEvents(emptyAnswer(), [{ ...started, question: 'And why?' }, ready('b')]))
    expect(again.sources.map(({ id }) => id)).toEqual(['b'])
  })

  test('changes neither the answer given nor a list that no event touches', () => {
    const before = applyTurnEvents(emptyAnswer(), [started, ready('a')])
    const copy = structuredClone(before)
    const after = applyTurnEvents(before, [delta('s', 'text'), ended])
    expect(before).toEqual(copy)
    expect(after.sources).toBe(before.sources)
    expect(after).toMatchObject({ outcome: 'supported', headline: 'The disk is full', notExamined: ['core.bin is not text'] })
  })
})

function sourceOf(id: string, name: string): Source {
  return {
    id,
    turnId: 'turn',
    name,
    kind: 'log',
    format: 'plain',
    encoding: 'utf-8',
    bytes: 1,
    sha256: 'aa',
    state: 'ready',
    skipped: [],
    receivedAt: '2026-11-22T03:31:00Z',
  }
}
