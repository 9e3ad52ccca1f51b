import { createHash } from 'node:crypto'
import type { Readable } from 'node:stream'
import { isDeepStrictEqual } from 'node:util'
import type { KnowledgeDocument } from '@faultmaven/contracts'
import { type Principal, ProblemError } from '@faultmaven/rpc'
import { isSameScope, mayChange, requireOwner, requireScope } from './access.ts'
import { isCollectionId } from './collection-id.ts'
import type { DocumentRecord } from './document-record.ts'
import type { DocumentStore } from './document-store.ts'
import type { Operation } from './entries.ts'
import { toDocument } from './to-document.ts'

type Request = {
  readonly documentId: string
  readonly name: string
  readonly scope: 'user' | 'team' | 'global'
  readonly teamId?: string | undefined
  readonly reviewBy?: string | undefined
  /** By which import of what, where it is kept by one. */
  readonly imported?: { readonly importId: string; readonly collection: string }
}
export type AddDeps = { readonly store: DocumentStore; readonly now: () => number; readonly queued: () => void }

type Kept = {
  readonly record: DocumentRecord
  /** Of a version that is new. */
  readonly bytes?: Uint8Array
  readonly change: 'added' | 'changed' | 'unchanged'
  /** The store holds the record as it is. */
  readonly isWritten: boolean
}

/**
 * Keeps a document, or its next version where bytes or name differ, and queues it. When it returns, the document outlives a kill.
 * @throws {ProblemError} `document.not_found` when the id is that of a document that the caller may not change; `request.invalid` for an id that only imports
 * give; `auth.forbidden` when somebody else than its owner or an admin would change who sees it
 */
export async function addDocument(
  request: Request,
  body: Readable,
  deps: AddDeps,
  principal: Principal,
): Promise<KnowledgeDocument> {
  if (isCollectionId(request.documentId))
    throw new ProblemError('request.invalid', { detail: 'Ids of this form are given by imports; use a random UUID (version 4)' })
  const bytes = Buffer.concat(await body.toArray())
  const kept = plan({ request, bytes }, deps, principal)
  if (!kept) throw new ProblemError('document.not_found')
  await write([kept], deps)
  return toDocument(kept.record)
}

/** Bytes that are to be a document. */
export type Wanted = { readonly request: Request; readonly bytes: Uint8Array }

/**
 * Keeps documents of an import, each once: all of them or none.
 * @param beside what is written with them, told what becomes of each: undefined for one that is not the importer's to change
 */
export async function keepDocuments(
  wanted: readonly Wanted[],
  deps: AddDeps,
  importer: Principal,
  beside: (kept: readonly (Kept | undefined)[]) => readonly Operation[],
): Promise<void> {
  const kept = wanted.map((one) => plan(one, deps, importer))
  await write(
    kept.filter((one) => one !== undefined),
    deps,
    beside(kept),
  )
}

async function write(kept: readonly Kept[], { store, queued }: AddDeps, beside: readonly Operation[] = []): Promise<void> {
  const changed = kept.filter(({ isWritten }) => !isWritten)
  if (changed.length > 0 || beside.length > 0) await store.keep(changed, beside)
  if (changed.some(({ bytes }) => bytes)) queued()
}

/** What keeping comes to; undefined when the document is not the caller's to change. */
function plan({ request, bytes }: Wanted, { store, now }: AddDeps, principal: Principal): Kept | undefined {
  const { documentId, name, scope: kind, teamId, reviewBy, imported } = request
  const before = store.get(documentId)
  if (before && !mayChange(before, principal)) return undefined
  // An import leaves a document shared as somebody shared it since.
  const scope = before && imported ? before.scope : requireScope(kind, teamId, principal)
  if (before && !isSameScope(before.scope, scope)) requireOwner(before, principal)
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  const isSame = before?.newest.sha256 === sha256 && before.name === name
  const record: DocumentRecord = {
    ...before,
    documentId,
    name,
    scope,
    owner: before?.owner ?? principal.userId,
    ...imported,
    ...(reviewBy === undefined ? {} : { reviewBy }),
    changedAtMs: isSame ? before.changedAtMs : now(),
    newest: isSame ? before.newest : { version: store.lastVersion(documentId) + 1, sha256, bytes: bytes.length, state: 'queued' },
  }
  return {
    record,
    ...(isSame ? {} : { bytes }),
    change: isSame ? 'unchanged' : before ? 'changed' : 'added',
    isWritten: isSame && isDeepStrictEqual(before, record),
  }
}
