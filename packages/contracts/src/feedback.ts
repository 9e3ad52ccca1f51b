import * as z from 'zod/mini'
import { Id, Instant } from './ids.ts'
import { Solved } from './recurrence.ts'

const Key = z.string().check(z.minLength(1), z.maxLength(600))

/**
 * What a word of the user's is about, by ids that later turns keep: a hypothesis, a claim, or a step, which is known by its
 * hypothesis and its text.
 */
export const FeedbackTarget = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('hypothesis'), hypothesisId: Key }),
  z.object({ kind: z.literal('claim'), claimId: Key }),
  z.object({ kind: z.literal('step'), hypothesisId: Key, text: z.string().check(z.maxLength(2000)) }),
])
export type FeedbackTarget = z.infer<typeof FeedbackTarget>

/** The first three on a hypothesis or a claim, the others on a step. */
export const FeedbackVerdict = z.enum(['right', 'not-quite', 'wrong', 'worked', 'did-not-help'])
export type FeedbackVerdict = z.infer<typeof FeedbackVerdict>

/** Feedback as it is given: the client makes the id, so that sending it again is the same feedback. */
export const GivenFeedback = z.object({
  target: FeedbackTarget,
  verdict: FeedbackVerdict,
  /** What is off, in the user's words. Moves nothing. */
  note: z.optional(z.string().check(z.maxLength(500))),
  /** With `right` on a hypothesis: it is solved, and what it looked like may be remembered. */
  solved: z.optional(Solved),
})
export type GivenFeedback = z.infer<typeof GivenFeedback>

/** One word of the user's on a case. Of several about the same target the last that was not undone counts. */
export const Feedback = z.extend(GivenFeedback, { id: Id, at: Instant, undone: z.optional(z.literal(true)) })
export type Feedback = z.infer<typeof Feedback>

/** How many words a case takes, undone ones included: its log tells the whole list each time. */
export const MAX_FEEDBACK = 100

/** The list as it stands, oldest first, and the last event of the case's log after the board followed it. */
export const FeedbackList = z.object({ feedback: z.array(Feedback), lastEventId: z.number() })
export type FeedbackList = z.infer<typeof FeedbackList>

/** What a target is known by: equal for equal targets. */
export function targetKey(target: FeedbackTarget): string {
  switch (target.kind) {
    case 'hypothesis':
      return `hypothesis ${target.hypothesisId}`
    case 'claim':
      return `claim ${target.claimId}`
    case 'step':
      return `step ${target.hypothesisId} ${target.text}`
  }
}

/** The feedback that counts: of each target the last that was not undone, oldest first. */
export function standingFeedback(feedback: readonly Feedback[]): Feedback[] {
  const standing = new Map<string, Feedback>()
  for (const one of feedback) {
    if (one.undone) continue
    // Set anew, so that it stands where it was given last.
    standing.delete(targetKey(one.target))
    standing.set(targetKey(one.target), one)
  }
  return [...standing.values()]
}
