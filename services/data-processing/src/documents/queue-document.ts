import { Readable } from 'node:stream'
import { type KnowledgeDocument, type knowledgeBase, MAX_DOCUMENT_BYTES } from '@faultmaven/contracts'
import { type CallContext, type Client, ProblemError } from '@faultmaven/rpc'
import type { CaseStore } from '../handlers/case-store.ts'

type Request = {
  readonly caseId: string
  readonly sourceId: string
  readonly scope: 'user' | 'team' | 'global'
  readonly teamId?: string | undefined
}
type Deps = { readonly store: CaseStore; readonly knowledgeBase: Pick<Client<typeof knowledgeBase>, 'addDocument'> | undefined }

/**
 * Hands a document of the case to the knowledge base, as it was uploaded and under its own id: asked for again it is the same document,
 * and what the case cited is found there after the case has ended.
 * @throws {ProblemError} `document.not_found` when the source is no document, `service.unavailable` without a knowledge base
 */
export async function queueDocument(
  { caseId, sourceId, scope, teamId }: Request,
  { store, knowledgeBase }: Deps,
  context: CallContext,
): Promise<KnowledgeDocument> {
  const stored = await store.source(caseId, sourceId)
  const bytes = await store.bytes(caseId, stored)
  const { kind, name } = stored.source
  if (kind !== 'document' || !bytes) throw new ProblemError('document.not_found')
  if (!knowledgeBase) throw new ProblemError('service.unavailable', { detail: 'No knowledge base runs here' })
  if (bytes.plainBytes > MAX_DOCUMENT_BYTES) {
    throw new ProblemError('request.too_large', { detail: `A document has at most ${MAX_DOCUMENT_BYTES} bytes` })
  }
  const body = Readable.from([await bytes.read(0, bytes.plainBytes)])
  return knowledgeBase.addDocument({ documentId: sourceId, name, scope, ...(teamId !== undefined && { teamId }) }, body, context)
}
