import type { DocumentScope, KnowledgeDocument } from '@faultmaven/contracts'
import type { Principal } from '@faultmaven/rpc'
import { isSameScope, requireChange, requireOwner, requireScope } from './access.ts'
import type { DocumentRecord } from './document-record.ts'
import type { DocumentStore } from './document-store.ts'
import { toDocument } from './to-document.ts'

type Request = {
  readonly documentId: string
  readonly sharedWith?: DocumentScope | undefined
  /** `null` takes the day away. */
  readonly reviewBy?: string | null | undefined
}

/**
 * Shares a document otherwise, or dates its review; what was asked for is done at the next search. Its bytes and its owner stay.
 * @throws {ProblemError} `document.not_found` when it is not the caller's to change; `auth.forbidden` for a scope that is not
 */
export async function changeDocument(
  { documentId, sharedWith, reviewBy }: Request,
  store: DocumentStore,
  principal: Principal,
): Promise<KnowledgeDocument> {
  const known = requireChange(store.get(documentId), principal)
  const { reviewBy: dayBefore, ...before } = known
  const teamId = sharedWith?.kind === 'team' ? sharedWith.teamId : undefined
  if (sharedWith && !isSameScope(known.scope, sharedWith)) requireOwner(known, principal)
  const day = reviewBy === undefined ? dayBefore : reviewBy
  const record: DocumentRecord = {
    ...before,
    ...(sharedWith && { scope: requireScope(sharedWith.kind, teamId, principal) }),
    ...(typeof day === 'string' && { reviewBy: day }),
  }
  await store.keep([{ record }])
  return toDocument(record)
}
