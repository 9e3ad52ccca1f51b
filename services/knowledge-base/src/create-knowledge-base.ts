import type { knowledgeBase, KnowledgeCorpus } from '@faultmaven/contracts'
import { buildSegment } from '@faultmaven/retrieval'
import { type Handlers, type Principal, ProblemError } from '@faultmaven/rpc'
import type { Blob, Kv } from '@faultmaven/storage'
import type { cloneCorpus } from './corpora/clone-corpus.ts'
import { CORPORA, type Corpus } from './corpora/corpus.ts'
import { mayRead, requireChange } from './documents/access.ts'
import { addDocument } from './documents/add-document.ts'
import { changeDocument } from './documents/change-document.ts'
import { type DocumentRecord, indexKey } from './documents/document-record.ts'
import { createDocumentStore, type DocumentStore } from './documents/document-store.ts'
import { listDocuments } from './documents/list-documents.ts'
import { toDocument } from './documents/to-document.ts'
import { type ConfiguredEmbedding, createSemanticSearch } from './embedding/semantic-search.ts'
import { createFeedback } from './feedback/feedback.ts'
import { readAllowedAddresses } from './imports/allowed-addresses.ts'
import { createImports } from './imports/imports.ts'
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
  /** Fetches a corpus. @default over https */
  readonly clone?: typeof cloneCorpus
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
  const { kv, blob, now = Date.now, prepareWorker, embedding, onError = () => {} } = options
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
  const removed = (documentIds: readonly string[]) => {
    for (const documentId of documentIds) feedback.forget(documentId)
    semantic.follow()
  }
  const imports = createImports({
    ...adding,
    kv,
    blob,
    importRoot: options.importRoot,
    allowedAddresses: options.allowedUrls && readAllowedAddresses(options.allowedUrls),
    ...(options.clone && { clone: options.clone }),
    removed,
    onError,
  })

  /** The same bytes may have been shared otherwise, which ingestion has no part in. */
  const followed = async <T>(kept: Promise<T>): Promise<T> => {
    const result = await kept
    semantic.follow()
    return result
  }

  const tellCorpus = ({ id, name, licence, attribution, url }: Corpus, principal: Principal): KnowledgeCorpus => {
    const last = imports.ofCorpus(id, principal)
    return { id, name, licence, attribution, url, ...(last && { import: last }) }
  }

  return {
    handlers: {
      addDocument: (request, body, { principal }) => followed(addDocument(request, body, adding, principal)),
      importArchive: (request, body, { principal }) => imports.importArchive(request, body, principal),
      importFolder: (request, { principal }) => imports.importFolder(request, principal),
      importUrls: (request, { principal }) => imports.importUrls(request, principal),
      listImports: async ({ limit }, { principal }) => ({ imports: imports.list(limit, principal) }),
      getImport: async ({ importId }, { principal }) => imports.get(importId, principal),
      stopImport: ({ importId }, { principal }) => imports.stop(importId, principal),
      removeCollection: async ({ importId }, { principal }) => ({ removed: await imports.remove(importId, principal) }),
      listDocuments: async (request, { principal }) => listDocuments(request, readable(store, principal), principal, now()),
      changeDocument: (request, { principal }) => followed(changeDocument(request, store, principal)),
      async removeDocument({ documentId }, { principal }) {
        const record = store.get(documentId)
        if (!record || !mayRead(record, principal)) return { removed: false }
        requireChange(record, principal)
        await store.remove([documentId])
        removed([documentId])
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
      getPassage: ({ citation }, { principal }) => getPassage(citation, { store, feedback }, principal),
      async getSearchModel(_input, { principal }) {
        requireAdmin(principal)
        return semantic.tell()
      },
      async setSearchModel({ use }, { principal }) {
        requireAdmin(principal)
        return use ? semantic.switchOn() : semantic.switchOff()
      },
      listCorpora: async (_input, { principal }) => ({ corpora: CORPORA.map((corpus) => tellCorpus(corpus, principal)) }),
      async importCorpus({ corpusId }, { principal }) {
        requireAdmin(principal)
        const { source } = await imports.importCorpus(corpusId, principal)
        return tellCorpus(
          CORPORA.find(({ id }) => source.kind === 'corpus' && id === source.corpusId)!,
          principal,
        )
      },
      async giveFeedback({ documentId, verdict }, { principal }) {
        const record = store.get(documentId)
        if (!record || !mayRead(record, principal)) throw new ProblemError('document.not_found')
        await feedback.give(documentId, verdict, principal)
        return feedback.tell(documentId, principal)
      },
    },
    async recover() {
      await store.load()
      await feedback.load()
      for (const segment of await snapshots.load()) index.add(segment)
      await indexMissing(store, index)
      await semantic.load()
      await imports.recover()
      ingestion.wake()
    },
    async idle() {
      await imports.idle()
      await ingestion.idle()
      await index.idle()
      await semantic.idle()
    },
    async close() {
      await imports.close()
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
