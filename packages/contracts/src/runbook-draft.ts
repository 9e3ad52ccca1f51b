import * as z from 'zod/mini'
import { Id } from './ids.ts'
import { unary } from './operation.ts'

/** A stretch of a draft; with `was` it stands for a value that was withheld. All texts together are the draft. */
const DraftPiece = z.object({ text: z.string(), was: z.optional(z.string()) })

/** A runbook as a case would leave it, in Markdown; nothing is kept of it before a person adds it to the knowledge base. */
export const RunbookDraft = z.discriminatedUnion('state', [
  z.object({
    state: z.literal('draft'),
    title: z.string(),
    /** File name for it. */
    name: z.string(),
    pieces: z.array(DraftPiece),
  }),
  z.object({ state: z.literal('refused'), why: z.string() }),
])
export type RunbookDraft = z.infer<typeof RunbookDraft>

export const draftRunbook = unary({
  method: 'GET',
  path: '/internal/agent/cases/{caseId}/runbook-draft',
  summary:
    'A runbook from a cause that was called right: symptoms, cause, checks, fix; redacted, with what was withheld beside it',
  scope: 'case:read',
  input: z.object({ caseId: Id }),
  output: RunbookDraft,
})
