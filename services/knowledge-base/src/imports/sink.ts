import { MAX_DOCUMENT_BYTES } from '@faultmaven/contracts'
import { isDocument } from '@faultmaven/retrieval'
import { type AddDeps, keepDocuments, type Wanted } from '../documents/add-document.ts'
import type { Operation } from '../documents/entries.ts'
import { importedDocumentId, importerOf, type ImportRecord } from './import-record.ts'

type Deps = AddDeps & {
  /** Writes a record down; the operation belongs to the batch that makes it true. */
  readonly entryOf: (record: ImportRecord) => Operation
  /** Told what was written. */
  readonly written: (record: ImportRecord) => void
  /** Ends the import at the next file. */
  readonly signal: AbortSignal
}
/** Where a source puts its files, in an order that is the same each time. */
export type Sink = ReturnType<typeof createSink>

const MAX_REFUSED = 100
/** Of each reason: enough to find out which files are meant. */
const MAX_NAMES = 20
/** Of a document, characters. */
const MAX_NAME = 1000
/** Documents are kept so many, or so much, or so long at a time. */
const BATCH = { documents: 64, bytes: 4 * 2 ** 20, ms: 500 }
export const TOO_LARGE = `It is larger than ${MAX_DOCUMENT_BYTES / 2 ** 20} MiB; divide it into smaller documents`

/**
 * Keeps the files of an import one after another and counts what became of them. Documents are written in one batch with the record that
 * counts them: after a kill both are there, or neither is.
 */
export function createSink(start: ImportRecord, { entryOf, written, signal, ...deps }: Deps) {
  const importer = importerOf(start)
  const { importId, collection, scope } = start
  const common = { scope: scope.kind, ...(scope.kind === 'team' && { teamId: scope.teamId }), imported: { importId, collection } }
  let record = start
  let waiting: Wanted[] = []
  let waitingBytes = 0
  let dueMs = deps.now() + BATCH.ms

  function refuse(name: string, reason: string): void {
    const { refused, refusedCount } = record
    const isListed = refused.length < MAX_REFUSED
    record = {
      ...record,
      refusedCount: refusedCount + 1,
      ...(isListed && { refused: [...refused, { name: short(name), reason }] }),
    }
  }
  async function settle(last: string): Promise<void> {
    record = { ...record, last, settled: record.settled + 1 }
    const isFull = waiting.length >= BATCH.documents || waitingBytes >= BATCH.bytes
    if (isFull || deps.now() >= dueMs) await flush()
    signal.throwIfAborted()
  }
  async function flush(): Promise<void> {
    const documents = waiting
    waiting = []
    waitingBytes = 0
    dueMs = deps.now() + BATCH.ms
    const before = record
    const keeping = keepDocuments(documents, deps, importer, (kept) => {
      const counts = { ...record.counts }
      for (const [at, one] of kept.entries()) {
        if (one) counts[one.change]++
        else refuse(documents[at]!.request.name, 'A document of this path is there that is not yours to change')
      }
      record = { ...record, counts, updatedAtMs: deps.now() }
      return [entryOf(record)]
    })
    try {
      await keeping
    } catch (error) {
      // What was not kept is not counted.
      record = before
      throw error
    }
    written(record)
  }

  const sink = {
    signal,
    /** Where the source goes on. */
    start: { settled: start.settled, last: start.last },
    setTotal(total: number): void {
      record = { ...record, total }
    },
    async keep(name: string, bytes: Uint8Array): Promise<void> {
      if (name.length > MAX_NAME) return sink.refuse(name, `Its path is longer than ${MAX_NAME} characters`)
      if (bytes.length === 0) return sink.passOver('empty', { name })
      if (!isDocument(name, bytes)) return sink.passOver('no document', { name })
      const documentId = importedDocumentId(record, name)
      // An archive may hold a path twice: its later version comes after its earlier one.
      if (waiting.some(({ request }) => request.documentId === documentId)) await flush()
      waiting.push({ request: { ...common, documentId, name }, bytes })
      waitingBytes += bytes.length
      return settle(name)
    },
    async refuse(name: string, reason: string): Promise<void> {
      refuse(name, reason)
      return settle(name)
    },
    async passOver(reason: string, { name, files = 1 }: { readonly name?: string; readonly files?: number }): Promise<void> {
      const known = record.passedOver.find((one) => one.reason === reason) ?? { reason, files: 0, names: [] }
      const names = name === undefined || known.names.length >= MAX_NAMES ? known.names : [...known.names, short(name)]
      const others = record.passedOver.filter((one) => one.reason !== reason)
      record = { ...record, passedOver: [...others, { reason, files: known.files + files, names }] }
      return settle(name ?? record.last ?? '')
    },
    /** Changes what a record says otherwise, and is to be written by the caller. */
    change(changed: Partial<Pick<ImportRecord, 'counts' | 'progress'>>): ImportRecord {
      record = { ...record, ...changed, updatedAtMs: deps.now() }
      return record
    },
    record: (): ImportRecord => record,
    flush,
  }
  return sink
}

/** Names of an archive may be of any length; what is said of them is kept in each record. */
function short(name: string): string {
  return name.length > MAX_NAME ? `${name.slice(0, MAX_NAME)}…` : name
}
