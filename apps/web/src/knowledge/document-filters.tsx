import type { DocumentCounts } from '@faultmaven/contracts'
import { useEffect, useState } from 'react'
import type { DocumentFilter } from '../api/knowledge.ts'
import { count } from '../format/amounts.ts'

type Props = {
  readonly filter: DocumentFilter
  readonly counts: DocumentCounts
  readonly onFilter: (changed: DocumentFilter) => void
}
const TYPING_MS = 250
const SELECT = 'h-8 max-w-48 rounded border border-edge bg-bg px-1'

/** Narrows the list of documents; each choice says how many there are. */
export function DocumentFilters({ filter, counts, onFilter }: Props) {
  const { need, scope, collection } = filter
  return (
    <fieldset className="mb-1.5 flex flex-wrap items-center gap-1.5">
      <legend className="sr-only">Which documents are listed</legend>
      <WordsBox words={filter.words ?? ''} onWords={(words) => onFilter({ words: words === '' ? undefined : words })} />
      <select
        aria-label="State"
        value={need ?? ''}
        onChange={({ target }) => onFilter({ need: NEEDS.find((one) => one === target.value) })}
        className={SELECT}
      >
        <option value="">every state</option>
        <option value="failed">not read ({count(counts.failed)})</option>
        <option value="queued">waiting ({count(counts.queued)})</option>
        <option value="searchable">searchable ({count(counts.searchable)})</option>
        <option value="review">review overdue ({count(counts.review)})</option>
      </select>
      <select
        aria-label="Who finds them"
        value={scope ?? ''}
        onChange={({ target }) => onFilter({ scope: SCOPES.find((one) => one === target.value) })}
        className={SELECT}
      >
        <option value="">private and shared</option>
        <option value="user">private ({count(counts.user)})</option>
        <option value="team">of teams ({count(counts.team)})</option>
        <option value="global">for everybody ({count(counts.global)})</option>
      </select>
      {(counts.collections.length > 0 || collection !== undefined) && (
        <select
          aria-label="Collection"
          value={collection ?? ''}
          onChange={({ target }) => onFilter({ collection: target.value === '' ? undefined : target.value })}
          className={SELECT}
        >
          <option value="">every collection</option>
          {counts.collections.map(({ collection: name, documents }) => (
            <option key={name} value={name}>
              {name} ({count(documents)})
            </option>
          ))}
        </select>
      )}
    </fieldset>
  )
}
const NEEDS = ['failed', 'queued', 'searchable', 'review'] as const
const SCOPES = ['user', 'team', 'global'] as const

/** Asks once the typing rests. */
function WordsBox({ words, onWords }: { readonly words: string; readonly onWords: (words: string) => void }) {
  const [typed, setTyped] = useState(words)
  useEffect(() => {
    if (typed.trim() === words) return undefined
    const timer = setTimeout(() => onWords(typed.trim()), TYPING_MS)
    return () => clearTimeout(timer)
  }, [typed, words, onWords])
  return (
    <input
      type="search"
      aria-label="Words of the name or title"
      placeholder="Words of the name or title"
      maxLength={200}
      value={typed}
      onChange={({ target }) => setTyped(target.value)}
      className="h-8 min-w-0 flex-1 basis-40 rounded border border-edge bg-bg px-2 placeholder:text-mut"
    />
  )
}
