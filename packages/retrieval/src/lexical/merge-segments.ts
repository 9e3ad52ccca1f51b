import { documentsOfChunks } from './documents-of-chunks.ts'
import type { Postings } from './postings.ts'
import type { SearchedSegment, Segment } from './segment.ts'

/** Called often enough that a caller may let others have a turn. */
type Pause = () => Promise<void>
/** Terms between two pauses: about a millisecond. */
const TERMS_PER_PAUSE = 2000

/**
 * Makes one segment of several, without the documents that are not visible any more; the others keep their order. Linear in the postings.
 */
export async function mergeSegments(segments: readonly SearchedSegment[], pause: Pause = async () => {}): Promise<Segment> {
  const layout = layOut(segments)
  const terms = new Map<string, number>()
  const inChunks = createColumn(segments.reduce((sum, { segment }) => sum + segment.inChunks.units.length, 0))
  const inDocuments = createColumn(segments.reduce((sum, { segment }) => sum + segment.inDocuments.units.length, 0))
  const seen = new Set<string>()
  for (const { segment } of segments) {
    for (const term of segment.terms.keys()) {
      if (seen.has(term)) continue
      seen.add(term)
      if (seen.size % TERMS_PER_PAUSE === 0) await pause()
      const before = inChunks.size() + inDocuments.size()
      for (const [at, { segment: from }] of segments.entries()) {
        const id = from.terms.get(term)
        if (id === undefined) continue
        inChunks.take(from.inChunks, id, layout.chunks[at]!)
        inDocuments.take(from.inDocuments, id, layout.documents[at]!)
      }
      if (inChunks.size() + inDocuments.size() === before) continue
      terms.set(term, terms.size)
      inChunks.endTerm()
      inDocuments.endTerm()
    }
  }
  const chunkStart = layout.chunkStart
  return {
    documents: layout.keys,
    chunkStart,
    documentOf: documentsOfChunks(chunkStart),
    ...layout.lengths,
    terms,
    inChunks: inChunks.finish(),
    inDocuments: inDocuments.finish(),
  }
}

/** Marks a document or chunk that is left out. */
const GONE = 0xffff_ffff

function layOut(segments: readonly SearchedSegment[]) {
  const keys: string[] = []
  const starts: number[] = [0]
  const lengths = { body: [] as number[], heading: [] as number[], title: [] as number[], name: [] as number[] }
  const documents: Uint32Array[] = []
  const chunks: Uint32Array[] = []
  for (const { segment, visible } of segments) {
    const newDocuments = new Uint32Array(segment.documents.length).fill(GONE)
    const newChunks = new Uint32Array(segment.bodyLength.length).fill(GONE)
    for (const [document, key] of segment.documents.entries()) {
      if (visible[document] === 0) continue
      newDocuments[document] = keys.length
      keys.push(key)
      lengths.title.push(segment.titleLength[document]!)
      lengths.name.push(segment.nameLength[document]!)
      for (let chunk = segment.chunkStart[document]!; chunk < segment.chunkStart[document + 1]!; chunk++) {
        newChunks[chunk] = lengths.body.length
        lengths.body.push(segment.bodyLength[chunk]!)
        lengths.heading.push(segment.headingLength[chunk]!)
      }
      starts.push(lengths.body.length)
    }
    documents.push(newDocuments)
    chunks.push(newChunks)
  }
  return {
    keys,
    chunkStart: Uint32Array.from(starts),
    documents,
    chunks,
    lengths: {
      bodyLength: Uint16Array.from(lengths.body),
      headingLength: Uint16Array.from(lengths.heading),
      titleLength: Uint16Array.from(lengths.title),
      nameLength: Uint16Array.from(lengths.name),
    },
  }
}

/** Postings that arrive term by term, in order, into arrays made once for the most there can be. */
function createColumn(capacity: number) {
  const units = new Uint32Array(capacity)
  const first = new Uint8Array(capacity)
  const second = new Uint8Array(capacity)
  const offsets = [0]
  let size = 0
  return {
    size: () => size,
    take(from: Postings, term: number, renumbered: Uint32Array): void {
      for (let at = from.offsets[term]!; at < from.offsets[term + 1]!; at++) {
        const unit = renumbered[from.units[at]!]!
        if (unit === GONE) continue
        units[size] = unit
        first[size] = from.first[at]!
        second[size] = from.second[at]!
        size++
      }
    },
    endTerm: () => void offsets.push(size),
    finish: (): Postings => ({
      offsets: Uint32Array.from(offsets),
      units: units.slice(0, size),
      first: first.slice(0, size),
      second: second.slice(0, size),
    }),
  }
}
