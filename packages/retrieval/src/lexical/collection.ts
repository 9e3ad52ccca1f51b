import type { SearchedSegment } from './segment.ts'

/** What is counted over all that a caller may see, and over nothing else. */
export type Collection = {
  /** Chunks in whose body or headings a term stands, and documents in whose title or name it does. */
  frequency(term: string): number
  /** Inverse document frequency: highest for a term that stands nowhere. */
  inverseFrequency(term: string): number
  /** Mean number of words in each field, over chunks. */
  readonly mean: { readonly body: number; readonly heading: number; readonly title: number; readonly name: number }
}

/** As many passages are assumed at least: among three documents a word that stands in one is no common word. */
const MIN_SIZE = 1000

/** Counts over the visible documents of segments. */
export function createCollection(segments: readonly SearchedSegment[]): Collection {
  const sums = segments.map(sumLengths)
  const total = (field: keyof Sums) => sums.reduce((sum, of) => sum + of[field], 0)
  const [chunks, documents] = [total('chunks'), total('documents')]
  const mean = (field: keyof Sums) => Math.max(1, total(field) / Math.max(1, chunks))
  const size = Math.max(MIN_SIZE, chunks + documents)
  const frequencies = new Map<string, number>()

  function frequency(term: string): number {
    let found = frequencies.get(term)
    if (found === undefined) {
      found = segments.reduce((sum, searched, at) => sum + countVisible(searched, term, sums[at]!.isWhole), 0)
      frequencies.set(term, found)
    }
    return found
  }
  return {
    frequency,
    inverseFrequency(term) {
      const found = frequency(term)
      return Math.log(1 + (size - found + 0.5) / (found + 0.5))
    },
    mean: { body: mean('body'), heading: mean('heading'), title: mean('title'), name: mean('name') },
  }
}

type Sums = Readonly<Record<'documents' | 'chunks' | 'body' | 'heading' | 'title' | 'name', number>>

function sumLengths({ segment, visible }: SearchedSegment): Sums & { readonly isWhole: boolean } {
  const sums = { documents: 0, chunks: 0, body: 0, heading: 0, title: 0, name: 0 }
  for (let document = 0; document < visible.length; document++) {
    if (visible[document] === 0) continue
    const [from, to] = [segment.chunkStart[document]!, segment.chunkStart[document + 1]!]
    sums.documents++
    sums.chunks += to - from
    // Per chunk, as the score is: a long document's title is met once for each of them.
    sums.title += segment.titleLength[document]! * (to - from)
    sums.name += segment.nameLength[document]! * (to - from)
    for (let chunk = from; chunk < to; chunk++) {
      sums.body += segment.bodyLength[chunk]!
      sums.heading += segment.headingLength[chunk]!
    }
  }
  return { ...sums, isWhole: sums.documents === visible.length }
}

/** Where every document is visible, the postings need not be looked at. */
function countVisible({ segment, visible }: SearchedSegment, term: string, isWhole: boolean): number {
  const id = segment.terms.get(term)
  if (id === undefined) return 0
  const { inDocuments, inChunks, documentOf } = segment
  const [first, end] = [inChunks.offsets[id]!, inChunks.offsets[id + 1]!]
  const [firstDocument, endDocument] = [inDocuments.offsets[id]!, inDocuments.offsets[id + 1]!]
  if (isWhole) return end - first + endDocument - firstDocument
  let count = 0
  for (let at = firstDocument; at < endDocument; at++) count += visible[inDocuments.units[at]!]!
  for (let at = first; at < end; at++) count += visible[documentOf[inChunks.units[at]!]!]!
  return count
}
