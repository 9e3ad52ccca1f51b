/** What a model may use up in one turn. */
export type ModelLimits = {
  /** Read and written, all calls of the turn together. */
  readonly tokens: number
  /** Calls of the model a conversation. */
  readonly steps: number
  /** All conversations of the turn together. */
  readonly wallMs: number
  /** Longest silence within an answer. */
  readonly stallMs: number
  /** Of one answer. */
  readonly outputTokens: number
}

/** For a person who waits: half a minute of silence is an answer, too. */
export const MODEL_LIMITS: ModelLimits = { tokens: 80_000, steps: 8, wallMs: 120_000, stallMs: 30_000, outputTokens: 1500 }
