import type { KnowledgeHit } from '@faultmaven/contracts'
import { type LexicalHit, readQuestion } from '@faultmaven/retrieval'
import type { Principal } from '@faultmaven/rpc'
import { mayRead } from '../documents/access.ts'
import type { DocumentStore } from '../documents/document-store.ts'
import { type FeedbackStore, weighFeedback } from '../feedback/feedback.ts'
import { formatCitation } from './citation.ts'
import type { LiveIndex } from './live-index.ts'

type Asked = { readonly question: string; readonly limit?: number | undefined; readonly passages?: number | undefined }
type Deps = { readonly store: DocumentStore; readonly index: LiveIndex; readonly feedback: FeedbackStore }
const DEFAULT_LIMIT = 10
const DEFAULT_PASSAGES = 2
/** Feedback can lift a document from as far below as this many times the limit. */
const LOOKED_AT = 2

/** The documents that answer best, of those that the caller may see. The question is neither kept nor logged. */
export async function search(
  { question, limit = DEFAULT_LIMIT, passages = DEFAULT_PASSAGES }: Asked,
  { store, index, feedback }: Deps,
  principal: Principal,
): Promise<{ hits: KnowledgeHit[] }> {
  const mayFind = (key: string) => {
    const record = store.found(key)
    return record !== undefined && mayRead(record, principal)
  }
  const found = index.search(readQuestion(question), mayFind, { limit: limit * LOOKED_AT, passages })
  const weighed = found.flatMap((hit) => {
    const record = store.found(hit.key)
    if (!record) return []
    const counts = feedback.count(record.documentId, principal)
    return [{ ...hit, counts, score: hit.score * weighFeedback(counts) }]
  })
  weighed.sort((a, b) => Number(b.named) - Number(a.named) || b.score - a.score)
  const hits: KnowledgeHit[] = []
  for (const { counts, ...hit } of weighed.slice(0, limit)) {
    const told = await tell(hit, store)
    if (told) hits.push({ ...told, ...counts })
  }
  return { hits }
}

/** Undefined when the document was removed or replaced since it was found. */
async function tell({ key, score, named, coverage, passages }: LexicalHit, store: DocumentStore) {
  const record = store.found(key)
  if (!record?.searchable) return undefined
  const texts = await store.passages(record.documentId)
  if (store.found(key) === undefined) return undefined
  const { documentId, name, scope, searchable } = record
  return {
    documentId,
    version: searchable.version,
    title: searchable.title,
    name,
    scope,
    score,
    named,
    coverage,
    passages: passages.flatMap(({ chunk, matched }) => {
      const text = texts[chunk]
      if (!text) return []
      const citation = formatCitation({ documentId, version: searchable.version, ...text })
      return [{ citation, headings: [...text.headings], text: text.text, commands: [...text.commands], matched: [...matched] }]
    }),
  }
}
