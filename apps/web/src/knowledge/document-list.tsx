import type { DocumentCounts } from '@faultmaven/contracts'
import { messageOf } from '../api/api-error.ts'
import { type DocumentFilter, LISTED, useDocuments } from '../api/knowledge.ts'
import { count, plural } from '../format/amounts.ts'
import { Button } from '../ui/button.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { Notice } from '../ui/notice.tsx'
import { Skeleton } from '../ui/skeleton.tsx'
import { DocumentFilters } from './document-filters.tsx'
import { DocumentRow } from './document-row.tsx'

type Props = { readonly filter: DocumentFilter; readonly onFilter: (changed: DocumentFilter) => void }

/** The documents with their states, a page at a time, those that failed first: they need somebody. */
export function DocumentList({ filter, onFilter }: Props) {
  const { data, error } = useDocuments(filter)
  if (error)
    return (
      <div className="mt-3">
        <Notice look="error" title="The documents cannot be listed">
          {messageOf(error)}
        </Notice>
      </div>
    )
  if (!data) return <Skeleton rows={6} label="Listing the documents" />
  const { documents, total, counts } = data
  if (counts.all === 0)
    return (
      <EmptyState title="There is no document yet">
        Add runbooks, post-mortems or documentation: Markdown, HTML, PDF, Word, AsciiDoc, reStructuredText, text, alerting rules.
        Investigations will look there for what helps.
      </EmptyState>
    )
  const { offset = 0 } = filter
  return (
    <section aria-label="Documents" className="mt-4">
      <h2 className="font-semibold">Documents</h2>
      <p aria-live="polite" className="mb-1.5 text-mut">
        {summaryOf(counts)}
      </p>
      <DocumentFilters filter={filter} counts={counts} onFilter={onFilter} />
      {total === 0 && <p className="my-3 text-mut">No document is like that.</p>}
      <ul className="flex flex-col gap-1.5">
        {documents.map((document) => (
          <DocumentRow key={document.documentId} document={document} />
        ))}
      </ul>
      {total > 0 && (total > LISTED || offset > 0) && (
        <nav aria-label="Pages of documents" className="mt-2 flex items-center gap-2">
          <Button disabled={offset === 0} onClick={() => onFilter({ offset: Math.max(0, offset - LISTED) || undefined })}>
            Before
          </Button>
          <span className="text-mut">
            {count(Math.min(offset + 1, total))}–{count(Math.min(offset + documents.length, total))} of {count(total)}
          </span>
          <Button disabled={offset + LISTED >= total} onClick={() => onFilter({ offset: offset + LISTED })}>
            Next
          </Button>
        </nav>
      )}
    </section>
  )
}

function summaryOf({ all, queued, failed, review }: DocumentCounts): string {
  return [
    plural(all, 'document'),
    ...(queued > 0 ? [`${count(queued)} being read`] : []),
    ...(failed > 0 ? [`${count(failed)} failed`] : []),
    ...(review > 0 ? [`${plural(review, 'review')} overdue`] : []),
  ].join(', ')
}
