import type { Source } from '@faultmaven/contracts'
import { useMemo, useState } from 'react'
import type { CaseFacts } from '../case/case-facts.ts'
import { plural } from '../format/amounts.ts'
import { visibleText } from '@faultmaven/report'
import { TeachFormat } from '../teach/teach-format.tsx'
import { citedPart, placesOf } from '../think/citation-places.ts'
import { EmptyState } from '../ui/empty-state.tsx'
import { Notice } from '../ui/notice.tsx'
import type { LinePlace } from '../workspace/evidence-link.ts'
import type { Go, Place } from '../workspace/place.ts'
import { LineDetail } from './line-detail.tsx'
import { LogGrid } from './log-grid.tsx'
import { LogSearch, type Query } from './log-search.tsx'
import { SearchHits } from './search-hits.tsx'
import { useLineKeys } from './use-line-keys.ts'

type Props = {
  readonly caseId: string
  readonly facts: CaseFacts
  readonly running: boolean
  readonly place: Place
  readonly go: Go
  readonly jump: number
}

/** The lines of a source as they were sent, with the cited ones marked. */
export function LogsTab({ caseId, facts, running, place, go, jump }: Props) {
  const readable = facts.sources.filter(({ state }) => state === 'ready' || state === 'partial')
  const source = readable.find(({ id }) => id === place.source) ?? (place.source === undefined ? readable[0] : undefined)
  if (!source) return <NoSource asked={place.source !== undefined} running={running} />
  return <SourceLines key={source.id} {...{ caseId, facts, running, place, go, jump, source }} sources={readable} />
}

type LinesProps = Props & { readonly source: Source; readonly sources: readonly Source[] }

function SourceLines({ caseId, facts, place, go, jump, source, sources }: LinesProps) {
  const [query, setQuery] = useState<Query>()
  const cited = useCitedLines(facts, source.id)
  const part = useCitedPart(facts, place.cite)
  const toLine = (line: number) => go({ source: source.id, line, cite: undefined }, { replace: true })
  const open = ({ sourceId, line }: LinePlace) =>
    go({ source: sourceId, line, cite: undefined }, { replace: sourceId === source.id })
  const note = useLineKeys({ caseId, source, line: place.line, toLine })
  return (
    <div className="flex h-full flex-col">
      <div className="flex flex-wrap items-center gap-2 border-b border-line p-2">
        <SourcePicker sources={sources} source={source} onSource={(id) => go({ source: id, line: undefined, cite: undefined })} />
        <LogSearch query={query} onQuery={setQuery} onLine={toLine} />
        {source.kind === 'log' && <TeachFormat caseId={caseId} sourceId={source.id} line={place.line} />}
      </div>
      {query && <SearchHits {...{ caseId, source, sources, query }} line={place.line} onOpen={open} />}
      <div className="min-h-0 flex-1">
        <LogGrid
          caseId={caseId}
          sourceId={source.id}
          name={visibleText(source.name)}
          lines={source.coverage?.lines ?? 0}
          line={place.line}
          cited={cited}
          jump={jump}
          onLine={toLine}
        />
      </div>
      {source.state === 'partial' && (
        <p className="truncate border-t border-line px-2 py-1 text-warn" title={source.problem?.detail}>
          Read in part: {source.problem?.detail ?? 'the rest could not be read'}
        </p>
      )}
      <output className="sr-only">{note}</output>
      <LineDetail caseId={caseId} source={source} line={place.line} part={part} />
    </div>
  )
}

type PickerProps = { readonly sources: readonly Source[]; readonly source: Source; readonly onSource: (id: string) => void }

function SourcePicker({ sources, source, onSource }: PickerProps) {
  return (
    <label className="min-w-0">
      <span className="sr-only">Source</span>
      <select
        value={source.id}
        onChange={(event) => onSource(event.target.value)}
        className="h-7 max-w-72 rounded border border-edge bg-panel px-1 font-mono text-xs"
      >
        {sources.map(({ id, name, coverage }) => (
          <option key={id} value={id}>
            {visibleText(name)}
            {coverage ? ` (${plural(coverage.lines, 'line')})` : ''}
          </option>
        ))}
      </select>
    </label>
  )
}

function NoSource({ asked, running }: { readonly asked: boolean; readonly running: boolean }) {
  if (running)
    return <EmptyState title="No source is ready yet">Lines can be read as soon as a source has been read to its end.</EmptyState>
  if (asked) {
    return (
      <div className="p-3">
        <Notice look="partial" title="The source of this link is not in the case">
          Choose another tab, or follow a citation on the left.
        </Notice>
      </div>
    )
  }
  return (
    <EmptyState title="There are no lines to show">
      No file was sent, or none could be read. Drop files anywhere on this page, then press Send.
    </EmptyState>
  )
}

function useCitedPart({ claims, findings }: CaseFacts, cite: string | undefined) {
  return useMemo(() => citedPart(cite, [...claims.values(), ...findings]), [claims, findings, cite])
}

function useCitedLines(facts: CaseFacts, sourceId: string): ReadonlySet<number> {
  return useMemo(() => {
    const citations = [...facts.claims.values()].flatMap((claim) => claim.citations)
    return new Set(placesOf(citations, '').flatMap((each) => (each.sourceId === sourceId ? [each.line] : [])))
  }, [facts.claims, sourceId])
}
