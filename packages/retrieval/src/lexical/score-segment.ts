import type { Collection } from './collection.ts'
import type { SearchedSegment } from './search-segments.ts'
import type { Segment } from './segment.ts'
import { WEIGHTS } from './weights.ts'

type Scoring = {
  /** Terms with weight times inverse frequency. */
  readonly terms: ReadonlyMap<string, number>
  readonly names: readonly string[]
  readonly collection: Collection
}
export type ScoredSegment = {
  /** Score of each chunk. */
  readonly chunks: Float64Array
  /** Visible documents with a score above 0. */
  readonly documents: ReadonlyMap<number, { readonly score: number; readonly named: boolean }>
  /** The terms that stand in a chunk or above it, those that count most first. */
  matchedIn(chunk: number): string[]
}

/** Scores the visible chunks of a segment and the documents they belong to. */
export function scoreSegment({ segment, visible }: SearchedSegment, { terms, names, collection }: Scoring): ScoredSegment {
  const chunks = new Float64Array(segment.bodyLength.length)
  const norms = createNorms(segment, collection)
  /** What title and name of each document give to the term at hand. */
  const above = new Float64Array(segment.documents.length)
  for (const [term, weight] of terms) addTerm({ segment, visible, norms, above, chunks }, term, weight)
  const named = documentsNamed(segment, names)
  const documents = new Map<number, { score: number; named: boolean }>()
  for (let document = 0; document < visible.length; document++) {
    if (visible[document] === 0) continue
    const [from, to] = [segment.chunkStart[document]!, segment.chunkStart[document + 1]!]
    let best = 0
    for (let chunk = from; chunk < to; chunk++) if (chunks[chunk]! > best) best = chunks[chunk]!
    if (best === 0) continue
    const score = best * Math.max(0.1, 1 - WEIGHTS.lengthPenalty * Math.log(to - from))
    documents.set(document, { score, named: named.has(document) })
  }
  return { chunks, documents, matchedIn: (chunk) => matchedIn(segment, chunk, terms) }
}

type Norms = ReturnType<typeof createNorms>

/** Weight of one occurrence in each field of a chunk or document: in long fields one counts less. */
function createNorms(segment: Segment, { mean }: Collection) {
  const of = (field: keyof typeof WEIGHTS.fields, lengths: Uint16Array) => {
    const { weight, b } = WEIGHTS.fields[field]
    return Float64Array.from(lengths, (length) => weight / (1 - b + (b * length) / mean[field]))
  }
  return {
    body: of('body', segment.bodyLength),
    heading: of('heading', segment.headingLength),
    title: of('title', segment.titleLength),
    name: of('name', segment.nameLength),
  }
}

type Sums = {
  readonly segment: Segment
  readonly visible: Uint8Array
  readonly norms: Norms
  readonly above: Float64Array
  readonly chunks: Float64Array
}

function addTerm({ segment, visible, norms, above, chunks }: Sums, term: string, weight: number): void {
  const id = segment.terms.get(term)
  if (id === undefined) return
  const { inDocuments, inChunks, chunkStart, documentOf } = segment
  const saturate = (sum: number) => (weight * sum * (WEIGHTS.k1 + 1)) / (sum + WEIGHTS.k1)
  const [firstDocument, endDocument] = [inDocuments.offsets[id]!, inDocuments.offsets[id + 1]!]
  for (let at = firstDocument; at < endDocument; at++) {
    const document = inDocuments.units[at]!
    if (visible[document] === 0) continue
    const sum = inDocuments.first[at]! * norms.title[document]! + inDocuments.second[at]! * norms.name[document]!
    above[document] = sum
    const alone = saturate(sum)
    for (let chunk = chunkStart[document]!; chunk < chunkStart[document + 1]!; chunk++) chunks[chunk]! += alone
  }
  for (let at = inChunks.offsets[id]!; at < inChunks.offsets[id + 1]!; at++) {
    const chunk = inChunks.units[at]!
    const document = documentOf[chunk]!
    if (visible[document] === 0) continue
    const sum = inChunks.first[at]! * norms.body[chunk]! + inChunks.second[at]! * norms.heading[chunk]!
    const over = above[document]!
    // The share of title and name was added above: fields saturate together.
    chunks[chunk]! += over === 0 ? saturate(sum) : saturate(sum + over) - saturate(over)
  }
  for (let at = firstDocument; at < endDocument; at++) above[inDocuments.units[at]!] = 0
}

/** Documents that are called by a name, or have a section that is. */
function documentsNamed(segment: Segment, names: readonly string[]): Set<number> {
  const found = new Set<number>()
  const { inDocuments, inChunks, documentOf } = segment
  for (const name of names) {
    const id = segment.terms.get(name)
    if (id === undefined) continue
    for (let at = inDocuments.offsets[id]!; at < inDocuments.offsets[id + 1]!; at++) found.add(inDocuments.units[at]!)
    for (let at = inChunks.offsets[id]!; at < inChunks.offsets[id + 1]!; at++) {
      if (inChunks.second[at]! > 0) found.add(documentOf[inChunks.units[at]!]!)
    }
  }
  return found
}

function matchedIn(segment: Segment, chunk: number, terms: ReadonlyMap<string, number>): string[] {
  const document = segment.documentOf[chunk]!
  const { inDocuments, inChunks } = segment
  return [...terms.keys()].filter((term) => {
    const id = segment.terms.get(term)
    return (
      id !== undefined &&
      (holds(inChunks.units, inChunks.offsets, id, chunk) || holds(inDocuments.units, inDocuments.offsets, id, document))
    )
  })
}

/** Whether a unit stands among the postings of a term; they ascend. */
function holds(units: Uint32Array, offsets: Uint32Array, term: number, unit: number): boolean {
  let [low, high] = [offsets[term]!, offsets[term + 1]!]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (units[middle]! < unit) low = middle + 1
    else high = middle
  }
  return low < offsets[term + 1]! && units[low] === unit
}
