import {
  buildSegment,
  type Chunk,
  chunkDocument,
  type IndexedDocument,
  readDocument,
  type Segment,
  titleOf,
  UnreadableDocumentError,
} from '@faultmaven/retrieval'

/** A document as it came, and the key under which it is to be indexed. */
export type RawDocument = { readonly key: string; readonly name: string; readonly bytes: Uint8Array }
export type PreparedDocument =
  | { readonly key: string; readonly state: 'read'; readonly title: string; readonly passages: readonly Chunk[] }
  | { readonly key: string; readonly state: 'unreadable'; readonly reason: string }
export type PreparedBatch = { readonly documents: readonly PreparedDocument[]; readonly segment: Segment }

/** Reads and cuts documents and indexes those that could be read. One that cannot be read holds up no other. */
export async function prepareBatch(raw: readonly RawDocument[]): Promise<PreparedBatch> {
  const documents: PreparedDocument[] = []
  // One after another: the memory of one is bounded, not that of all.
  for (const document of raw) documents.push(await prepareDocument(document))
  const names = new Map(raw.map(({ key, name }) => [key, name]))
  const indexed = documents.flatMap((document): IndexedDocument[] =>
    document.state === 'read'
      ? [{ key: document.key, title: document.title, name: names.get(document.key) ?? '', chunks: document.passages }]
      : [],
  )
  return { documents, segment: buildSegment(indexed) }
}

async function prepareDocument({ key, name, bytes }: RawDocument): Promise<PreparedDocument> {
  try {
    const parsed = await readDocument(name, bytes)
    return { key, state: 'read', title: titleOf(parsed), passages: chunkDocument(parsed) }
  } catch (error) {
    if (error instanceof UnreadableDocumentError) return { key, state: 'unreadable', reason: error.message }
    // A reader that fails on a document fails on it again: the document is put aside, not the queue.
    return { key, state: 'unreadable', reason: 'It could not be read: its format is damaged; add it as Markdown or text' }
  }
}
