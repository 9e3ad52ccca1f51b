import type { dataProcessing } from '@faultmaven/contracts'
import type { Client } from '@faultmaven/rpc'
import type { Cases } from './cases/cases.ts'
import type { Recurrences } from './recurrence/recurrences.ts'
import type { TurnRunner } from './turns/turn-runner.ts'

/** What the operations of the agent work with. */
export type AgentParts = {
  readonly cases: Cases
  readonly runner: TurnRunner
  readonly dataProcessing: Client<typeof dataProcessing>
  readonly recurrences: Recurrences
  readonly now: () => number
}
