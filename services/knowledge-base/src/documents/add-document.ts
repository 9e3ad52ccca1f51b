import { createHash } from 'node:crypto'
import type { Readable } from 'node:stream'
import type { KnowledgeDocument } from '@faultmaven/contracts'
import { type Principal, ProblemError } from '@faultmaven/rpc'
import { isSameScope, mayChange, requireOwner, requireScope } from './access.ts'
import { isCollectionId } from './collection-id.ts'
import type { DocumentRecord } from './document-record.ts'
import type { DocumentStore } from './document-store.ts'
import { toDocument } from './to-document.ts'

type Request = {
  readonly documentId: string
  readonly name: string
  readonly scope: 'user' | 'team' | 'global'
  readonly teamId?: string | undefined
  readonly reviewBy?: string | undefined
}
export type AddDeps = { readonly store: DocumentStore; readonly now: () => number; readonly queued: () => void }

/** What keeping bytes came to. */
export type Kept = { readonly record: DocumentRecord; readonly change: 'added' | 'changed' | 'unchanged' }

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
  const { record } = await keepDocument(request, bytes, deps, principal)
  return toDocument(record)
}

/** As {@link addDocument}, of bytes that are at hand. */
export async function keepDocument(
  request: Request,
  bytes: Uint8Array,
  { store, now, queued }: AddDeps,
  principal: Principal,
): Promise<Kept> {
  const { documentId, name, teamId, reviewBy } = request
  const scope = requireScope(request.scope, teamId, principal)
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  const before = store.get(documentId)
  if (before && !mayChange(before, principal)) throw new ProblemError('document.not_found')
  if (before && !isSameScope(before.scope, scope)) requireOwner(before, principal)
  const isSame = before?.newest.sha256 === sha256 && before.name === name
  const record: DocumentRecord = {
    ...before,
    documentId,
    name,
    scope,
    owner: before?.owner ?? principal.userId,
    ...(reviewBy === undefined ? {} : { reviewBy }),
    changedAtMs: isSame ? before.changedAtMs : now(),
    newest: isSame ? before.newest : { version: store.lastVersion(documentId) + 1, sha256, bytes: bytes.length, state: 'queued' },
  }
  if (isSame) {
    await store.change(record)
  } else {
    await store.keep(record, bytes)
    queued()
  }
  return { record, change: isSame ? 'unchanged' : before ? 'changed' : 'added' }
}
