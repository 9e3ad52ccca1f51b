import { createContext, useContext } from 'react'

/** How to answer what turns of the case ask. */
export type CaseAnswers = {
  /** Says it; without a value takes back what was said. */
  readonly answer: (turnId: string, value: string | undefined) => void
  /** Whether an answer is on its way. */
  readonly sending: boolean
  /** Why the last answer did not reach the server. */
  readonly failure: string | undefined
}

/** Undefined outside a case. */
export const AnswersContext = createContext<CaseAnswers | undefined>(undefined)

export function useAnswers(): CaseAnswers | undefined {
  return useContext(AnswersContext)
}
