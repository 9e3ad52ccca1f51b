import { applyTurnEvents, type Board, emptyAnswer, type TurnEvent } from '@faultmaven/contracts'
import { describe, expect, test } from 'vitest'
import { hasModelPart, withoutModel } from './without-model.ts'

const board = (cause: Board['cause']): TurnEvent => ({ type: 'board-changed', board: { problems: [], cause } })
const says = (statementId: string): TurnEvent => ({ type: 'answer-delta', statementId, basis: 'inference', text: statementId })
const alone = applyTurnEvents(emptyAnswer(), [board('analysis'), says('s-0')])
const together = applyTurnEvents(emptyAnswer(), [board('analysis'), board('model'), says('s-0'), says('m-s0')])

describe('withoutModel()', () => {
  test('gives the answer as it is without a model', () => {
    const { boardWithoutModel: _kept, ...rest } = withoutModel(together)
    expect(rest).toEqual(alone)
    expect(withoutModel(alone)).toEqual(alone)
  })

  test('a model took part where it changed the board or said something', () => {
    expect(hasModelPart(alone)).toBe(false)
    expect(hasModelPart(together)).toBe(true)
    expect(hasModelPart(applyTurnEvents(alone, [says('m-s0')]))).toBe(true)
  })
})
