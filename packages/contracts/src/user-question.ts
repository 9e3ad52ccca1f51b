import * as z from 'zod/mini'
import { Id, Instant } from './ids.ts'

/** One answer that the user may give, and what it would speak for and against, by ids of hypotheses. */
export const AnswerChoice = z.object({
  value: z.string().check(z.minLength(1), z.maxLength(40)),
  label: z.string(),
  supports: z.array(z.string()),
  against: z.array(z.string()),
})
export type AnswerChoice = z.infer<typeof AnswerChoice>

/** The one observation that would decide between causes and that no source holds, asked of whoever can look. */
export const UserQuestion = z.object({
  /** What it is about: equal for equal questions, so that none is asked twice in a case. */
  about: z.string(),
  text: z.string(),
  /** Why it is asked: between what it decides. */
  why: z.string(),
  choices: z.array(AnswerChoice),
})
export type UserQuestion = z.infer<typeof UserQuestion>

/** A question as it stands in a turn. A turn asks at most one; it is known by its turn. */
export const AskedQuestion = z.extend(UserQuestion, {
  turnId: Id,
  /** The choice that the user took, until it is taken back. */
  said: z.optional(z.object({ value: z.string(), at: Instant })),
  /** What the answer changed, in sentences; absent while there is none or it is not weighed yet. */
  effect: z.optional(z.string()),
})
export type AskedQuestion = z.infer<typeof AskedQuestion>

/** The choice that the user took; undefined where the question is open. */
export function choiceOf({ choices, said }: AskedQuestion): AnswerChoice | undefined {
  return choices.find(({ value }) => value === said?.value)
}
