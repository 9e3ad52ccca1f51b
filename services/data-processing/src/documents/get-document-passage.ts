import type { ResolvedPassage } from '@faultmaven/contracts'
import { isSamePlace, parseCitation } from '@faultmaven/retrieval'
import { ProblemError } from '@faultmaven/rpc'
import type { CaseStore } from '../handlers/case-store.ts'
import type { SealedRecords } from '../store/sealed-records.ts'
import { type CaseDocument, documentPath } from './case-documents.ts'
import { ONLY_VERSION, toPassage } from './search-documents.ts'

type Request = { readonly caseId: string; readonly citation: string }
type Deps = { readonly store: CaseStore; readonly records: SealedRecords }

/**
 * The passage of a document of the case that a citation names. A source does not change, so it never moves.
 * @throws {ProblemError} `document.not_found` when the case has no such document
 */
export async function getDocumentPassage({ caseId, citation }: Request, { store, records }: Deps): Promise<ResolvedPassage> {
  await store.key(caseId)
  const cited = parseCitation(citation)
  const document = cited && (await records.get<CaseDocument>(caseId, documentPath(cited.documentId)))
  if (!cited || !document) throw new ProblemError('document.not_found')
  const chunk = cited.version === ONLY_VERSION ? document.passages.find((one) => isSamePlace(one, cited)) : undefined
  if (!chunk) return { state: 'gone', why: 'The document has no passage at these lines' }
  return { state: 'found', title: document.title, name: document.name, moved: false, passage: toPassage(document, chunk, []) }
}
