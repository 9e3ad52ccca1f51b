import type { TurnEvent } from '@faultmaven/contracts'
import type { ProblemError } from '@faultmaven/rpc'
import { findTurn, type TurnRecord } from '../cases/case-record.ts'
import type { OpenCase } from '../cases/open-case.ts'
import { readNotExamined } from './not-examined.ts'
import { closingChange, isOpen } from './turn-log.ts'

type Why = {
  /** One sentence for the answer's first line. */
  readonly headline: string
  /** Logged as `error` before the end. */
  readonly problem?: ProblemError
  /** Interrupts this attempt only. @default whichever is open */
  readonly attempt?: number
}

/**
 * Closes a turn that is receiving or running as interrupted; what its log tells so far stays and is all that is known.
 * A turn that has ended stays as it is.
 * @returns the turn, or undefined when the case has none of that id
 */
export async function interruptTurn(openCase: OpenCase, turnId: string, why: Why): Promise<TurnRecord | undefined> {
  const before = findTurn(openCase.state().record, turnId)
  if (!before) return undefined
  const events = await closingEvents(openCase, before, why)
  const after = await openCase.change((state) => {
    const turn = findTurn(state.record, turnId)
    if (!turn || !isOpen(turn) || turn.attempt !== (why.attempt ?? turn.attempt)) return undefined
    return closingChange(state, turn, 'interrupted', events)
  })
  return findTurn(after.record, turnId)
}

async function closingEvents(openCase: OpenCase, turn: TurnRecord, { headline, problem }: Why): Promise<TurnEvent[]> {
  const notExamined = await readNotExamined(openCase, turn)
  const end: TurnEvent = { type: 'answer-end', outcome: 'interrupted', headline, notExamined, degraded: [] }
  return problem ? [{ type: 'error', problem: problem.toProblem() }, end] : [end]
}
