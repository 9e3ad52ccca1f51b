import type { Collection } from './collection.ts'
import type { SearchedSegment, Segment } from './segment.ts'
import { WEIGHTS } from './weights.ts'

export type ScoredSegment = {
  /** Score of each chunk; 0 where none of the terms stands, and in documents that are not visible. */
  readonly chunks: Float64Array
  /** The same of each document. */
  readonly documents: Float64Array
  /** How many times a chunk was given something for a term. */
  readonly additions: number
}

/**
 * Scores the visible chunks of a segment, and its documents by their best chunk. Linear in the postings of the terms. The loops are over
 * plain arrays: with 100,000 chunks a call for each posting took longer than all the rest.
 * @param terms with weight times inverse frequency
 */
export function scoreSegment(
  { segment, visible }: SearchedSegment,
  terms: ReadonlyMap<string, number>,
  collection: Collection,
): ScoredSegment {
  const chunks = new Float64Array(segment.bodyLength.length)
  const norms = createNorms(segment, collection)
  /** What title and name of each document give to the term at hand. */
  const above = new Float64Array(segment.documents.length)
  let additions = 0
  for (const [term, weight] of terms) additions += addTerm({ segment, visible, norms, above, chunks }, term, weight)
  return { chunks, documents: scoreDocuments(segment, chunks), additions }
}

function scoreDocuments({ documents, chunkStart }: Segment, chunks: Float64Array): Float64Array {
  const scores = new Float64Array(documents.length)
  for (let document = 0; document < scores.length; document++) {
    const [from, to] = [chunkStart[document]!, chunkStart[document + 1]!]
    let best = 0
    for (let chunk = from; chunk < to; chunk++) if (chunks[chunk]! > best) best = chunks[chunk]!
    if (best > 0) scores[document] = best * Math.max(0.1, 1 - WEIGHTS.lengthPenalty * Math.log(to - from))
  }
  return scores
}

type Field = keyof typeof WEIGHTS.fields
type Norms = Readonly<Record<Field, Float64Array>>

/** Weight of one occurrence in each field of a chunk or document: in long fields one counts less. */
function createNorms(segment: Segment, { mean }: Collection): Norms {
  const of = (field: Field, lengths: Uint16Array) => {
    const { weight, b } = WEIGHTS.fields[field]
    const norms = new Float64Array(lengths.length)
    for (let unit = 0; unit < lengths.length; unit++) norms[unit] = weight / (1 - b + (b * lengths[unit]!) / mean[field])
    return norms
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

/** @returns how many times a chunk was given something */
function addTerm({ segment, visible, norms, above, chunks }: Sums, term: string, weight: number): number {
  const id = segment.terms.get(term)
  if (id === undefined) return 0
  const { inDocuments, inChunks, chunkStart, documentOf } = segment
  const { k1 } = WEIGHTS
  const most = weight * (k1 + 1)
  let additions = 0
  const [firstDocument, endDocument] = [inDocuments.offsets[id]!, inDocuments.offsets[id + 1]!]
  for (let at = firstDocument; at < endDocument; at++) {
    const document = inDocuments.units[at]!
    if (visible[document] === 0) continue
    const sum = inDocuments.first[at]! * norms.title[document]! + inDocuments.second[at]! * norms.name[document]!
    above[document] = sum
    const alone = (most * sum) / (sum + k1)
    const [from, to] = [chunkStart[document]!, chunkStart[document + 1]!]
    for (let chunk = from; chunk < to; chunk++) chunks[chunk]! += alone
    additions += to - from
  }
  for (let at = inChunks.offsets[id]!; at < inChunks.offsets[id + 1]!; at++) {
    const chunk = inChunks.units[at]!
    const document = documentOf[chunk]!
    if (visible[document] === 0) continue
    const over = above[document]!
    const sum = over + inChunks.first[at]! * norms.body[chunk]! + inChunks.second[at]! * norms.heading[chunk]!
    // The share of title and name was added above: fields saturate together.
    chunks[chunk]! += most * (sum / (sum + k1) - over / (over + k1))
    additions++
  }
  for (let at = firstDocument; at < endDocument; at++) above[inDocuments.units[at]!] = 0
  return additions
}
