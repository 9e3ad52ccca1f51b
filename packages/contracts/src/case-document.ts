import * as z from 'zod/mini'
import { Id, PassageCitation, Ratio } from './ids.ts'
import { KnowledgeQuestion, Passage, ResolvedPassage } from './knowledge-base.ts'
import { KnowledgeDocument } from './knowledge-document.ts'
import { unary } from './operation.ts'

/** A document of the case that answers, with its best passages. */
export const CaseDocumentHit = z.object({
  sourceId: Id,
  title: z.string(),
  name: z.string(),
  /** Comparable within one answer only. */
  score: z.number(),
  /** The document, or a section of it, is called like the alert that was asked with. */
  named: z.boolean(),
  /** Share of what was asked that the best passage and the title above it hold, by how rare the words are. */
  coverage: Ratio,
  passages: z.array(Passage),
})
export type CaseDocumentHit = z.infer<typeof CaseDocumentHit>

const Path = '/internal/data-processing/cases/{caseId}'

/**
 * Documents among the sources of a case: searched in it alone, and gone with it. A passage is cited like one of the knowledge base, with
 * the source as the document, whose only version is 1.
 */
export const caseDocuments = {
  searchDocuments: unary({
    method: 'POST',
    path: `${Path}/documents/search`,
    summary: 'The documents of a case that answer a question, an alert or a symptom best, with their best passages',
    scope: 'case:read',
    idempotent: true,
    timeoutMs: 10_000,
    input: z.extend(KnowledgeQuestion, { caseId: Id }),
    output: z.object({ hits: z.array(CaseDocumentHit) }),
  }),
  getDocumentPassage: unary({
    method: 'POST',
    path: `${Path}/documents/passages`,
    summary: 'What a citation of a document of the case names',
    scope: 'case:read',
    idempotent: true,
    input: z.object({ caseId: Id, citation: PassageCitation }),
    output: ResolvedPassage,
  }),
  queueDocument: unary({
    method: 'POST',
    path: `${Path}/documents/{sourceId}/queue`,
    summary: 'Queue a document of the case, as it was uploaded, for the knowledge base, where it outlives the case',
    scope: 'knowledge:write',
    idempotent: true,
    input: z.object({ caseId: Id, sourceId: Id, scope: z.enum(['user', 'team', 'global']), teamId: z.optional(z.string()) }),
    output: KnowledgeDocument,
  }),
} as const
