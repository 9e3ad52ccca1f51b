import type { Postings } from './postings.ts'

/**
 * An immutable part of the index over some documents. Title and file name belong to a document, headings and body to a chunk, so their
 * postings stand apart: a title is stored once, not once a chunk.
 */
export type Segment = {
  /** Keys as the caller gave them. */
  readonly documents: readonly string[]
  /** First chunk of each document, and the number of all chunks at the end. */
  readonly chunkStart: Uint32Array
  /** The document of each chunk. */
  readonly documentOf: Uint32Array
  /** Words per chunk. */
  readonly bodyLength: Uint16Array
  readonly headingLength: Uint16Array
  /** Words per document. */
  readonly titleLength: Uint16Array
  readonly nameLength: Uint16Array
  /** Terms to their places, in the order of the places. */
  readonly terms: ReadonlyMap<string, number>
  /** Of chunks: first the body, second the headings above it. */
  readonly inChunks: Postings
  /** Of documents: first the title, second the name. */
  readonly inDocuments: Postings
}

export type SearchedSegment = {
  readonly segment: Segment
  /** 1 for each document that may be found; others count nowhere, not even in how rare a word is. */
  readonly visible: Uint8Array
}

/** A document as it is indexed. */
export type IndexedDocument = {
  readonly key: string
  readonly title: string
  /** Path or file name. */
  readonly name: string
  readonly chunks: readonly { readonly headings: readonly string[]; readonly text: string }[]
}
