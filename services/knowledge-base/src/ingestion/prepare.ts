import {
  buildSegment,
  type Chunk,
  chunkDocument,
  type IndexedDocument,
  parseDocument,
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

/** First bytes of formats whose text is packed. */
const PACKED: readonly (readonly [magic: string, what: string])[] = [
  ['%PDF-', 'a PDF'],
  ['PK\u0003\u0004', 'a Word file or another archive'],
  ['\u00d0\u00cf\u0011\u00e0', 'an old Office file'],
]

/** Reads and cuts documents and indexes those that could be read. One that cannot be read holds up no other. */
export function prepareBatch(raw: readonly RawDocument[]): PreparedBatch {
  const documents = raw.map(prepareDocument)
  const names = new Map(raw.map(({ key, name }) => [key, name]))
  const indexed = documents.flatMap((document): IndexedDocument[] =>
    document.state === 'read'
      ? [{ key: document.key, title: document.title, name: names.get(document.key) ?? '', chunks: document.passages }]
      : [],
  )
  return { documents, segment: buildSegment(indexed) }
}

function prepareDocument({ key, name, bytes }: RawDocument): PreparedDocument {
  try {
    const parsed = parseDocument(name, decode(bytes))
    return { key, state: 'read', title: titleOf(parsed), passages: chunkDocument(parsed) }
  } catch (error) {
    if (error instanceof UnreadableDocumentError) return { key, state: 'unreadable', reason: error.message }
    // A reader that fails on a document fails on it again: the document is put aside, not the queue.
    return { key, state: 'unreadable', reason: 'It could not be read: its format is damaged; add it as Markdown or text' }
  }
}

/** @throws {UnreadableDocumentError} */
function decode(bytes: Uint8Array): string {
  const head = String.fromCharCode(...bytes.subarray(0, 8))
  const packed = PACKED.find(([magic]) => head.startsWith(magic))
  if (packed) throw new UnreadableDocumentError(`It is ${packed[1]}, which is not read; add it as Markdown, HTML or text`)
  if (head.startsWith('\u00ff\u00fe')) return new TextDecoder('utf-16le').decode(bytes)
  if (head.startsWith('\u00fe\u00ff')) return new TextDecoder('utf-16be').decode(bytes)
  return new TextDecoder().decode(bytes)
}
