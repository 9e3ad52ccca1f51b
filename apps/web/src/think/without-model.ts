import type { TurnAnswer } from '@faultmaven/contracts'

/** Ids of what a model said begin so; nothing else does. */
const FROM_MODEL = /^m-/

/** Whether a model changed the board or added a sentence. */
export function hasModelPart({ boardWithoutModel, statements }: TurnAnswer): boolean {
  return boardWithoutModel !== undefined || statements.some(({ statementId }) => FROM_MODEL.test(statementId))
}

/** The answer as it is where no model takes part. */
export function withoutModel(answer: TurnAnswer): TurnAnswer {
  const { board, boardWithoutModel = board, statements } = answer
  return {
    ...answer,
    board: boardWithoutModel,
    statements: statements.filter(({ statementId }) => !FROM_MODEL.test(statementId)),
  }
}
