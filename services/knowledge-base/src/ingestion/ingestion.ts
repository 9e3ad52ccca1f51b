import { type DocumentRecord, indexKey } from '../documents/document-record.ts'
import type { DocumentStore, QueueEntry } from '../documents/document-store.ts'
import type { LiveIndex } from '../search/live-index.ts'
import type { PreparedBatch, PreparedDocument, RawDocument } from './prepare.ts'
import type { Preparer } from './preparer.ts'

/** Documents that are read, written and indexed together. */
const BATCH = 64
/** A batch ends with the document that brings it here: memory must hold it several times. */
const BATCH_BYTES = 4 * 2 ** 20
/** After so many ends of the reading thread over a document alone it is put aside. */
const MAX_ATTEMPTS = 3
const BACKOFF_MS = 1000
const TOO_MUCH = `Reading it took more than a minute or too much memory, ${MAX_ATTEMPTS} times; divide it into smaller documents`

type Deps = {
  readonly store: DocumentStore
  readonly index: Pick<LiveIndex, 'add'>
  readonly preparer: Preparer
  /** Unix milliseconds. */
  readonly now: () => number
  readonly onError: (error: unknown) => void
}
export type Ingestion = {
  /** Something was queued. */
  wake(): void
  /** Resolves when nothing is read any more. */
  idle(): Promise<void>
  /** Ends after the batch at hand; what waits goes on at the next start. */
  close(): Promise<void>
}

/**
 * Takes documents off the queue until it is empty. What a batch came to is written in one step, so that a kill loses nothing and does
 * nothing twice. A document over which the reading thread dies is read again alone, later, and put aside after {@link MAX_ATTEMPTS}.
 */
export function createIngestion(deps: Deps): Ingestion {
  let running: Promise<void> | undefined
  let timer: NodeJS.Timeout | undefined
  let again = false
  const ending = new AbortController()

  function wake(): void {
    if (ending.signal.aborted) return
    again = true
    running ??= run().finally(() => {
      running = undefined
      if (again) wake()
    })
  }
  async function run(): Promise<void> {
    again = false
    clearTimeout(timer)
    while (!ending.signal.aborted) {
      const waiting = await deps.store.queued(BATCH * 4)
      const due = waiting.filter(({ notBeforeMs }) => notBeforeMs <= deps.now())
      if (due.length === 0) {
        if (waiting.length > 0) timer = setTimeout(wake, BACKOFF_MS).unref()
        return
      }
      try {
        await ingest(due, deps)
      } catch (error) {
        // The store failed: what was read is read again, later.
        deps.onError(error)
        timer = setTimeout(wake, BACKOFF_MS).unref()
        return
      }
    }
  }
  async function idle(): Promise<void> {
    const current = running
    if (!current) return
    await current
    await idle()
  }
  return {
    wake,
    idle,
    async close() {
      ending.abort()
      clearTimeout(timer)
      await running
    },
  }
}

async function ingest(due: readonly QueueEntry[], { store, index, preparer, now, onError }: Deps): Promise<void> {
  const batch = await takeBatch(due, store)
  let prepared: PreparedBatch
  try {
    prepared = await preparer.prepare(batch.map(({ raw }) => raw))
  } catch (error) {
    onError(error)
    await putBack(
      batch.map(({ entry }) => entry),
      store,
      now(),
    )
    return
  }
  const settled = batch.flatMap(({ entry }, at) => {
    const record = store.get(entry.documentId)
    // Replaced or removed meanwhile: its queue entry is another one, or gone.
    if (record?.newest.version !== entry.version) return []
    return [settle(record, prepared.documents[at]!)]
  })
  await store.settle(settled)
  index.add(prepared.segment)
}

type Taken = { readonly entry: QueueEntry; readonly raw: RawDocument }

/** A document that ended a thread before, or that somebody wants read again, is taken alone and after all others: it holds nobody else up. */
async function takeBatch(due: readonly QueueEntry[], store: DocumentStore): Promise<Taken[]> {
  const fresh = due.filter(({ attempts }) => attempts === 0)
  const chosen = fresh.length > 0 ? fresh.slice(0, BATCH) : due.slice(0, 1)
  const batch: Taken[] = []
  let total = 0
  for (const entry of chosen) {
    if (total > BATCH_BYTES) break
    const bytes = await store.bytes(entry.documentId)
    total += bytes.length
    const name = store.get(entry.documentId)?.name ?? ''
    batch.push({ entry, raw: { key: indexKey(entry.documentId, entry.version), name, bytes } })
  }
  return batch
}

/** Later again, or aside. Not what was replaced or removed meanwhile: that would come back to the queue. */
async function putBack(entries: readonly QueueEntry[], store: DocumentStore, nowMs: number): Promise<void> {
  const later: QueueEntry[] = []
  const lost: { readonly record: DocumentRecord }[] = []
  for (const entry of entries) {
    const record = store.get(entry.documentId)
    if (record?.newest.version !== entry.version) continue
    const attempts = entry.attempts + 1
    if (attempts < MAX_ATTEMPTS) later.push({ ...entry, attempts, notBeforeMs: nowMs + BACKOFF_MS * entry.attempts })
    else lost.push({ record: failed(record, TOO_MUCH) })
  }
  await Promise.all([store.postpone(later), store.settle(lost)])
}

function settle(record: DocumentRecord, prepared: PreparedDocument) {
  if (prepared.state === 'unreadable') return { record: failed(record, prepared.reason) }
  const { title, passages } = prepared
  const { version, sha256, bytes } = record.newest
  return {
    record: {
      ...record,
      newest: { version, sha256, bytes, state: 'searchable' as const },
      searchable: { version, title, passages: passages.length },
    },
    passages,
  }
}

function failed(record: DocumentRecord, reason: string): DocumentRecord {
  return { ...record, newest: { ...record.newest, state: 'failed', reason } }
}
