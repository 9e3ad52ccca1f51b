import { eachTerm } from '../terms/tokenize.ts'
import { documentsOfChunks } from './documents-of-chunks.ts'
import { createPostings } from './postings.ts'
import type { IndexedDocument, Segment } from './segment.ts'

/** Makes a segment of documents. Time and memory are linear in their text. */
export function buildSegment(documents: readonly IndexedDocument[]): Segment {
  const terms = new Map<string, number>()
  const inChunks = createPostings()
  const inDocuments = createPostings()
  const chunkStart = new Uint32Array(documents.length + 1)
  const lengths = { body: [] as number[], heading: [] as number[], title: [] as number[], name: [] as number[] }
  let chunk = 0
  for (const [at, document] of documents.entries()) {
    const ofDocument = new Map<number, Counts>()
    lengths.title.push(count(document.title, 0, ofDocument, terms))
    lengths.name.push(count(wordsOfName(document.name), 1, ofDocument, terms))
    for (const [term, [title, name]] of ofDocument) inDocuments.add(term, at, title, name)
    for (const { headings, text } of document.chunks) {
      const ofChunk = new Map<number, Counts>()
      lengths.body.push(count(text, 0, ofChunk, terms))
      lengths.heading.push(count(headings.join('\n'), 1, ofChunk, terms))
      for (const [term, [body, heading]] of ofChunk) inChunks.add(term, chunk, body, heading)
      chunk++
    }
    chunkStart[at + 1] = chunk
  }
  return {
    documents: documents.map(({ key }) => key),
    chunkStart,
    documentOf: documentsOfChunks(chunkStart),
    bodyLength: toLengths(lengths.body),
    headingLength: toLengths(lengths.heading),
    titleLength: toLengths(lengths.title),
    nameLength: toLengths(lengths.name),
    terms,
    inChunks: inChunks.finish(terms.size),
    inDocuments: inDocuments.finish(terms.size),
  }
}

type Counts = [first: number, second: number]

/** Counts the terms of a field. @returns how many there are */
function count(text: string, field: 0 | 1, counts: Map<number, Counts>, terms: Map<string, number>): number {
  let total = 0
  eachTerm(text, (term) => {
    let id = terms.get(term)
    if (id === undefined) terms.set(term, (id = terms.size))
    let held = counts.get(id)
    if (held === undefined) counts.set(id, (held = [0, 0]))
    held[field]++
    total++
  })
  return total
}

/** The last part of a path without its ending. A number or a hash is no name. */
function wordsOfName(path: string): string {
  const name = path.split('/').at(-1) ?? ''
  const stem = name.replace(/\.\w{1,8}$/, '')
  return /^(\d+|[0-9a-f-]{8,})$/i.test(stem) ? '' : stem
}

function toLengths(lengths: readonly number[]): Uint16Array {
  return Uint16Array.from(lengths, (length) => Math.min(length, 65_535))
}
