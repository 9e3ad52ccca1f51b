import type { AskedQuestion, EvidenceNeed, NextStep, Outcome, TurnEvent } from '@faultmaven/contracts'
import type { Statement } from '@faultmaven/diagnosis'
import { withQuestion } from '../asking/asked-questions.ts'
import type { CaseRecord } from '../cases/case-record.ts'
import { allRows } from '../cases/rows.ts'
import { PROPOSALS } from '../feedback/ranked-evidence.ts'
import { readNotExamined } from '../turns/not-examined.ts'
import { closingChange, requireOpenTurn, workName } from '../turns/turn-log.ts'
import type { TurnRun } from '../turns/turn-run.ts'
import { countOf, phaseDone } from './phase.ts'
import type { SaidSince } from './said-since-intake.ts'

type Answer = {
  readonly outcome: Outcome
  readonly headline: string
  readonly statements: readonly Statement[]
  readonly steps: readonly NextStep[]
  readonly needs: readonly EvidenceNeed[]
  readonly collectScript?: string
  /** What of the answer is less than it could be, in sentences. @default none */
  readonly degraded?: readonly string[]
  /** What only the user can tell. */
  readonly asked?: AskedQuestion | undefined
}

/** What nodes handed on to each other: of no use once the answer stands in the log. */
const WORK = ['direct', 'claims', 'validation', 'model', 'model-board', 'wording']
/** What feedback on the answer ranks again: kept until a later turn has ranked causes. */
const KEPT = ['evidence', 'checked', PROPOSALS]

/** What follows from what was said while the turn was at work: events to go before the answer, its first line, and rows. */
type Since = Omit<SaidSince, 'said'>

/**
 * Writes the answer and closes the turn, all at once: nobody sees half of it, and it cannot be written twice.
 * @param since undefined where what is to be said before the answer is not computed yet
 * @returns whether it was written
 */
export async function endAnswer(
  { openCase, ref }: TurnRun,
  answer: Answer,
  since: (record: CaseRecord) => Since | undefined = () => NOTHING_SINCE,
): Promise<boolean> {
  const notExamined = await readNotExamined(openCase, ref)
  const before = openCase.state().record.ranked
  const dropped = before ? (await allRows(openCase.rows, workName(before, ''))).map(({ name }) => ({ delete: name })) : []
  let isWritten = false
  await openCase.change((state) => {
    const turn = requireOpenTurn(state.record, ref)
    const isRanked = turn.steps.includes('validate-hypotheses')
    const said = since(state.record)
    isWritten = said !== undefined
    if (!said) return undefined
    const end = endEvent({ ...answer, ...said.line }, notExamined)
    const closing = closingChange(state, turn, 'answered', [...said.events, ...answerEvents(answer), end])
    const own = (names: readonly string[]) => names.map((name) => ({ delete: workName(ref, name) }))
    return {
      ...closing,
      record: withAsked(
        isRanked ? { ...closing.record, ranked: { turnId: ref.turnId, attempt: ref.attempt } } : closing.record,
        answer,
      ),
      rows: isRanked ? [...dropped, ...own(WORK), ...said.rows] : own([...WORK, ...KEPT]),
    }
  })
  return isWritten
}

const NOTHING_SINCE: Since = { events: [], rows: [] }

function withAsked(record: CaseRecord, { asked }: Answer): CaseRecord {
  return asked ? withQuestion(record, asked) : record
}

function answerEvents({ statements, steps, needs, asked }: Answer): TurnEvent[] {
  const result = `${countOf(steps.length, 'next step')}, ${countOf(needs.length, 'open need')}`
  return [
    ...statements.map(({ id, basis, text }): TurnEvent => ({ type: 'answer-delta', statementId: id, basis, text })),
    ...steps.map((step): TurnEvent => ({ type: 'step-added', step })),
    ...needs.map((need): TurnEvent => ({ type: 'need-added', need })),
    ...(asked ? [{ type: 'question-changed' as const, asked }] : []),
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
