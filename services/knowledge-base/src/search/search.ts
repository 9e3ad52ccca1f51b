import type { KnowledgeHit } from '@faultmaven/contracts'
import { formatCitation, fuseHits, type LexicalHit, readQuestion } from '@faultmaven/retrieval'
import type { CallContext } from '@faultmaven/rpc'
import { mayRead } from '../documents/access.ts'
import type { DocumentStore } from '../documents/document-store.ts'
import { LEXICAL_DEPTH } from '../embedding/self-check.ts'
import type { SemanticSearch } from '../embedding/semantic-search.ts'
import { type FeedbackStore, weighFeedback } from '../feedback/feedback.ts'
import type { LiveIndex } from './live-index.ts'

type Asked = { readonly question: string; readonly limit?: number | undefined; readonly passages?: number | undefined }
type Deps = {
  readonly store: DocumentStore
  readonly index: LiveIndex
  readonly feedback: FeedbackStore
  readonly semantic: Pick<SemanticSearch, 'nearest'>
}
const DEFAULT_LIMIT = 10
const DEFAULT_PASSAGES = 2
/** Feedback can lift a document from as far below as this many times the limit. */
const LOOKED_AT = 2

/**
 * The documents that answer best, of those that the caller may see. The question is kept nowhere here; where a provider's model helps, it leaves
 * redacted in the caller's name and stands in his ledger.
 */
export async function search(
  { question, limit = DEFAULT_LIMIT, passages = DEFAULT_PASSAGES }: Asked,
  { store, index, feedback, semantic }: Deps,
  context: CallContext,
): Promise<{ hits: KnowledgeHit[]; degraded?: string[] }> {
  const { principal } = context
  const mayFind = (key: string) => {
    const record = store.found(key)
    return record !== undefined && mayRead(record, principal)
  }
  const nearest = await semantic.nearest(question, context)
  const depth = Math.max(limit * LOOKED_AT, nearest ? LEXICAL_DEPTH : 0)
  const lexical = index.search(readQuestion(question), mayFind, { limit: depth, passages })
  // Stores of vectors follow the documents with a delay: who may see what is asked again.
  const found = nearest
    ? fuseHits(
        lexical,
        nearest.near.filter(({ key }) => mayFind(key)),
        { ...nearest, passages },
      )
    : lexical
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
  return { hits, ...(nearest && nearest.degraded.length > 0 ? { degraded: [...nearest.degraded] } : {}) }
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
      const { headings, place, commands } = text
      const passage = { citation, headings: [...headings], text: text.text, commands: [...commands], matched: [...matched] }
      return [{ ...passage, ...(place !== undefined && { place }) }]
    }),
  }
}
