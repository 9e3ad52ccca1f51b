import type { TurnJournal } from '@faultmaven/bundle'
import type { dataProcessing, knowledgeBase } from '@faultmaven/contracts'
import type { CallContext, Client } from '@faultmaven/rpc'
import type { OpenCase } from '../cases/open-case.ts'
import type { ModelDesk } from '../model/model-desk.ts'
import type { Recurrences } from '../recurrence/recurrences.ts'
import type { TurnRef } from './turn-log.ts'

/** One attempt of a turn at work: what its nodes need. */
export type TurnRun = {
  readonly openCase: OpenCase
  readonly ref: TurnRef
  readonly dataProcessing: Client<typeof dataProcessing>
  readonly recurrences: Recurrences
  /** Absent: no runbook is looked for. */
  readonly knowledgeBase?: Client<typeof knowledgeBase>
  /** Unix milliseconds. */
  readonly now: () => number
  /** Absent: the investigation is done without a model. */
  readonly model?: ModelDesk
  /** What the turn took from outside when it was answered before; nothing is asked again. Absent but in a replay. */
  readonly replayed?: TurnJournal
  /** Of every call made for the turn; its signal aborts when the turn is stopped or the agent closes. */
  readonly context: CallContext & { readonly signal: AbortSignal }
  /** Resolves when the sources of the turn are analysed and stand in the log. @throws {ProblemError} when that failed */
  analysed(): Promise<void>
}
