import type { Citation } from '@faultmaven/contracts'
import { useEvidenceLinks } from '../workspace/evidence-link.ts'
import { placesOf, searchesOf } from './citation-places.ts'

type Props = { readonly citations: readonly Citation[]; readonly owner: string; readonly most?: number }

/** The places that prove a statement; each opens its exact line. */
export function CitationChips({ citations, owner, most = 6 }: Props) {
  const { open, prefetch, cite } = useEvidenceLinks()
  const places = placesOf(citations, owner)
  return (
    <span className="inline-flex max-w-full flex-wrap items-center gap-1 align-middle">
      {places.slice(0, most).map((place) => (
        <button
          key={place.key}
          type="button"
          data-cite={place.key}
          aria-pressed={cite === place.key}
          title={place.title}
          onClick={() => open(place, place.key)}
          onPointerEnter={() => prefetch(place)}
          onFocus={() => prefetch(place)}
          className={`max-w-full truncate rounded border px-1.5 py-0.5 font-mono text-xs ${cite === place.key ? 'border-acc bg-hit text-fg' : 'border-edge/60 text-acc hover:border-acc'}`}
        >
          {place.label}
        </button>
      ))}
      {places.length > most && <span className="text-mut">and {places.length - most} more</span>}
      {searchesOf(citations).map((search) => (
        <span key={search} className="text-xs wrap-anywhere text-mut">
          {search}
        </span>
      ))}
    </span>
  )
}
