import * as z from 'zod/mini'

/** One turn as it was asked and answered. */
const BundledTurn = z.object({
  turnId: z.string(),
  question: z.optional(z.string()),
  timeZone: z.optional(z.string()),
  /** Unix milliseconds: the clock stood still while the turn was answered. */
  askedAtMs: z.number(),
  /** In the order of the upload; their bytes follow the manifest in this order. */
  files: z.array(z.object({ name: z.string(), bytes: z.number(), sha256: z.string() })),
  /** The answer as JSON, as it was written: a replay must write the same. */
  answer: z.string(),
})
export type BundledTurn = z.infer<typeof BundledTurn>

/** All that it takes to come to the same conclusions again: what went in, with which version and settings, and what came out. */
export const Manifest = z.object({
  format: z.literal('faultmaven-bundle/1'),
  version: z.string(),
  caseId: z.string(),
  signatures: z.boolean(),
  /** What was left out of the built-in knowledge, see `--without-technology`; absent means nothing. */
  withoutTechnology: z.optional(z.string()),
  turns: z.array(BundledTurn),
})
export type Manifest = z.infer<typeof Manifest>
