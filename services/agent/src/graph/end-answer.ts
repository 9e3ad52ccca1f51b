import type { EvidenceNeed, NextStep, Outcome, TurnEvent } from '@faultmaven/contracts'
import type { Statement } from '@faultmaven/diagnosis'
import { readNotExamined } from '../turns/not-examined.ts'
import { closingChange, requireOpenTurn, workName } from '../turns/turn-log.ts'
import type { TurnRun } from '../turns/turn-run.ts'
import { countOf, phaseDone } from './phase.ts'

type Answer = {
  readonly outcome: Outcome
  readonly headline: string
  readonly statements: readonly Statement[]
  readonly steps: readonly NextStep[]
  readonly needs: readonly EvidenceNeed[]
  readonly collectScript?: string
  /** What of the answer is less than it could be, in sentences. @default none */
  readonly degraded?: readonly string[]
}

/** What nodes handed on to each other: of no use once the answer stands in the log. */
const WORK = ['evidence', 'direct', 'claims', 'validation', 'model', 'model-board', 'wording']

/** Writes the answer and closes the turn, all at once: nobody sees half of it, and it cannot be written twice. */
export async function endAnswer({ openCase, ref }: TurnRun, answer: Answer): Promise<void> {
  const notExamined = await readNotExamined(openCase, ref)
  const events = [...answerEvents(answer), endEvent(answer, notExamined)]
  const rows = WORK.map((name) => ({ delete: workName(ref, name) }))
  await openCase.change((state) => ({
    ...closingChange(state, requireOpenTurn(state.record, ref), 'answered', events),
    rows,
  }))
}

function answerEvents({ statements, steps, needs }: Answer): TurnEvent[] {
  const result = `${countOf(steps.length, 'next step')}, ${countOf(needs.length, 'open need')}`
  return [
    ...statements.map(({ id, basis, text }): TurnEvent => ({ type: 'answer-delta', statementId: id, basis, text })),
    ...steps.map((step): TurnEvent => ({ type: 'step-added', step })),
    ...needs.map((need): TurnEvent => ({ type: 'need-added', need })),
    phaseDone('propose-solution', result),
  ]
}

function endEvent({ outcome, headline, collectScript, degraded = [] }: Answer, notExamined: string[]): TurnEvent {
  return {
    type: 'answer-end',
    outcome,
    headline,
    notExamined,
    degraded: [...degraded],
    ...(collectScript === undefined ? {} : { collectScript }),
  }
}
