import type { DocumentState, KnowledgeDocument } from '@faultmaven/contracts'
import type { DocumentRecord } from './document-record.ts'

/** A record as the contract tells it. */
export function toDocument(record: DocumentRecord): KnowledgeDocument {
  const { documentId, name, collection, owner, scope, reviewBy, changedAtMs, newest, searchable } = record
  return {
    documentId,
    name,
    ...(collection === undefined ? {} : { collection }),
    title: searchable?.title ?? '',
    version: newest.version,
    sha256: newest.sha256,
    bytes: newest.bytes,
    scope,
    owner,
    changedAt: new Date(changedAtMs).toISOString(),
    ...(reviewBy === undefined ? {} : { reviewBy }),
    passages: searchable?.passages ?? 0,
    ingestion: toState(newest),
  }
}

function toState({ state, reason }: DocumentRecord['newest']): DocumentState {
  return state === 'failed' ? { state, reason: reason ?? 'It could not be read' } : { state }
}
