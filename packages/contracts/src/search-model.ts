import * as z from 'zod/mini'
import { Ratio } from './ids.ts'
import { unary } from './operation.ts'

/** Mean nDCG@10 of questions made from the installation's own documents, by words alone and together with the model. */
const GroupFigures = z.object({
  group: z.enum(['alert', 'title', 'heading', 'title-hidden', 'heading-hidden']),
  questions: z.number(),
  lexical: Ratio,
  fused: Ratio,
})

/** The embedding model beside the search by words: `absent` where none is configured, `off` until it was accepted by its check. */
export const SearchModel = z.object({
  state: z.enum(['absent', 'off', 'on']),
  model: z.optional(z.string()),
  /** Numbers of a vector. */
  dimension: z.optional(z.number()),
  /** Of those that wait, `failed` could not be put into vectors and are tried again later. */
  documents: z.optional(z.object({ embedded: z.number(), waiting: z.number(), failed: z.number() })),
  /** The last check. */
  check: z.optional(
    z.object({
      accepted: z.boolean(),
      /** Of the model against the words, 0 to 1. */
      weight: Ratio,
      groups: z.array(GroupFigures),
      why: z.string(),
    }),
  ),
})
export type SearchModel = z.infer<typeof SearchModel>

const Path = '/internal/knowledge-base/model'

/** Operations of the knowledge base about its model; for admins, because the counts are of all documents. */
export const searchModelOperations = {
  getSearchModel: unary({
    method: 'GET',
    path: Path,
    summary: 'The embedding model beside the search by words, with the figures of its last check',
    scope: 'knowledge:write',
    input: z.object({}),
    output: SearchModel,
  }),
  setSearchModel: unary({
    method: 'POST',
    path: Path,
    summary:
      'Check the configured model on the own documents and let it take part if no group of questions gets worse, or end its part',
    scope: 'knowledge:write',
    idempotent: true,
    timeoutMs: 600_000,
    input: z.object({ use: z.boolean() }),
    output: SearchModel,
  }),
} as const
