import type { SearchedSegment } from './search-segments.ts'

/** What is counted over all that a caller may see, and over nothing else. */
export type Collection = {
  /** Chunks in which a term stands, their document's title and name included. */
  frequency(term: string): number
  /** Inverse document frequency over chunks; 0 for a term that stands nowhere. */
  inverseFrequency(term: string): number
  /** Mean number of words in each field. */
  readonly mean: { readonly body: number; readonly heading: number; readonly title: number; readonly name: number }
}

/** Counts over the visible documents of segments. */
export function createCollection(segments: readonly SearchedSegment[]): Collection {
  let chunks = 0
  const sum = { body: 0, heading: 0, title: 0, name: 0 }
  for (const { segment, visible } of segments) {
    for (let document = 0; document < visible.length; document++) {
      if (visible[document] === 0) continue
      const [from, to] = [segment.chunkStart[document]!, segment.chunkStart[document + 1]!]
      chunks += to - from
      // Per chunk, as the score is: a long document's title is met once for each of them.
      sum.title += segment.titleLength[document]! * (to - from)
      sum.name += segment.nameLength[document]! * (to - from)
      for (let chunk = from; chunk < to; chunk++) {
        sum.body += segment.bodyLength[chunk]!
        sum.heading += segment.headingLength[chunk]!
      }
    }
  }
  const frequencies = new Map<string, number>()
  const mean = (total: number) => Math.max(1, total / Math.max(1, chunks))
  /** Which documents have the term at hand above their chunks; empty between two terms. */
  const marks = segments.map(({ segment }) => new Uint8Array(segment.documents.length))

  function frequency(term: string): number {
    let found = frequencies.get(term)
    if (found === undefined) {
      found = segments.reduce((total, searched, at) => total + countVisible(searched, term, marks[at]!), 0)
      frequencies.set(term, found)
    }
    return found
  }
  return {
    frequency,
    inverseFrequency(term) {
      const found = frequency(term)
      return found === 0 ? 0 : Math.log(1 + (chunks - found + 0.5) / (found + 0.5))
    },
    mean: { body: mean(sum.body), heading: mean(sum.heading), title: mean(sum.title), name: mean(sum.name) },
  }
}

function countVisible({ segment, visible }: SearchedSegment, term: string, marked: Uint8Array): number {
  const id = segment.terms.get(term)
  if (id === undefined) return 0
  let count = 0
  const { inDocuments, inChunks, chunkStart, documentOf } = segment
  const [first, end] = [inDocuments.offsets[id]!, inDocuments.offsets[id + 1]!]
  for (let at = first; at < end; at++) {
    const document = inDocuments.units[at]!
    if (visible[document] === 0) continue
    marked[document] = 1
    count += chunkStart[document + 1]! - chunkStart[document]!
  }
  for (let at = inChunks.offsets[id]!; at < inChunks.offsets[id + 1]!; at++) {
    const document = documentOf[inChunks.units[at]!]!
    if (visible[document] !== 0 && marked[document] === 0) count++
  }
  for (let at = first; at < end; at++) marked[inDocuments.units[at]!] = 0
  return count
}
