import type { Board, Claim, ProposedClaim } from '@faultmaven/contracts'

/** A cause as the model proposed it, its claims ready for the checker. */
export type StoredProposal = {
  readonly title: string
  readonly mechanism: string
  readonly entity?: string
  readonly claims: readonly AskedProof[]
  readonly against: readonly AskedProof[]
  /** Claims that could not even be asked. */
  readonly refused: number
}
/** `bytes`: where the model says that its first line stands. */
export type AskedProof = { readonly claim: ProposedClaim; readonly bytes?: readonly [number, number] }

/** What came of asking the model, kept so that it is asked once. */
export type StoredProposals =
  /** No model is configured: the answer says nothing of one. */
  | { readonly state: 'none' }
  | { readonly state: 'failed'; readonly why: string }
  | {
      readonly state: 'answered'
      readonly proposals: readonly StoredProposal[]
      readonly rejections: Rejections
      readonly notes: readonly string[]
      readonly contextTokens: number
      /** What is left for the wording. */
      readonly tokensLeft: number
      readonly msLeft: number
    }

/** What of the model was not taken, counted. */
export type Rejections = {
  readonly claims: number
  readonly hypotheses: number
  readonly statements: number
}

/** What the checker left of the model's proposals. */
export type StoredModelBoard = {
  /** Absent when nothing of the model changed the board. */
  readonly board?: Board
  readonly claims: readonly Claim[]
  readonly rejections: Rejections
  readonly notes: readonly string[]
}

/** What came of asking the model to word the answer. */
export type StoredWording = {
  readonly statements: readonly { readonly id: string; readonly text: string; readonly basis: string }[]
  readonly rejected: number
  readonly notes: readonly string[]
}
