import { api } from '@faultmaven/contracts'
import { useMemo, useState } from 'react'
import { messageOf } from '../api/api-error.ts'
import { call } from '../api/call.ts'
import type { CaseAnswers } from './answers-context.ts'

/** Answers to the questions of a case. `expect` is told up to which event the log has to be read for the board to follow. */
export function useCaseAnswers(caseId: string, expect: (lastEventId: number) => void): CaseAnswers {
  const [underWay, setUnderWay] = useState(0)
  const [failure, setFailure] = useState<string>()
  return useMemo(() => {
    function answer(turnId: string, value: string | undefined): void {
      setFailure(undefined)
      setUnderWay((count) => count + 1)
      call(api.operations.answerQuestion, { caseId, turnId, ...(value === undefined ? {} : { value }) })
        .then(
          ({ lastEventId }) => expect(lastEventId),
          (error: unknown) => setFailure(messageOf(error)),
        )
        .finally(() => setUnderWay((count) => count - 1))
    }
    return { answer, sending: underWay > 0, failure }
  }, [caseId, expect, underWay, failure])
}
