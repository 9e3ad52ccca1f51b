import * as z from 'zod/mini'
import { Id, Instant } from './ids.ts'

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
  /** The archive, folder or working tree that it came with; absent where it was added by itself. */
  collection: z.optional(z.string()),
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
