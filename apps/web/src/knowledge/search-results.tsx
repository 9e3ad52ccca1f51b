import type { KnowledgeHit, Passage } from '@faultmaven/contracts'
import { visibleText } from '@faultmaven/report'
import { messageOf } from '../api/api-error.ts'
import { useKnowledgeSearch } from '../api/knowledge.ts'
import { plural } from '../format/amounts.ts'
import { Button } from '../ui/button.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { Notice } from '../ui/notice.tsx'
import { Skeleton } from '../ui/skeleton.tsx'

type Props = {
  readonly question: string
  readonly opened: string | undefined
  readonly onOpen: (citation: string) => void
}
const SHOWN = 400

/** What answers a question, best first, each with why it matched. */
export function SearchResults({ question, opened, onOpen }: Props) {
  const { data, error, isFetching } = useKnowledgeSearch(question)
  if (error)
    return (
      <div className="mt-3">
        <Notice look="error" title="The search failed">
          {messageOf(error)}
        </Notice>
      </div>
    )
  if (!data) return <Skeleton rows={4} label="Searching" />
  if (data.hits.length === 0)
    return (
      <EmptyState title="No document speaks of this">
        Other words may help: the name of the alert, the message itself, the component. Or add the runbook below.
      </EmptyState>
    )
  return (
    <section aria-label="Answers" aria-busy={isFetching} className="mt-4">
      <p aria-live="polite" className="mb-1.5 text-mut">
        {plural(data.hits.length, 'document')}, best first
      </p>
      <ol className="flex flex-col gap-2">
        {data.hits.map((hit) => (
          <li key={hit.documentId} className="rounded border border-line p-2 wrap-anywhere">
            <h2 className="font-semibold">{visibleText(hit.title || hit.name)}</h2>
            <p className="text-xs text-mut">{whyOf(hit)}</p>
            {hit.passages.map((passage) => (
              <Found key={passage.citation} passage={passage} isOpen={passage.citation === opened} onOpen={onOpen} />
            ))}
          </li>
        ))}
      </ol>
    </section>
  )
}

/** Why it stands where it stands, in one sentence. */
function whyOf({ named, coverage, helped, misled }: KnowledgeHit): string {
  return [
    named
      ? 'Called like what was asked for'
      : `Holds ${Math.round(coverage * 100)}% of what was asked, by how rare the words are`,
    ...(helped > 0 ? [`helped ${helped}`] : []),
    ...(misled > 0 ? [`misled ${misled}`] : []),
  ].join(' · ')
}

type FoundProps = { readonly passage: Passage; readonly isOpen: boolean; readonly onOpen: Props['onOpen'] }

function Found({ passage, isOpen, onOpen }: FoundProps) {
  const { citation, headings, text, matched } = passage
  return (
    <div className="mt-1.5 border-l-2 border-line pl-2">
      {headings.length > 0 && <p className="text-xs text-mut">{visibleText(headings.join(' › '))}</p>}
      <p className="whitespace-pre-wrap">{visibleText(text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text)}</p>
      <div className="mt-1 flex flex-wrap items-center gap-1 text-xs text-mut">
        {matched.length > 0 && <span>matched</span>}
        {matched.slice(0, 12).map((term) => (
          <span key={term} className="rounded bg-hit px-1 text-fg">
            {visibleText(term)}
          </span>
        ))}
        <Button look="quiet" className="ml-auto" aria-pressed={isOpen} onClick={() => onOpen(citation)}>
          Open passage
        </Button>
      </div>
    </div>
  )
}
