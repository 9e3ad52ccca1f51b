import { createCollection, type Collection } from './collection.ts'
import { expandCompounds } from './expand-compounds.ts'
import { scoreSegment } from './score-segment.ts'
import type { Segment } from './segment.ts'
import { WEIGHTS } from './weights.ts'

export type SearchedSegment = {
  readonly segment: Segment
  /** 1 for each document that may be found; others count nowhere, not even in how rare a word is. */
  readonly visible: Uint8Array
}
export type LexicalQuery = {
  /** Terms with their weights. */
  readonly terms: ReadonlyMap<string, number>
  /** Terms of names that decide: a document or section called so comes first. */
  readonly names: readonly string[]
}
export type LexicalHit = {
  readonly key: string
  readonly score: number
  /** It is called by a name that was asked for. */
  readonly named: boolean
  /** The best passages of the document, best first. */
  readonly passages: readonly { readonly chunk: number; readonly score: number; readonly matched: readonly string[] }[]
}
type Options = {
  /** Documents. */
  readonly limit: number
  /** Passages of each. */
  readonly passages: number
}
/** More terms than these, the weightiest, are not looked up: what is pasted may be a whole log. */
const MAX_TERMS = 64

/**
 * The documents that answer best, best first, by their best passage.
 * Linear in the postings of the terms; tens of milliseconds at 100,000 chunks.
 */
export function searchSegments(
  segments: readonly SearchedSegment[],
  query: LexicalQuery,
  { limit, passages }: Options,
): LexicalHit[] {
  const collection = createCollection(segments)
  const terms = chooseTerms(expandCompounds(query.terms, collection), collection)
  const best: Candidate[] = []
  for (const searched of segments) {
    const scored = scoreSegment(searched, { terms, names: query.names, collection })
    for (const [document, { score, named }] of scored.documents) best.push({ searched, document, score, named, scored })
  }
  best.sort((a, b) => Number(b.named) - Number(a.named) || b.score - a.score || compareKeys(a, b))
  return best.slice(0, limit).map((candidate) => toHit(candidate, passages))
}

type Scored = ReturnType<typeof scoreSegment>
type Candidate = {
  readonly searched: SearchedSegment
  readonly document: number
  readonly score: number
  readonly named: boolean
  readonly scored: Scored
}

function keyOf({ searched, document }: Candidate): string {
  return searched.segment.documents[document]!
}

/** Equal scores keep one order, whatever segments the documents stand in. */
function compareKeys(a: Candidate, b: Candidate): number {
  return keyOf(a) < keyOf(b) ? -1 : 1
}

function chooseTerms(terms: ReadonlyMap<string, number>, collection: Collection): Map<string, number> {
  const weighed: [term: string, weight: number][] = []
  for (const [term, weight] of terms) {
    const idf = collection.inverseFrequency(term)
    if (idf > 0) weighed.push([term, weight * idf ** WEIGHTS.idfPower])
  }
  return new Map(weighed.sort((a, b) => b[1] - a[1]).slice(0, MAX_TERMS))
}

function toHit(candidate: Candidate, passages: number): LexicalHit {
  const { searched, document, score, named, scored } = candidate
  const { chunkStart } = searched.segment
  const chunks: number[] = []
  for (let chunk = chunkStart[document]!; chunk < chunkStart[document + 1]!; chunk++)
    if (scored.chunks[chunk]! > 0) chunks.push(chunk)
  chunks.sort((a, b) => scored.chunks[b]! - scored.chunks[a]! || a - b)
  return {
    key: keyOf(candidate),
    score,
    named,
    passages: chunks.slice(0, passages).map((chunk) => ({
      chunk: chunk - chunkStart[document]!,
      score: scored.chunks[chunk]!,
      matched: scored.matchedIn(chunk),
    })),
  }
}
