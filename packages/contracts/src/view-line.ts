import * as z from 'zod/mini'
import { Severity } from './evidence.ts'
import { Instant } from './ids.ts'

/** One line for the viewer. Control and bidi characters come as visible markers; text is cut at 4096 characters. */
export const ViewLine = z.object({
  line: z.number(),
  text: z.string(),
  cut: z.boolean(),
  severity: z.optional(Severity),
  time: z.optional(Instant),
})
export type ViewLine = z.infer<typeof ViewLine>
