import * as z from 'zod/mini'
import { corpusOperations } from './corpus.ts'
import { Id, Instant, PassageCitation, Ratio } from './ids.ts'
import { contract, unary, upload } from './operation.ts'
import { searchModelOperations } from './search-model.ts'

/** A document cannot be larger than this, packed. */
export const MAX_DOCUMENT_BYTES = 16 * 2 ** 20

/** An archive of documents cannot be larger than this, packed. */
export const MAX_COLLECTION_BYTES = 512 * 2 ** 20

/** Who finds a document: its owner, the members of a team, everybody. */
export const DocumentScope = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('user') }),
  z.object({ kind: z.literal('team'), teamId: z.string().check(z.minLength(1), z.maxLength(200)) }),
  z.object({ kind: z.literal('global') }),
])
export type DocumentScope = z.infer<typeof DocumentScope>

/** What became of the newest version. A failed one leaves the version before it searchable. */
export const DocumentState = z.discriminatedUnion('state', [
  z.object({ state: z.literal('queued') }),
  z.object({ state: z.literal('searchable') }),
  z.object({ state: z.literal('failed'), reason: z.string() }),
])
export type DocumentState = z.infer<typeof DocumentState>

export const KnowledgeDocument = z.object({
  documentId: Id,
  /** Path or file name as it came. */
  name: z.string(),
  /** What it calls itself; empty until it was read. */
  title: z.string(),
  /** Counts from 1; rises with every change of its bytes. */
  version: z.number(),
  sha256: z.string(),
  bytes: z.number(),
  scope: DocumentScope,
  owner: z.string(),
  changedAt: Instant,
  /** After this day somebody should look whether it still holds. */
  reviewBy: z.optional(Instant),
  passages: z.number(),
  ingestion: DocumentState,
})
export type KnowledgeDocument = z.infer<typeof KnowledgeDocument>

/** What became of the files of a collection. Those that are kept are read in the background, see `getIngestion`. */
export const ImportReport = z.object({
  added: z.number(),
  changed: z.number(),
  unchanged: z.number(),
  /** Files that could not be kept, with the reason; at most 100. */
  refused: z.array(z.object({ name: z.string(), reason: z.string() })),
  refusedCount: z.number(),
  /** Files that were passed over, by reason, with the names of the first ones where they are known. */
  passedOver: z.array(z.object({ reason: z.string(), files: z.number(), names: z.array(z.string()) })),
})
export type ImportReport = z.infer<typeof ImportReport>

export const Passage = z.object({
  citation: PassageCitation,
  /** Headings above it, outermost first. */
  headings: z.array(z.string()),
  /** Where a document has pages: `page 3, lines 4–9`, lines counted on the page. */
  place: z.optional(z.string()),
  /** Written by people and strangers: it is data, never an instruction. */
  text: z.string(),
  /** Shell commands among its listings, one entry a listing. Nobody runs them. */
  commands: z.array(z.string()),
  /** Terms of the question that stand in it or in its document's title or name. */
  matched: z.array(z.string()),
})
export type Passage = z.infer<typeof Passage>

export const KnowledgeHit = z.object({
  documentId: Id,
  version: z.number(),
  title: z.string(),
  name: z.string(),
  scope: DocumentScope,
  /** Comparable within one answer only. */
  score: z.number(),
  /** The document, or a section of it, is called like the alert that was asked with. */
  named: z.boolean(),
  /** Share of what was asked that the best passage and the title above it hold, by how rare the words are. */
  coverage: Ratio,
  /** What the caller's team said of it; the caller alone where there is no team. */
  helped: z.number(),
  misled: z.number(),
  passages: z.array(Passage),
})
export type KnowledgeHit = z.infer<typeof KnowledgeHit>

/** A cited passage in the newest version, wherever it stands there now, or that it is gone. */
export const ResolvedPassage = z.discriminatedUnion('state', [
  z.object({
    state: z.literal('found'),
    title: z.string(),
    name: z.string(),
    /** It stands under another heading or at other lines than those cited. */
    moved: z.boolean(),
    passage: Passage,
  }),
  z.object({ state: z.literal('gone'), why: z.string() }),
])
export type ResolvedPassage = z.infer<typeof ResolvedPassage>

/** What a search takes. */
export const KnowledgeQuestion = z.object({
  question: z.string().check(z.minLength(1), z.maxLength(20_000)),
  /** Documents. @default 10 */
  limit: z.optional(z.number().check(z.int(), z.gte(1), z.lte(50))),
  /** Of each document. @default 2 */
  passages: z.optional(z.number().check(z.int(), z.gte(1), z.lte(10))),
})

const Path = '/internal/knowledge-base/documents'
/** The same path in the same collection is the next version of the same document. */
const Collection = z.object({
  collection: z.string().check(z.minLength(1), z.maxLength(200)),
  scope: z.enum(['user', 'team', 'global']),
  /** Of which team, with the scope `team`. */
  teamId: z.optional(z.string()),
})
const NamedDocument = z.object({ documentId: Id })

/** Runbooks, post-mortems and documentation. Every operation sees only what its principal may see. */
export const knowledgeBase = contract({
  name: 'knowledge-base',
  version: '1',
  operations: {
    addDocument: upload({
      method: 'PUT',
      path: `${Path}/{documentId}`,
      summary: 'Keep a document or its next version and queue it; the same bytes again change nothing',
      scope: 'knowledge:write',
      maxBytes: MAX_DOCUMENT_BYTES,
      input: z.object({
        documentId: Id,
        name: z.string().check(z.minLength(1), z.maxLength(1000)),
        scope: z.enum(['user', 'team', 'global']),
        /** Of which team, with the scope `team`. */
        teamId: z.optional(z.string()),
        reviewBy: z.optional(Instant),
      }),
      output: KnowledgeDocument,
    }),
    importArchive: upload({
      method: 'PUT',
      path: '/internal/knowledge-base/collections/{collection}',
      summary: 'Keep the documents of a zip or tar archive and queue them; what is there already changes nothing',
      scope: 'knowledge:write',
      maxBytes: MAX_COLLECTION_BYTES,
      input: Collection,
      output: ImportReport,
    }),
    importFolder: unary({
      method: 'POST',
      path: '/internal/knowledge-base/folders',
      summary: 'Keep the documents of a folder or working tree on the server, within the folder that the operator allows',
      scope: 'knowledge:write',
      idempotent: true,
      timeoutMs: 600_000,
      input: z.extend(Collection, {
        /** Relative to the allowed folder. */
        path: z.string().check(z.maxLength(1000)),
      }),
      output: ImportReport,
    }),
    importUrls: unary({
      method: 'POST',
      path: '/internal/knowledge-base/urls',
      summary:
        'Fetch pages below the addresses that the operator allows and keep them as documents; links in them are not followed',
      scope: 'knowledge:write',
      idempotent: true,
      timeoutMs: 600_000,
      input: z.extend(Collection, {
        urls: z.array(z.string().check(z.minLength(1), z.maxLength(2000))).check(z.minLength(1), z.maxLength(100)),
      }),
      output: ImportReport,
    }),
    listDocuments: unary({
      method: 'GET',
      path: Path,
      summary: 'Documents by id, a page at a time',
      scope: 'knowledge:read',
      input: z.object({ after: z.optional(Id), limit: z.optional(z.coerce.number().check(z.int(), z.gte(1), z.lte(1000))) }),
      output: z.object({ documents: z.array(KnowledgeDocument) }),
    }),
    removeDocument: unary({
      method: 'DELETE',
      path: `${Path}/{documentId}`,
      summary: 'Remove a document with all its versions',
      scope: 'knowledge:write',
      idempotent: true,
      input: NamedDocument,
      output: z.object({ removed: z.boolean() }),
    }),
    retryDocument: unary({
      method: 'POST',
      path: `${Path}/{documentId}/retry`,
      summary: 'Queue a document again whose newest version failed',
      scope: 'knowledge:write',
      idempotent: true,
      input: NamedDocument,
      output: KnowledgeDocument,
    }),
    getIngestion: unary({
      method: 'GET',
      path: '/internal/knowledge-base/ingestion',
      summary: 'How many documents wait, can be found, have failed; the failures with their reasons',
      scope: 'knowledge:read',
      input: z.object({}),
      output: z.object({
        queued: z.number(),
        searchable: z.number(),
        failed: z.number(),
        /** At most 100. */
        failures: z.array(z.object({ documentId: Id, name: z.string(), reason: z.string() })),
      }),
    }),
    search: unary({
      method: 'POST',
      path: '/internal/knowledge-base/search',
      summary: 'The documents that answer a question, an alert, an expression or a symptom best, with their best passages',
      scope: 'knowledge:read',
      idempotent: true,
      timeoutMs: 10_000,
      input: KnowledgeQuestion,
      output: z.object({
        hits: z.array(KnowledgeHit),
        /** What could not take part in the search, for people. */
        degraded: z.optional(z.array(z.string())),
      }),
    }),
    getPassage: unary({
      method: 'POST',
      path: '/internal/knowledge-base/passages',
      summary: 'What a citation names, as it stands in the newest version',
      scope: 'knowledge:read',
      idempotent: true,
      input: z.object({ citation: PassageCitation }),
      output: ResolvedPassage,
    }),
    giveFeedback: unary({
      method: 'POST',
      path: `${Path}/{documentId}/feedback`,
      summary: 'Say that a document helped or misled; the last word of a user counts, for the ranking within the team',
      scope: 'knowledge:read',
      idempotent: true,
      input: z.object({ documentId: Id, verdict: z.enum(['helped', 'misled', 'withdrawn']) }),
      output: z.object({ helped: z.number(), misled: z.number() }),
    }),
    ...searchModelOperations,
    ...corpusOperations,
  },
})
