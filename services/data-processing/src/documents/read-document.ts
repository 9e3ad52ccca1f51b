import {
  buildSegment,
  type Chunk,
  chunkDocument,
  encodeSegment,
  parseDocument,
  titleOf,
  UnreadableDocumentError,
} from '@faultmaven/retrieval'

/** A document of a case, cut and indexed. */
export type ReadDocument = {
  readonly title: string
  readonly passages: readonly Chunk[]
  /** Its index, encoded: a search reads it, not the text. */
  readonly segment: Uint8Array
}

/** Longer ones are rather data than something to read; their passages would take more than all else that is kept of a case. */
const MAX_CHARACTERS = 2 * 2 ** 20

/** @returns why not, for people, where it cannot be searched as a document */
export function readDocument(
  { id, name }: { readonly id: string; readonly name: string },
  text: string,
): ReadDocument | { readonly why: string } {
  if (text.length > MAX_CHARACTERS) return { why: `as a document it has more than ${MAX_CHARACTERS} characters` }
  try {
    const parsed = parseDocument(name, text)
    const [title, passages] = [titleOf(parsed), chunkDocument(parsed)]
    return { title, passages, segment: encodeSegment(buildSegment([{ key: id, title, name, chunks: passages }])) }
  } catch (error) {
    if (error instanceof UnreadableDocumentError) return { why: error.message }
    throw error
  }
}
