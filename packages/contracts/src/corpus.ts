import * as z from 'zod/mini'
import { KnowledgeImport } from './knowledge-import.ts'
import { unary } from './operation.ts'

/** Documents of others under an open licence that a server can fetch for its users; none of their text is shipped. */
export const KnowledgeCorpus = z.object({
  id: z.string(),
  name: z.string(),
  /** SPDX identifier. */
  licence: z.string(),
  /** Who is to be named. */
  attribution: z.string(),
  url: z.string(),
  /** Its last import, as its admins see it. */
  import: z.optional(KnowledgeImport),
})
export type KnowledgeCorpus = z.infer<typeof KnowledgeCorpus>

const Path = '/internal/knowledge-base/corpora'

export const corpusOperations = {
  listCorpora: unary({
    method: 'GET',
    path: Path,
    summary: 'Openly licensed documents that can be fetched, with licence and attribution',
    scope: 'knowledge:read',
    input: z.object({}),
    output: z.object({ corpora: z.array(KnowledgeCorpus) }),
  }),
  importCorpus: unary({
    method: 'POST',
    path: `${Path}/{corpusId}/import`,
    summary: 'Fetch a corpus and keep its documents for everybody, in the background; for admins',
    scope: 'knowledge:write',
    idempotent: true,
    input: z.object({ corpusId: z.string().check(z.maxLength(100)) }),
    output: KnowledgeCorpus,
  }),
} as const
