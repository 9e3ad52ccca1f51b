import type { CaseDocumentHit, Passage } from '@faultmaven/contracts'
import { type Chunk, formatCitation, readQuestion, searchSegments } from '@faultmaven/retrieval'
import type { CaseStore } from '../handlers/case-store.ts'
import type { SealedRecords } from '../store/sealed-records.ts'
import { type CaseDocument, listCaseDocuments, segmentOf } from './case-documents.ts'

type Request = {
  readonly caseId: string
  readonly question: string
  readonly limit?: number | undefined
  readonly passages?: number | undefined
}
type Deps = { readonly store: CaseStore; readonly records: SealedRecords }
/** A source never changes: its document has one version. */
export const ONLY_VERSION = 1

/** The documents of a case that answer best, from their indexes alone: nothing of the case stays in memory. */
export async function searchDocuments(
  { caseId, question, limit = 10, passages = 2 }: Request,
  { store, records }: Deps,
): Promise<{ hits: CaseDocumentHit[] }> {
  await store.key(caseId)
  const documents = await listCaseDocuments(records, caseId)
  const segments = documents.flatMap((document) => {
    const segment = segmentOf(document)
    return segment ? [{ segment, visible: new Uint8Array([1]) }] : []
  })
  const byId = new Map(documents.map((document) => [document.sourceId, document]))
  const hits = searchSegments(segments, readQuestion(question), { limit, passages })
  return {
    hits: hits.flatMap(({ key, score, named, coverage, passages: found }) => {
      const document = byId.get(key)
      if (!document) return []
      const told = found.flatMap(({ chunk, matched }) => {
        const passage = document.passages[chunk]
        return passage ? [toPassage(document, passage, matched)] : []
      })
      const { sourceId, title, name } = document
      return [{ sourceId, title, name, score, named, coverage, passages: told }]
    }),
  }
}

/** A passage as the contract tells it. */
export function toPassage({ sourceId }: CaseDocument, chunk: Chunk, matched: readonly string[]): Passage {
  return {
    citation: formatCitation({ documentId: sourceId, version: ONLY_VERSION, ...chunk }),
    headings: [...chunk.headings],
    text: chunk.text,
    commands: [...chunk.commands],
    matched: [...matched],
  }
}
