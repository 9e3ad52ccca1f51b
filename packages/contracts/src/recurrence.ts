import * as z from 'zod/mini'
import { Id, Instant } from './ids.ts'

/** That a cause is solved and may be remembered, by hashes only, after its case has ended. */
export const Solved = z.object({
  /** Where it stands how it was solved: the address or id of a runbook. */
  runbook: z.optional(z.string().check(z.minLength(1), z.maxLength(300))),
})
export type Solved = z.infer<typeof Solved>

/** How many solved cases an installation remembers for one user. */
export const MAX_RECURRENCES = 500

/** A solved case that left its hashes: when, with what runbook, and how many hashes. Neither evidence nor the case's name. */
export const Recurrence = z.object({ id: Id, solvedAt: Instant, runbook: z.optional(z.string()), hashes: z.number() })
export type Recurrence = z.infer<typeof Recurrence>
