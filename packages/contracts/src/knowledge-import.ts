import * as z from 'zod/mini'
import { Id, Instant } from './ids.ts'
import { DocumentScope } from './knowledge-document.ts'
import { unary, upload } from './operation.ts'

/** An archive of documents cannot be larger than this, packed. */
export const MAX_COLLECTION_BYTES = 512 * 2 ** 20

/** Where the documents of a collection came from the last time. */
export const ImportSource = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('archive') }),
  /** Relative to the folder that the operator allows. */
  z.object({ kind: z.literal('folder'), path: z.string() }),
  z.object({ kind: z.literal('urls'), urls: z.array(z.string()) }),
  z.object({ kind: z.literal('corpus'), corpusId: z.string() }),
])
export type ImportSource = z.infer<typeof ImportSource>

/** `cut-short` says why: it was stopped, the disk is full, the repository cannot be reached. What was kept until then stays. */
export const ImportState = z.discriminatedUnion('state', [
  z.object({ state: z.literal('running') }),
  z.object({ state: z.literal('done') }),
  z.object({ state: z.literal('cut-short'), why: z.string() }),
])
export type ImportState = z.infer<typeof ImportState>

/** The last import of a collection. Documents that it kept are read in the background, see `getIngestion`. */
export const KnowledgeImport = z.object({
  importId: Id,
  collection: z.string(),
  scope: DocumentScope,
  /** Who asked for it. */
  owner: z.string(),
  source: ImportSource,
  progress: ImportState,
  /** Files, where that is known before they are read. */
  total: z.optional(z.number()),
  added: z.number(),
  changed: z.number(),
  unchanged: z.number(),
  /** Documents of the collection whose files are no longer there. They stay found unless they were to be removed. */
  gone: z.number(),
  /** Of those that are gone. */
  removed: z.number(),
  /** Files that could not be kept, with the reason; at most 100. */
  refused: z.array(z.object({ name: z.string(), reason: z.string() })),
  refusedCount: z.number(),
  /** Files that were passed over, by reason, with the names of the first ones where they are known. */
  passedOver: z.array(z.object({ reason: z.string(), files: z.number(), names: z.array(z.string()) })),
  startedAt: Instant,
  updatedAt: Instant,
})
export type KnowledgeImport = z.infer<typeof KnowledgeImport>

/** The same path in the same collection is the next version of the same document. */
const Collection = z.object({
  collection: z.string().check(z.minLength(1), z.maxLength(200)),
  scope: z.enum(['user', 'team', 'global']),
  /** Of which team, with the scope `team`. */
  teamId: z.optional(z.string()),
  /** What becomes of documents whose files are no longer there, once all files were read. Pages of the web always stay. @default keep */
  vanished: z.optional(z.enum(['keep', 'remove'])),
})
const NamedImport = z.object({ importId: Id })
const Path = '/internal/knowledge-base'

export const knowledgeImportOperations = {
  importArchive: upload({
    method: 'PUT',
    path: `${Path}/collections/{collection}`,
    summary: 'Keep the documents of a zip or tar archive, in the background; what is there already changes nothing',
    scope: 'knowledge:write',
    maxBytes: MAX_COLLECTION_BYTES,
    input: Collection,
    output: KnowledgeImport,
  }),
  importFolder: unary({
    method: 'POST',
    path: `${Path}/folders`,
    summary:
      'Keep the documents of a folder or working tree on the server, within the folder that the operator allows, in the background',
    scope: 'knowledge:write',
    idempotent: true,
    input: z.extend(Collection, {
      /** Relative to the allowed folder. */
      path: z.string().check(z.maxLength(1000)),
    }),
    output: KnowledgeImport,
  }),
  importUrls: unary({
    method: 'POST',
    path: `${Path}/urls`,
    summary:
      'Fetch pages below the addresses that the operator allows and keep them, in the background; links in them are not followed',
    scope: 'knowledge:write',
    idempotent: true,
    input: z.extend(Collection, {
      urls: z.array(z.string().check(z.minLength(1), z.maxLength(2000))).check(z.minLength(1), z.maxLength(100)),
    }),
    output: KnowledgeImport,
  }),
  listImports: unary({
    method: 'GET',
    path: `${Path}/imports`,
    summary: 'The last import of each collection that the caller may change, newest first',
    scope: 'knowledge:read',
    input: z.object({ limit: z.optional(z.coerce.number().check(z.int(), z.gte(1), z.lte(200))) }),
    output: z.object({ imports: z.array(KnowledgeImport) }),
  }),
  getImport: unary({
    method: 'GET',
    path: `${Path}/imports/{importId}`,
    summary: 'How far an import is, what it kept and what it refused',
    scope: 'knowledge:read',
    input: NamedImport,
    output: KnowledgeImport,
  }),
  stopImport: unary({
    method: 'POST',
    path: `${Path}/imports/{importId}/stop`,
    summary: 'End an import; what it kept until now stays',
    scope: 'knowledge:write',
    idempotent: true,
    input: NamedImport,
    output: KnowledgeImport,
  }),
  removeCollection: unary({
    method: 'DELETE',
    path: `${Path}/imports/{importId}`,
    summary: 'Remove the documents of a collection that the caller may change, and what is known of its import',
    scope: 'knowledge:write',
    idempotent: true,
    timeoutMs: 120_000,
    input: NamedImport,
    output: z.object({ removed: z.number() }),
  }),
} as const
