import type { TurnMode } from '@faultmaven/contracts'
import { type CallContext, ProblemError } from '@faultmaven/rpc'
import { findTurn, type TurnRecord, withTurn } from '../cases/case-record.ts'
import type { CaseChange, CaseState } from '../cases/open-case.ts'
import { journalRow } from '../journal/turn-journal.ts'
import type { AgentParts } from '../parts.ts'
import { workRow } from './turn-log.ts'

type Input = {
  readonly caseId: string
  readonly turnId: string
  readonly bodyDigest: string
  readonly mode: TurnMode
  readonly notExamined: readonly string[]
}

/**
 * Takes note that the whole body has arrived and starts the investigation, once.
 * @throws {ProblemError} `turn.not_found`; `turn.conflict` when it was submitted with another body
 */
export async function submitTurn({ cases, runner }: AgentParts, input: Input, { principal }: CallContext) {
  const openCase = await cases.find(input.caseId, principal)
  let isFirst = false
  const { record } = await openCase.change((state) => {
    const change = submitChange(state, input)
    isFirst = change !== undefined
    return change
  })
  const turn = findTurn(record, input.turnId)!
  if (isFirst) void runner.investigate(openCase, turn)
  return { state: turn.state }
}

function submitChange({ record }: CaseState, { turnId, bodyDigest, mode, notExamined }: Input): CaseChange | undefined {
  const turn = findTurn(record, turnId)
  if (!turn) throw new ProblemError('turn.not_found')
  if (turn.bodyDigest !== undefined && turn.bodyDigest !== bodyDigest) throw new ProblemError('turn.conflict')
  if (turn.state !== 'receiving') return undefined
  const submitted: TurnRecord = { ...turn, state: 'running', mode, bodyDigest }
  return {
    record: withTurn(record, submitted),
    rows: [workRow(turn, 'submitted', { notExamined }), journalRow(turnId, 'submitted', { notExamined })],
  }
}
