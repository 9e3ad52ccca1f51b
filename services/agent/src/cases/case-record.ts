import type { AskedQuestion, BundleExport, CaseSummary, Feedback, TurnMode, TurnState, TurnSummary } from '@faultmaven/contracts'
import type { Principal } from '@faultmaven/rpc'
import type * as z from 'zod/mini'

/** A turn as it is kept. An `attempt` is one upload of its body; a cut one is replaced by the next. */
export type TurnRecord = {
  readonly turnId: string
  readonly attempt: number
  readonly state: z.infer<typeof TurnState>
  readonly mode: TurnMode
  readonly question?: string
  readonly timeZone?: string
  /** Only models of this region are asked from this turn on. */
  readonly modelRegion?: string
  readonly startedAtMs: number
  /** Set once the whole body has arrived. */
  readonly bodyDigest?: string
  readonly outcome?: CaseOutcome
  /** The `answer-end` that closed the attempt. */
  readonly endEventId?: number
  /** Steps whose events stand in the log: they are not written again when the graph runs a node twice. */
  readonly steps: readonly string[]
}
type CaseOutcome = NonNullable<z.infer<typeof TurnSummary>['outcome']>

/** What the agent keeps of a case beside its log; sealed. Times are Unix milliseconds. */
export type CaseRecord = {
  readonly caseId: string
  /** The owner, as whom the work goes on after a restart. */
  readonly principal: Principal
  readonly createdAtMs: number
  readonly expiresAtMs: number
  readonly retentionHours: number
  readonly turns: readonly TurnRecord[]
  /** What the user said of the case, oldest first, undone words included. */
  readonly feedback?: readonly Feedback[]
  /** Bundles that left the case, oldest first. */
  readonly bundles?: readonly BundleExport[]
  /** What turns asked of the user, oldest first, with what was answered. */
  readonly asked?: readonly AskedQuestion[]
  /** The turn whose question was answered, or its answer taken back, and not weighed yet: a kill in between is made good. */
  readonly unweighed?: string
  /** The newest turn that ranked causes: its evidence and checked claims are kept, so that feedback can rank them again. */
  readonly ranked?: { readonly turnId: string; readonly attempt: number }
}

const TITLE_LENGTH = 120

export function toSummary(record: CaseRecord, lastEventId: number): CaseSummary {
  return {
    caseId: record.caseId,
    createdAt: instant(record.createdAtMs),
    expiresAt: instant(record.expiresAtMs),
    title: titleOf(record),
    lastEventId,
    turns: record.turns.map(toTurnSummary),
  }
}

export function findTurn(record: CaseRecord, turnId: string): TurnRecord | undefined {
  return record.turns.find((turn) => turn.turnId === turnId)
}

/** The record with one turn added or replaced. Turns keep their order; a new attempt is asked after all others, so it comes last. */
export function withTurn(record: CaseRecord, turn: TurnRecord): CaseRecord {
  const { turnId, attempt } = turn
  const at = record.turns.findIndex((one) => one.turnId === turnId && one.attempt === attempt)
  if (at >= 0) return { ...record, turns: record.turns.with(at, turn) }
  return { ...record, turns: [...record.turns.filter((one) => one.turnId !== turnId), turn] }
}

/** Unix milliseconds as the API writes instants. */
export function instant(ms: number): string {
  return new Date(ms).toISOString()
}

function toTurnSummary({ turnId, state, mode, question, outcome, startedAtMs }: TurnRecord) {
  return {
    turnId,
    state,
    mode,
    startedAt: instant(startedAtMs),
    ...(question === undefined ? {} : { question }),
    ...(outcome === undefined ? {} : { outcome }),
  }
}

function titleOf({ turns }: CaseRecord): string {
  const question = turns.find((turn) => turn.question)?.question ?? 'Uploaded data'
  const line = question.trim().split('\n', 1)[0]!.trim()
  return line.length > TITLE_LENGTH ? `${line.slice(0, TITLE_LENGTH - 1)}…` : line
}
