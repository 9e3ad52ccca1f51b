import type { knowledgeBase } from '@faultmaven/contracts'
import { buildSegment } from '@faultmaven/retrieval'
import { type Handlers, type Principal, ProblemError } from '@faultmaven/rpc'
import type { Blob, Kv } from '@faultmaven/storage'
import { createCorpusImports } from './corpora/corpus-imports.ts'
import { mayChange, mayRead } from './documents/access.ts'
import { addDocument, keepDocument } from './documents/add-document.ts'
import { type DocumentRecord, indexKey } from './documents/document-record.ts'
import { createDocumentStore, type DocumentStore } from './documents/document-store.ts'
import { toDocument } from './documents/to-document.ts'
import { type ConfiguredEmbedding, createSemanticSearch } from './embedding/semantic-search.ts'
import { createFeedback } from './feedback/feedback.ts'
import { readAllowedAddresses } from './imports/allowed-addresses.ts'
import { importArchive, SPOOL } from './imports/import-archive.ts'
import { importFolder } from './imports/import-folder.ts'
import { importUrls } from './imports/import-urls.ts'
import { createIngestion } from './ingestion/ingestion.ts'
import { createPreparerHere, createPreparerThread } from './ingestion/preparer.ts'
import { getPassage } from './search/get-passage.ts'
import { createLiveIndex, type LiveIndex } from './search/live-index.ts'
import { search } from './search/search.ts'
import { createSnapshots } from './search/snapshots.ts'

type Options = {
  /** Of this role alone: keys begin with `knowledge/`. */
  readonly kv: Kv
  readonly blob: Blob
  /** Unix milliseconds. @default Date.now */
  readonly now?: () => number
  /** The built `prepare-worker`: documents are then read in a thread of their own. Without it, in this one. */
  readonly prepareWorker?: URL
  /** The embedding model beside the search by words. Absent: words alone. */
  readonly embedding?: ConfiguredEmbedding
  /** Folders within it may be imported; without it, none. */
  readonly importRoot?: string
  /** Below which pages may be fetched and kept; without it, none. */
  readonly allowedUrls?: readonly string[]
  /** Told of failures that no caller sees. */
  readonly onError?: (error: unknown) => void
}
export type KnowledgeBase = {
  readonly handlers: Handlers<typeof knowledgeBase>
  /** Loads the index and goes on with what waits; to be awaited before the first call. */
  recover(): Promise<void>
  /** Resolves when nothing that was queued is read any more. */
  idle(): Promise<void>
  /** Ends ingestion and writes the index down. Closes neither `kv` nor `blob`. */
  close(): Promise<void>
}
/** A segment of at least so many documents is written down when it is made; smaller ones at the end. */
const WRITTEN_AT_ONCE = 512
const MAX_FAILURES = 100
const PAGE = 200

/** Runbooks, post-mortems and documentation: kept, read in the background, found by their passages. */
export function createKnowledgeBase(options: Options): KnowledgeBase {
  const { kv, blob, now = Date.now, prepareWorker, importRoot, allowedUrls, embedding, onError = () => {} } = options
  const allowedAddresses = allowedUrls && readAllowedAddresses(allowedUrls)
  const store = createDocumentStore(kv)
  const feedback = createFeedback(kv)
  const snapshots = createSnapshots({ kv, blob })
  const index: LiveIndex = createLiveIndex({
    isLive: (key) => store.found(key) !== undefined,
    onError,
    onMerge(merged) {
      if (merged.documents.length >= WRITTEN_AT_ONCE) void snapshots.save(large(index)).catch(onError)
    },
  })
  const preparer = prepareWorker ? createPreparerThread({ entry: prepareWorker }) : createPreparerHere()
  const semantic = createSemanticSearch({ kv, store, configured: embedding, now, onError })
  const ingestion = createIngestion({ store, index: withListener(index, semantic.follow), preparer, now, onError })
  const adding = { store, now, queued: () => ingestion.wake() }
  const corpora = createCorpusImports({
    add: ({ bytes, ...document }, principal) => keepDocument({ ...document, scope: 'global' }, bytes, adding, principal),
    onError,
  })

  /** The same bytes may have been shared otherwise, which ingestion has no part in. */
  const followed = async <T>(kept: Promise<T>): Promise<T> => {
    const result = await kept
    semantic.follow()
    return result
  }

  return {
    handlers: {
      addDocument: (request, body, { principal }) => followed(addDocument(request, body, adding, principal)),
      importArchive: (request, body, { principal }) => followed(importArchive(request, body, { ...adding, blob }, principal)),
      importFolder: (request, { principal }) => followed(importFolder(request, { ...adding, importRoot }, principal)),
      importUrls: (request, context) => followed(importUrls(request, { ...adding, allowedAddresses }, context)),
      async listDocuments({ after = '', limit = PAGE }, { principal }) {
        const later = readable(store, principal).filter(({ documentId }) => documentId > after)
        later.sort((a, b) => (a.documentId < b.documentId ? -1 : 1))
        return { documents: later.slice(0, limit).map(toDocument) }
      },
      async removeDocument({ documentId }, { principal }) {
        const record = store.get(documentId)
        if (!record || !mayRead(record, principal)) return { removed: false }
        requireChange(record, principal)
        await store.remove(documentId)
        feedback.forget(documentId)
        semantic.follow()
        return { removed: true }
      },
      async retryDocument({ documentId }, { principal }) {
        const record = requireChange(store.get(documentId), principal)
        if (record.newest.state !== 'failed') return toDocument(record)
        const { version, sha256, bytes } = record.newest
        const queued: DocumentRecord = { ...record, newest: { version, sha256, bytes, state: 'queued' } }
        await store.requeue(queued)
        ingestion.wake()
        return toDocument(queued)
      },
      getIngestion: async (_input, { principal }) => countIngestion(readable(store, principal)),
      search: (request, context) => search(request, { store, index, feedback, semantic }, context),
      getPassage: ({ citation }, { principal }) => getPassage(citation, store, principal),
      async getSearchModel(_input, { principal }) {
        requireAdmin(principal)
        return semantic.tell()
      },
      async setSearchModel({ use }, { principal }) {
        requireAdmin(principal)
        return use ? semantic.switchOn() : semantic.switchOff()
      },
      listCorpora: async () => ({ corpora: corpora.list() }),
      async importCorpus({ corpusId }, { principal }) {
        requireAdmin(principal)
        return corpora.start(corpusId, principal)
      },
      async giveFeedback({ documentId, verdict }, { principal }) {
        const record = store.get(documentId)
        if (!record || !mayRead(record, principal)) throw new ProblemError('document.not_found')
        await feedback.give(documentId, verdict, principal)
        return feedback.count(documentId, principal)
      },
    },
    async recover() {
      await store.load()
      await blob.deleteAll(SPOOL)
      await feedback.load()
      for (const segment of await snapshots.load()) index.add(segment)
      await indexMissing(store, index)
      await semantic.load()
      ingestion.wake()
    },
    async idle() {
      await ingestion.idle()
      await index.idle()
      await semantic.idle()
    },
    async close() {
      await ingestion.close()
      await semantic.close()
      await preparer.close()
      await index.close()
      await snapshots.save(index.segments())
    },
  }
}

/** The model follows the index: what was just indexed has no vectors yet. */
function withListener(index: LiveIndex, added: () => void): Pick<LiveIndex, 'add'> {
  return {
    add(segment) {
      index.add(segment)
      added()
    },
  }
}

/** @throws {ProblemError} `auth.forbidden` */
function requireAdmin({ roles }: Principal): void {
  if (!roles.includes('admin'))
    throw new ProblemError('auth.forbidden', { detail: 'Only an admin can switch the model and import for everybody' })
}

function large(index: LiveIndex) {
  return index.segments().filter(({ documents }) => documents.length >= WRITTEN_AT_ONCE)
}

function readable(store: DocumentStore, principal: Principal): DocumentRecord[] {
  return [...store.records().values()].filter((record) => mayRead(record, principal))
}

/** @throws {ProblemError} `document.not_found` also when it is there and not the caller's to change */
function requireChange(record: DocumentRecord | undefined, principal: Principal): DocumentRecord {
  if (!record || !mayChange(record, principal)) throw new ProblemError('document.not_found')
  return record
}

function countIngestion(records: readonly DocumentRecord[]) {
  const count = (state: DocumentRecord['newest']['state']) => records.filter(({ newest }) => newest.state === state).length
  const failures = records.flatMap(({ documentId, name, newest }) =>
    newest.state === 'failed' ? [{ documentId, name, reason: newest.reason ?? '' }] : [],
  )
  return {
    queued: count('queued'),
    searchable: records.filter(({ searchable }) => searchable !== undefined).length,
    failed: failures.length,
    failures: failures.slice(0, MAX_FAILURES),
  }
}

/** Indexes what no segment on disk holds: the documents since the last one was written. */
async function indexMissing(store: DocumentStore, index: LiveIndex): Promise<void> {
  const known = new Set(index.segments().flatMap(({ documents }) => documents))
  const missing = [...store.records().values()].filter(
    ({ documentId, searchable }) => searchable && !known.has(indexKey(documentId, searchable.version)),
  )
  for (let at = 0; at < missing.length; at += PAGE) {
    const documents = []
    for (const { documentId, name, searchable } of missing.slice(at, at + PAGE)) {
      if (!searchable) continue
      const chunks = await store.passages(documentId)
      documents.push({ key: indexKey(documentId, searchable.version), title: searchable.title, name, chunks })
    }
    index.add(buildSegment(documents))
  }
}
