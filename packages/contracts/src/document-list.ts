import * as z from 'zod/mini'
import { Id, Instant } from './ids.ts'
import { DocumentScope, KnowledgeDocument } from './knowledge-document.ts'
import { unary } from './operation.ts'

/** Documents of a page of the list. */
export const MAX_LISTED_DOCUMENTS = 1000

/** A document as the caller may deal with it. */
export const ListedDocument = z.extend(KnowledgeDocument, {
  /** The version that is found, where that is not the newest. */
  searchedVersion: z.optional(z.number()),
  /** Whether the caller may share, date, retry and remove it. */
  mayChange: z.boolean(),
})
export type ListedDocument = z.infer<typeof ListedDocument>

/** Of the caller's documents by what is to be done with them: `review` is past its day. */
export const DocumentNeed = z.enum(['queued', 'searchable', 'failed', 'review'])
export type DocumentNeed = z.infer<typeof DocumentNeed>

/** How many of the documents that the caller may see, whatever was filtered. */
export const DocumentCounts = z.object({
  all: z.number(),
  queued: z.number(),
  searchable: z.number(),
  failed: z.number(),
  review: z.number(),
  user: z.number(),
  team: z.number(),
  global: z.number(),
  /** By name; at most 100. */
  collections: z.array(z.object({ collection: z.string(), documents: z.number() })),
})
export type DocumentCounts = z.infer<typeof DocumentCounts>

export const DocumentList = z.object({
  documents: z.array(ListedDocument),
  /** How many pass the filters. */
  total: z.number(),
  counts: DocumentCounts,
  /** With whom the caller may share. */
  mayShare: z.object({ teamIds: z.array(z.string()), withAll: z.boolean() }),
})
export type DocumentList = z.infer<typeof DocumentList>

const Path = '/internal/knowledge-base/documents'

export const documentListOperations = {
  listDocuments: unary({
    method: 'GET',
    path: Path,
    summary: 'Documents, failed ones first, then by name, a page at a time',
    scope: 'knowledge:read',
    input: z.object({
      /** Documents to leave out at the start. @default 0 */
      offset: z.optional(z.coerce.number().check(z.int(), z.gte(0))),
      /** @default 200 */
      limit: z.optional(z.coerce.number().check(z.int(), z.gte(1), z.lte(MAX_LISTED_DOCUMENTS))),
      /** Each stands in the name or the title; letter case does not matter. */
      words: z.optional(z.string().check(z.maxLength(200))),
      need: z.optional(DocumentNeed),
      scope: z.optional(z.enum(['user', 'team', 'global'])),
      collection: z.optional(z.string().check(z.maxLength(200))),
    }),
    output: DocumentList,
  }),
  changeDocument: unary({
    method: 'POST',
    path: `${Path}/{documentId}/change`,
    summary: 'Share a document with a team or everybody, make it its owner’s again, or say by when it is to be reviewed',
    scope: 'knowledge:write',
    idempotent: true,
    input: z.object({
      documentId: Id,
      sharedWith: z.optional(DocumentScope),
      /** `null` takes the day away. */
      reviewBy: z.optional(z.nullable(Instant)),
    }),
    output: KnowledgeDocument,
  }),
} as const
