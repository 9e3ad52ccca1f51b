import type { TurnMode, TurnRequest } from '@faultmaven/contracts'
import { type CallContext, toProblemError } from '@faultmaven/rpc'
import { type CaseRecord, findTurn, instant, type TurnRecord, withTurn } from '../cases/case-record.ts'
import type { CaseChange, CaseState, OpenCase } from '../cases/open-case.ts'
import { allRows, eachRow, type RowChange, rowText } from '../cases/rows.ts'
import { journalPrefix } from '../journal/turn-journal.ts'
import type { AgentParts } from '../parts.ts'
import { interruptTurn } from './interrupt-turn.ts'
import { inTurn } from './turn-log.ts'

type Input = { readonly caseId: string; readonly turnId: string; readonly request: TurnRequest; readonly mode: TurnMode }

export const DEFAULT_RETENTION_HOURS = 24
const HOUR_MS = 3_600_000

/**
 * Makes the case if it is new, logs `turn-started` and follows the turn's analysis. A turn that was submitted before stays as it
 * is and answers its digest; one whose body was cut starts again, and its cut attempt leaves the log.
 * @throws {ProblemError} `case.not_found` for a stranger, `service.*` when its sources cannot be taken
 */
export async function beginTurn(parts: AgentParts, input: Input, context: CallContext) {
  const { cases, runner } = parts
  const hours = input.request.retentionHours
  const openCase = await cases.findOrCreate(input.caseId, context.principal, hours ?? DEFAULT_RETENTION_HOURS)
  const leftovers = await readLeftovers(openCase, input.turnId)
  const { record, lastEventId } = await openCase.change((state) => startChange(state, input, leftovers, parts.now()))
  const turn = findTurn(record, input.turnId)!
  await cases.extend(record)
  if (turn.bodyDigest === undefined) {
    if (turn.mode !== 'query') await openSources(parts, openCase, turn, context)
    runner.start(openCase, turn)
  }
  return {
    state: turn.state,
    lastEventId,
    expiresAt: instant(record.expiresAtMs),
    ...(turn.bodyDigest === undefined ? {} : { bodyDigest: turn.bodyDigest }),
  }
}

function startChange(
  { record }: CaseState,
  { turnId, request, mode }: Input,
  leftovers: readonly RowChange[],
  nowMs: number,
): CaseChange | undefined {
  const before = findTurn(record, turnId)
  if (before?.bodyDigest !== undefined) return undefined
  const kept = keepLonger(record, request.retentionHours, nowMs)
  const { question, timeZone, modelRegion } = request
  const turn: TurnRecord = {
    turnId,
    attempt: (before?.attempt ?? 0) + 1,
    state: 'receiving',
    mode,
    startedAtMs: nowMs,
    steps: [],
    ...(question === undefined ? {} : { question }),
    ...(timeZone === undefined ? {} : { timeZone }),
    ...(modelRegion === undefined ? {} : { modelRegion }),
  }
  const started = { type: 'turn-started' as const, mode, expiresAt: instant(kept.expiresAtMs), ...(question ? { question } : {}) }
  return { record: withTurn(kept, turn), events: inTurn(turn, [started]), rows: leftovers }
}

/** A case lives from its last turn on, as long as the turn says, else as long as before. */
function keepLonger(record: CaseRecord, retentionHours = record.retentionHours, nowMs: number): CaseRecord {
  return { ...record, retentionHours, expiresAtMs: nowMs + retentionHours * HOUR_MS }
}

/** Drops what a cut attempt left: its entries in the log and its work. The ids of its events are not used again. */
async function readLeftovers(openCase: OpenCase, turnId: string): Promise<readonly RowChange[]> {
  const { rows } = openCase
  if (findTurn(openCase.state().record, turnId)?.bodyDigest !== undefined) return []
  const before = [...(await allRows(rows, `work/${turnId}/`)), ...(await allRows(rows, journalPrefix(turnId)))]
  const dropped = before.map(({ name }) => ({ delete: name }))
  for await (const { name, value } of eachRow(rows, 'event/')) {
    const entry: { turnId: string } = JSON.parse(rowText(value))
    if (entry.turnId === turnId) dropped.push({ delete: name })
  }
  return dropped
}

/** Before anything is followed, so that sources of a cut attempt are gone and never relayed. */
async function openSources(
  { dataProcessing }: AgentParts,
  openCase: OpenCase,
  turn: TurnRecord,
  context: CallContext,
): Promise<void> {
  const { turnId, attempt } = turn
  try {
    await dataProcessing.openTurn({ caseId: openCase.caseId, turnId }, context)
  } catch (error) {
    const problem = toProblemError(error)
    await interruptTurn(openCase, turnId, { headline: `The upload could not begin: ${problem.message}`, problem, attempt })
    throw problem
  }
}
