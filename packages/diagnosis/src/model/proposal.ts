import type { Claim } from '@faultmaven/contracts'

/** A cause that a model thought of, with what of its claims the checker verified. */
export type ModelProposal = {
  /** Begins with `m-`. */
  readonly id: string
  /** `<resource>/<mode>`. */
  readonly mechanism: string
  /** As it stands in the evidence. */
  readonly entity?: string
  readonly claims: readonly Claim[]
  /** What the model says speaks against the present leader. */
  readonly against: readonly Claim[]
}
