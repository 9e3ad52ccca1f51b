import { type Collection, createCollection } from './collection.ts'
import { expandCompounds } from './expand-compounds.ts'
import { documentsNamed, termsIn } from './find-postings.ts'
import { type ScoredSegment, scoreSegment } from './score-segment.ts'
import type { SearchedSegment } from './segment.ts'
import { WEIGHTS } from './weights.ts'

export type LexicalQuery = {
  /** Terms with their weights. */
  readonly terms: ReadonlyMap<string, number>
  /** Those that were asked themselves, not added as another word for them. */
  readonly asked: ReadonlySet<string>
  /** Terms of names that decide: a document or section called so comes first. */
  readonly names: readonly string[]
}
export type LexicalHit = {
  readonly key: string
  readonly score: number
  /** It is called by a name that was asked for. */
  readonly named: boolean
  /** Share of what was asked that the best passage and the title above it hold, in these or other words, by their weight: in (0, 1]. */
  readonly coverage: number
  /** The best passages of the document, best first. */
  readonly passages: readonly { readonly chunk: number; readonly score: number; readonly matched: readonly string[] }[]
}
type Options = {
  /** Documents. */
  readonly limit: number
  /** Passages of each. */
  readonly passages: number
  /** Told how many times a chunk was given something for a term: what the search did, whatever the clock says. */
  readonly onScored?: ((chunks: number) => void) | undefined
}
/** More terms than these, the weightiest, are not looked up: what is pasted may be a whole log. */
const MAX_TERMS = 64
/** Nor terms that weigh less than this of the weightiest: they stand nearly everywhere, decide nothing and take most of the time. */
const MIN_SHARE = 0.1

/**
 * The documents that answer best, best first, by their best passage.
 * Linear in the postings of the terms; tens of milliseconds at 100,000 chunks.
 */
export function searchSegments(
  segments: readonly SearchedSegment[],
  query: LexicalQuery,
  { limit, passages, onScored }: Options,
): LexicalHit[] {
  const collection = createCollection(segments)
  const weighed = weighTerms(expandCompounds(query.terms, collection), collection)
  const asked = weighed.reduce((sum, [term, weight]) => sum + (query.asked.has(term) ? weight : 0), 0)
  const known = weighed.filter(([term]) => collection.frequency(term) > 0)
  const least = MIN_SHARE * (known[0]?.[1] ?? 0)
  const terms = new Map(known.filter(([, weight]) => weight >= least).slice(0, MAX_TERMS))
  const best: Candidate[] = []
  for (const searched of segments) {
    const scored = scoreSegment(searched, terms, collection)
    onScored?.(scored.additions)
    const named = documentsNamed(searched, query.names)
    for (let document = 0; document < scored.documents.length; document++) {
      const score = scored.documents[document]!
      // Nearly all are turned away here.
      if (score === 0 || (score < (best[limit - 1]?.score ?? 0) && named.size === 0)) continue
      insert(best, { searched, scored, document, score, named: named.has(document) }, limit)
    }
  }
  return best.map((candidate) => toHit(candidate, passages, { terms, asked }))
}

type Candidate = {
  readonly searched: SearchedSegment
  readonly scored: ScoredSegment
  readonly document: number
  readonly score: number
  readonly named: boolean
}

/** Keeps the best in their order. */
function insert(best: Candidate[], candidate: Candidate, limit: number): void {
  const last = best[limit - 1]
  if (last && compare(candidate, last) >= 0) return
  let at = best.length
  while (at > 0 && compare(candidate, best[at - 1]!) < 0) at--
  best.splice(at, 0, candidate)
  if (best.length > limit) best.pop()
}

/** Equal scores keep one order, whatever segments the documents stand in. */
function compare(a: Candidate, b: Candidate): number {
  return Number(b.named) - Number(a.named) || b.score - a.score || (keyOf(a) < keyOf(b) ? -1 : 1)
}

function keyOf({ searched, document }: Candidate): string {
  return searched.segment.documents[document]!
}

/** Terms with weight times inverse frequency, the weightiest first. */
function weighTerms(terms: ReadonlyMap<string, number>, collection: Collection): (readonly [term: string, weight: number])[] {
  const weighed = [...terms].map(
    ([term, weight]) => [term, weight * collection.inverseFrequency(term) ** WEIGHTS.idfPower] as const,
  )
  return weighed.sort((a, b) => b[1] - a[1])
}

/** What was looked up, and the weight of all that was asked. */
type Asked = { readonly terms: ReadonlyMap<string, number>; readonly asked: number }

function toHit(candidate: Candidate, passages: number, { terms, asked }: Asked): LexicalHit {
  const { searched, document, score, named, scored } = candidate
  const { chunkStart } = searched.segment
  const first = chunkStart[document]!
  const chunks: number[] = []
  for (let chunk = first; chunk < chunkStart[document + 1]!; chunk++) if (scored.chunks[chunk]! > 0) chunks.push(chunk)
  chunks.sort((a, b) => scored.chunks[b]! - scored.chunks[a]! || a - b)
  const found = chunks.slice(0, passages).map((chunk) => ({
    chunk: chunk - first,
    score: scored.chunks[chunk]!,
    matched: termsIn(searched.segment, chunk, terms.keys()),
  }))
  const held = (found[0]?.matched ?? []).reduce((sum, term) => sum + terms.get(term)!, 0)
  return { key: keyOf(candidate), score, named, coverage: Math.min(1, held / asked), passages: found }
}
