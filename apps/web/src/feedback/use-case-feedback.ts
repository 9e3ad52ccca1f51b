import {
  api,
  type Feedback,
  type FeedbackList,
  type FeedbackTarget,
  type FeedbackVerdict,
  standingFeedback,
  targetKey,
} from '@faultmaven/contracts'
import { useMemo, useState } from 'react'
import { messageOf } from '../api/api-error.ts'
import { call } from '../api/call.ts'
import type { CaseFeedback, More } from './feedback-context.ts'
import { withSent } from './with-sent.ts'

const { giveFeedback, undoFeedback } = api.operations

/**
 * The feedback of a case as the log tells it and as it was given here since. `expect` is told up to which event the log has to be
 * read for the board to follow.
 */
export function useCaseFeedback(caseId: string, told: readonly Feedback[], expect: (lastEventId: number) => void): CaseFeedback {
  const [sent, setSent] = useState<readonly Feedback[]>([])
  const [failure, setFailure] = useState<string>()

  return useMemo(() => {
    const feedback = withSent(told, sent)
    const standing = standingFeedback(feedback)
    const byTarget = new Map(standing.map((one) => [targetKey(one.target), one]))

    function settle(answer: Promise<FeedbackList>, ids: ReadonlySet<string>): void {
      setFailure(undefined)
      answer.then(
        ({ lastEventId }) => expect(lastEventId),
        (error: unknown) => {
          setSent((before) => before.filter(({ id }) => !ids.has(id)))
          setFailure(messageOf(error))
        },
      )
    }

    function take(target: FeedbackTarget, verdict: FeedbackVerdict, more?: More): void {
      const given = { target, verdict, ...more }
      const id = crypto.randomUUID()
      setSent((before) => [...before, { id, at: new Date().toISOString(), ...given }])
      settle(call(giveFeedback, { caseId, feedbackId: id, ...given }), new Set([id]))
    }

    function undo(ones: readonly Feedback[], feedbackId?: string): void {
      const undone = ones.map((one): Feedback => ({ ...one, undone: true }))
      setSent((before) => [...before, ...undone])
      settle(call(undoFeedback, { caseId, ...(feedbackId ? { feedbackId } : {}) }), new Set(undone.map(({ id }) => id)))
    }

    const undoOne = (one: Feedback | undefined) => one && undo([one], one.id)
    return {
      verdictOf: (target) => byTarget.get(targetKey(target))?.verdict,
      isSolved: (target) => byTarget.get(targetKey(target))?.solved !== undefined,
      give(target, verdict, more) {
        const before = byTarget.get(targetKey(target))
        if (before?.verdict === verdict && !more) undoOne(before)
        else take(target, verdict, more)
      },
      undoLast: () => undoOne(feedback.findLast(({ undone }) => !undone)),
      undoAll: () => undo(feedback.filter(({ undone }) => !undone)),
      standing: standing.length,
      failure,
    }
  }, [caseId, told, sent, failure, expect])
}
