import type { Chunk } from '@faultmaven/retrieval'
import type { Kv } from '@faultmaven/storage'
import { type DocumentRecord, indexKey, type PassagePlace } from './document-record.ts'
import { eachEntry, entryKey as key, type Operation, readEntry as fromJson, ROOT, setEntry as set } from './entries.ts'

/** What waits to be read. */
export type QueueEntry = {
  readonly documentId: string
  readonly version: number
  /** Times that reading it ended the thread that read it. */
  readonly attempts: number
  /** Unix milliseconds. */
  readonly notBeforeMs: number
}
export type DocumentStore = ReturnType<typeof createDocumentStore>
/** A document to be kept: with bytes, its next version, which is queued; without, what changed of its record. */
export type Keeping = { readonly record: DocumentRecord; readonly bytes?: Uint8Array }

/**
 * Documents in a {@link Kv}: records (all in memory, too), uploaded bytes, passages, places of the passages of each version, and the
 * queue. Every change is one batch: after a kill it was made or it was not.
 */
export function createDocumentStore(kv: Kv) {
  const records = new Map<string, DocumentRecord>()
  /** By the key under which the index finds them: a search looks each of them up. */
  const found = new Map<string, DocumentRecord>()

  /** Of documents that were removed: a version is never given twice, or citations and the index would take one for the other. */
  const lastVersions = new Map<string, number>()

  function put(record: DocumentRecord): void {
    forget(record.documentId)
    records.set(record.documentId, record)
    if (record.searchable) found.set(indexKey(record.documentId, record.searchable.version), record)
  }
  function forget(documentId: string): void {
    const { searchable } = records.get(documentId) ?? {}
    if (searchable) found.delete(indexKey(documentId, searchable.version))
    records.delete(documentId)
  }

  /** Changes memory first, so that nobody counts on what was before, and takes it back when the store refuses. */
  async function commit(
    changed: readonly DocumentRecord[],
    operations: readonly Operation[],
    removed: readonly string[] = [],
  ): Promise<void> {
    const ids = [...changed.map(({ documentId }) => documentId), ...removed]
    const before = ids.flatMap((documentId) => records.get(documentId) ?? [])
    for (const documentId of ids) forget(documentId)
    for (const record of changed) put(record)
    try {
      await kv.batch(ROOT, operations)
    } catch (error) {
      // What came meanwhile stays.
      const ours = ids.filter(
        (documentId) => records.get(documentId) === changed.find((record) => record.documentId === documentId),
      )
      for (const documentId of ours) forget(documentId)
      for (const record of before) if (ours.includes(record.documentId)) put(record)
      throw error
    }
  }

  return {
    /** To be awaited before anything else. */
    async load(): Promise<void> {
      for await (const { value } of eachEntry(kv, key('document', ''))) {
        const record: DocumentRecord = fromJson(value)
        put(record)
      }
      for await (const { key: name, value } of eachEntry(kv, key('removed', ''))) {
        const version: number = fromJson(value)
        lastVersions.set(name.slice(key('removed', '').length), version)
      }
    },
    /** The newest version that a document has or had before it was removed; 0 for one that never was. */
    lastVersion: (documentId: string): number => records.get(documentId)?.newest.version ?? lastVersions.get(documentId) ?? 0,
    records: (): ReadonlyMap<string, DocumentRecord> => records,
    get: (documentId: string) => records.get(documentId),
    /** The document whose version of this {@link indexKey} is found; undefined when it is another, or none. */
    found: (key: string) => found.get(key),

    /** Keeps documents, and what else is to be written with them, all or nothing. */
    async keep(kept: readonly Keeping[], beside: readonly Operation[] = []): Promise<void> {
      const operations = kept.flatMap(({ record, bytes }) => {
        const { documentId, newest } = record
        const entry: QueueEntry = { documentId, version: newest.version, attempts: 0, notBeforeMs: 0 }
        const queued = bytes && [{ set: key('raw', documentId), value: bytes }, set(key('queue', documentId), entry)]
        return [set(key('document', documentId), record), ...(queued ?? [])]
      })
      await commit(
        kept.map(({ record }) => record),
        [...operations, ...beside],
      )
    },
    /** Queues the newest version again, as one that was tried before. */
    async requeue(record: DocumentRecord): Promise<void> {
      const { documentId, newest } = record
      const entry: QueueEntry = { documentId, version: newest.version, attempts: 1, notBeforeMs: 0 }
      await commit([record], [set(key('document', documentId), record), set(key('queue', documentId), entry)])
    },
    /** Removes documents with all that is known of them, and writes what else is to be written with that, all or nothing. */
    async remove(documentIds: readonly string[], beside: readonly Operation[] = []): Promise<void> {
      const operations: Operation[] = []
      for (const documentId of documentIds) {
        for (const kind of ['document', 'raw', 'queue', 'passages', 'feedback'])
          operations.push({ delete: key(kind, documentId) })
        for await (const entry of eachEntry(kv, `${key('places', documentId)}/`)) operations.push({ delete: entry.key })
      }
      // Read when nothing is awaited any more: a version that came meanwhile is the last one.
      const versions = documentIds.map((documentId) => ({ documentId, version: this.lastVersion(documentId) }))
      for (const { documentId, version } of versions) operations.push(set(key('removed', documentId), version))
      await commit([], [...operations, ...beside], documentIds)
      for (const { documentId, version } of versions) lastVersions.set(documentId, version)
    },

    /** What waits, by document. */
    async queued(limit: number): Promise<QueueEntry[]> {
      return (await kv.list(key('queue', ''), { limit })).map(({ value }) => fromJson(value))
    },
    async postpone(entries: readonly QueueEntry[]): Promise<void> {
      await kv.batch(
        ROOT,
        entries.map((entry) => set(key('queue', entry.documentId), entry)),
      )
    },
    async bytes(documentId: string): Promise<Uint8Array> {
      return (await kv.get(key('raw', documentId)))?.value ?? new Uint8Array()
    },
    /** Writes what became of queued versions and takes them off the queue, all or nothing. */
    async settle(settled: readonly { readonly record: DocumentRecord; readonly passages?: readonly Chunk[] }[]): Promise<void> {
      const operations: Operation[] = settled.flatMap(({ record, passages }) => {
        const { documentId, newest } = record
        const places: PassagePlace[] = (passages ?? []).map(({ anchor, fromLine, toLine, hash }) => ({
          anchor,
          fromLine,
          toLine,
          hash,
        }))
        return [
          set(key('document', documentId), record),
          { delete: key('queue', documentId) },
          ...(passages ? [set(key('passages', documentId), passages), set(placesKey(documentId, newest.version), places)] : []),
        ]
      })
      await commit(
        settled.map(({ record }) => record),
        operations,
      )
    },
    /** Passages of the version that is found, in their order. */
    async passages(documentId: string): Promise<readonly Chunk[]> {
      const entry = await kv.get(key('passages', documentId))
      return entry ? fromJson(entry.value) : []
    },
    /** Where the passages of any version stood; undefined when there was no such version. */
    async places(documentId: string, version: number): Promise<readonly PassagePlace[] | undefined> {
      const entry = await kv.get(placesKey(documentId, version))
      return entry && fromJson(entry.value)
    },
  }
}

function placesKey(documentId: string, version: number): string {
  return `${key('places', documentId)}/${version}`
}
