import type { SearchedSegment, Segment } from './segment.ts'

/** Visible documents that are called by one of the names, or have a section that is. */
export function documentsNamed({ segment, visible }: SearchedSegment, names: readonly string[]): Set<number> {
  const { terms, inDocuments, inChunks, documentOf } = segment
  const found = new Set<number>()
  const add = (document: number) => {
    if (visible[document] === 1) found.add(document)
  }
  for (const name of names) {
    const id = terms.get(name)
    if (id === undefined) continue
    for (let at = inDocuments.offsets[id]!; at < inDocuments.offsets[id + 1]!; at++) add(inDocuments.units[at]!)
    for (let at = inChunks.offsets[id]!; at < inChunks.offsets[id + 1]!; at++) {
      if (inChunks.second[at]! > 0) add(documentOf[inChunks.units[at]!]!)
    }
  }
  return found
}

/** Those of the terms that stand in a chunk, or in the title or name above it, in their order. */
export function termsIn({ terms, inDocuments, inChunks, documentOf }: Segment, chunk: number, asked: Iterable<string>): string[] {
  const document = documentOf[chunk]!
  return [...asked].filter((term) => {
    const id = terms.get(term)
    if (id === undefined) return false
    return holds(inChunks.units, inChunks.offsets, id, chunk) || holds(inDocuments.units, inDocuments.offsets, id, document)
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
