import type { Chunk } from '@faultmaven/retrieval'
import { decodeSegment, type Segment } from '@faultmaven/retrieval'
import type { SealedRecords } from '../store/sealed-records.ts'
import type { ReadDocument } from './read-document.ts'

/** What is kept of a document of a case beside its source: sealed like it, gone with it. */
export type CaseDocument = {
  readonly sourceId: string
  readonly name: string
  readonly title: string
  readonly passages: readonly Chunk[]
  /** Base64. */
  readonly segment: string
}

/** Rows of these names stand beside those of sources. */
export function documentPath(sourceId: string): string {
  return `document/${sourceId}`
}

export function toCaseDocument(source: { readonly id: string; readonly name: string }, read: ReadDocument): CaseDocument {
  const { title, passages, segment } = read
  return { sourceId: source.id, name: source.name, title, passages, segment: Buffer.from(segment).toString('base64') }
}

export function listCaseDocuments(records: SealedRecords, caseId: string): Promise<readonly CaseDocument[]> {
  return records.list<CaseDocument>(caseId, 'document')
}

/** Undefined when it was written by a version whose index this one does not read. */
export function segmentOf({ segment }: CaseDocument): Segment | undefined {
  return decodeSegment(Buffer.from(segment, 'base64'))
}
