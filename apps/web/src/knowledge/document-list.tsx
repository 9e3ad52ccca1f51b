import type { KnowledgeDocument } from '@faultmaven/contracts'
import { messageOf } from '../api/api-error.ts'
import { isQueued, LISTED, useDocuments } from '../api/knowledge.ts'
import { count, plural } from '../format/amounts.ts'
import { EmptyState } from '../ui/empty-state.tsx'
import { Notice } from '../ui/notice.tsx'
import { Skeleton } from '../ui/skeleton.tsx'
import { DocumentRow } from './document-row.tsx'

/** Every document with its state, those that failed first: they need somebody. */
export function DocumentList() {
  const { data, error } = useDocuments()
  if (error)
    return (
      <div className="mt-3">
        <Notice look="error" title="The documents cannot be listed">
          {messageOf(error)}
        </Notice>
      </div>
    )
  if (!data) return <Skeleton rows={6} label="Listing the documents" />
  const { documents } = data
  if (documents.length === 0)
    return (
      <EmptyState title="There is no document yet">
        Add runbooks, post-mortems or documentation as Markdown, HTML or text. Investigations will look there for what helps.
      </EmptyState>
    )
  return (
    <section aria-label="Documents" className="mt-4">
      <p aria-live="polite" className="mb-1.5 text-mut">
        {summaryOf(documents)}
      </p>
      <ul className="flex flex-col gap-1.5">
        {documents.toSorted(byNeed).map((document) => (
          <DocumentRow key={document.documentId} document={document} />
        ))}
      </ul>
    </section>
  )
}

function summaryOf(documents: readonly KnowledgeDocument[]): string {
  const [queued, failed] = [documents.filter(isQueued).length, documents.filter(isFailed).length]
  const all = documents.length < LISTED ? plural(documents.length, 'document') : `The first ${count(LISTED)} documents`
  return [all, ...(queued > 0 ? [`${count(queued)} being read`] : []), ...(failed > 0 ? [`${count(failed)} failed`] : [])].join(
    ', ',
  )
}

function isFailed({ ingestion }: KnowledgeDocument): boolean {
  return ingestion.state === 'failed'
}

function byNeed(a: KnowledgeDocument, b: KnowledgeDocument): number {
  return Number(isFailed(b)) - Number(isFailed(a)) || a.name.localeCompare(b.name)
}
