import type { Budgets } from './budget/budgets.ts'
import type { ExactCache } from './cache/exact-cache.ts'
import type { SemanticCache } from './cache/semantic-cache.ts'
import type { Ledger } from './ledger/ledger.ts'
import type { Target } from './routing/target.ts'
import type { GatewaySettings } from './settings/gateway-settings.ts'
import type { UsageMetrics } from './usage/usage-metrics.ts'
import type { Vaults } from './vault/vaults.ts'

/** What the operations of the gateway work with. */
export type GatewayParts = {
  readonly settings: GatewaySettings
  readonly targets: readonly Target[]
  readonly vaults: Vaults
  readonly budgets: Budgets
  readonly cache: ExactCache
  /** Undefined where the operator did not ask for it. */
  readonly semanticCache: SemanticCache | undefined
  readonly ledger: Ledger
  readonly usage: UsageMetrics
  /** @throws {ProblemError} when a value that must never leave stands in a body */
  readonly canary: (body: string) => void
  /** Told of failures that no caller sees. */
  readonly onError: (error: unknown) => void
  /** Of one request. */
  readonly maxCharacters: number
}
