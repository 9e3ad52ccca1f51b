import type { FeedbackTarget, FeedbackVerdict, GivenFeedback } from '@faultmaven/contracts'
import { createContext, useContext } from 'react'

/** What may go with a word. */
export type More = Pick<GivenFeedback, 'note' | 'solved'>

/** What the user said of the case, and how to say more. */
export type CaseFeedback = {
  /** The word that stands on a target, also while it is being sent. */
  readonly verdictOf: (target: FeedbackTarget) => FeedbackVerdict | undefined
  /** Whether the user had it remembered as solved. */
  readonly isSolved: (target: FeedbackTarget) => boolean
  /** Says it; the verdict that stands already takes it back. */
  readonly give: (target: FeedbackTarget, verdict: FeedbackVerdict, more?: More) => void
  /** Takes back the last word that stands. */
  readonly undoLast: () => void
  readonly undoAll: () => void
  /** How many words stand. */
  readonly standing: number
  /** Why the last word did not reach the server. */
  readonly failure: string | undefined
}

/** Undefined where nothing can be said: in turns that are past. */
export const FeedbackContext = createContext<CaseFeedback | undefined>(undefined)

export function useFeedback(): CaseFeedback | undefined {
  return useContext(FeedbackContext)
}
