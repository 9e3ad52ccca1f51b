import type { Source } from '@faultmaven/contracts'
import { messageOf } from '../api/api-error.ts'
import { useRecords } from '../api/queries.ts'
import { count } from '../format/amounts.ts'
import { visibleText } from '@faultmaven/report'
import { useKeys } from '../keyboard/use-keys.ts'
import { Notice } from '../ui/notice.tsx'
import { ScrollRegion } from '../ui/scroll-region.tsx'
import { SourceName } from '../ui/source-name.tsx'
import type { LinePlace } from '../workspace/evidence-link.ts'
import type { Query } from './log-search.tsx'

const LIMIT = 500
type Props = {
  readonly caseId: string
  readonly source: Source
  readonly sources: readonly Source[]
  readonly query: Query
  readonly line: number | undefined
  readonly onOpen: (place: LinePlace) => void
}

/** What a search found; n and N step through it. */
export function SearchHits({ caseId, source, sources, query, line, onOpen }: Props) {
  const filter = { text: { literal: query.text }, ...(query.everywhere ? {} : { sourceIds: [source.id] }) }
  const { data, error, isFetching } = useRecords(caseId, filter, LIMIT)
  const hits = data?.records ?? []
  const at = hits.findIndex((hit) => hit.sourceId === source.id && hit.line === line)
  const step = (by: number) => {
    const hit = hits.at(at < 0 ? (by > 0 ? 0 : -1) : (at + by) % hits.length)
    if (hit) onOpen(hit)
  }
  useKeys({ n: () => step(1), N: () => step(-1) })
  const nameOf = (id: string) => sources.find((each) => each.id === id)?.name ?? ''
  return (
    <section
      aria-label="Search hits"
      className="flex h-48 shrink-0 [@media(max-height:600px)]:h-28 flex-col border-b border-line"
    >
      <p className="px-2 py-1 text-mut" aria-live="polite">
        {isFetching && 'Searching…'}
        {!isFetching &&
          data &&
          `${count(data.matches)} of ${count(data.recordsSearched)} records match “${visibleText(query.text)}”`}
        {!isFetching && data && data.matches > hits.length && `; the first ${count(hits.length)} are listed`}
        {!isFetching && hits.length > 0 && ' · n / N steps through them'}
      </p>
      {error && (
        <Notice look="error" title="The search failed">
          {messageOf(error)}. The log itself can still be read.
        </Notice>
      )}
      {data?.matches === 0 && !isFetching && (
        <p className="px-2 text-mut">
          Nothing matches exactly; upper and lower case differ. Try a shorter piece{query.everywhere ? '' : ', or all sources'}.
        </p>
      )}
      <ScrollRegion label="Hits" className="min-h-0 flex-1">
        <ul>
          {hits.map((hit, index) => (
            <li key={`${hit.sourceId}:${hit.line}`}>
              <button
                type="button"
                aria-pressed={index === at}
                onClick={() => onOpen(hit)}
                className={`flex w-full gap-2 px-2 text-left font-mono text-xs hover:bg-panel ${index === at ? 'bg-hit' : ''}`}
              >
                <span className={`shrink-0 truncate text-acc ${query.everywhere ? 'w-40' : 'w-20'}`}>
                  {query.everywhere && <SourceName name={nameOf(hit.sourceId)} short />}:{count(hit.line)}
                </span>
                <span className="min-w-0 flex-1 truncate whitespace-pre">{visibleText(hit.text)}</span>
              </button>
            </li>
          ))}
        </ul>
      </ScrollRegion>
    </section>
  )
}
