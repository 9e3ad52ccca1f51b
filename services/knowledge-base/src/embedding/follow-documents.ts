import type { Kv } from '@faultmaven/storage'
import { type DocumentRecord, indexKey } from '../documents/document-record.ts'
import type { DocumentStore } from '../documents/document-store.ts'
import type { Audience, Vectors, VectorSpace } from '../vectors/vectors.ts'
import { type Embedder, passageText } from './embedder.ts'

const PREFIX = 'knowledge/embedded/'
const PAGE = 1000
/** After a failure, before the next try; of one document doubled each time. */
const REST_MS = 30_000
const LONGEST_REST_MS = 3_600_000
/** So many documents in a row fail by the model or the store and not by themselves. */
const ALL_FAIL = 3

/** What was put of a document. */
type Embedded = Audience & { readonly key: string; readonly space: VectorSpace; readonly passages: number }
type Failed = { readonly key: string; readonly times: number; readonly notBeforeMs: number }
export type Opened = { readonly embedder: Embedder; readonly vectors: Vectors }
type Deps = {
  readonly kv: Kv
  readonly store: DocumentStore
  /** Undefined while no model takes part: then what was put is taken away again. */
  readonly isOn: () => boolean
  readonly open: () => Promise<Opened>
  /** A store without the model beside it: vectors are taken away also where the model is gone. */
  readonly openVectors: (space: VectorSpace) => Promise<Vectors>
  /** Unix milliseconds. */
  readonly now: () => number
  readonly onError: (error: unknown) => void
}

/**
 * Keeps vectors in step with the documents, in the background: what is new, changed, shared otherwise or removed. What was put is noted after
 * it was put, so that a kill does nothing twice that matters; a store of vectors that lost some gets all anew.
 */
export function createFollower({ kv, store, isOn, open, openVectors, now, onError }: Deps) {
  const embedded = new Map<string, Embedded>()
  /** Documents whose vectors could not be made, by the key of their version. */
  const failed = new Map<string, Failed>()
  const ending = new AbortController()
  let running: Promise<void> | undefined
  let again = false
  let timer: NodeJS.Timeout | undefined
  let counted: Vectors | undefined

  function wake(): void {
    if (ending.signal.aborted || (!isOn() && embedded.size === 0)) return
    clearTimeout(timer)
    again = true
    running ??= run().finally(() => {
      running = undefined
      if (again) wake()
    })
  }
  async function run(): Promise<void> {
    again = false
    try {
      await removeGone()
      if (!isOn()) return
      const opened = await open()
      await recount(opened.vectors)
      await putWaiting(opened)
    } catch (error) {
      if (ending.signal.aborted) return
      onError(error)
      timer = setTimeout(wake, REST_MS).unref()
    }
  }
  /** Those that are no longer there, or all once no model takes part. */
  async function removeGone(): Promise<void> {
    const gone = [...embedded].filter(([documentId]) => !isOn() || !store.get(documentId))
    if (gone.length === 0) return
    const opened = isOn() ? await open().catch(() => undefined) : undefined
    const stores = new Map<string, Vectors>()
    for (const [documentId, { space }] of gone) {
      const isOpen = opened !== undefined && isSameSpace(opened.vectors.space, space)
      const name = `${space.dimension} ${space.model}`
      const vectors = isOpen ? opened.vectors : (stores.get(name) ?? (await openVectors(space)))
      stores.set(name, vectors)
      await vectors.remove(documentId)
      await kv.delete(PREFIX + documentId)
      embedded.delete(documentId)
    }
  }
  /** One that fails waits for its own next try and holds up no other. @throws what the last of several in a row threw */
  async function putWaiting(opened: Opened): Promise<void> {
    let inARow = 0
    for (const record of store.records().values()) {
      if (ending.signal.aborted || !isOn()) return
      if (!isWaiting(record, opened.vectors.space) || restOf(record) > 0) continue
      try {
        await put(record, opened)
        inARow = 0
      } catch (error) {
        if (ending.signal.aborted) return
        noteFailure(record)
        if (++inARow === ALL_FAIL) throw error
        onError(error)
      }
    }
    const rests = [...store.records().values()].map(restOf).filter((ms) => ms > 0)
    if (rests.length > 0) timer = setTimeout(wake, Math.min(...rests)).unref()
  }
  function noteFailure({ documentId, searchable }: DocumentRecord): void {
    if (!searchable) return
    const key = indexKey(documentId, searchable.version)
    const known = failed.get(documentId)
    const times = known?.key === key ? known.times + 1 : 1
    failed.set(documentId, { key, times, notBeforeMs: now() + Math.min(LONGEST_REST_MS, REST_MS * 2 ** (times - 1)) })
  }
  /** Milliseconds until a document is tried again; another version is tried at once. */
  function restOf({ documentId, searchable }: DocumentRecord): number {
    const known = searchable && failed.get(documentId)
    return known?.key === (searchable && indexKey(documentId, searchable.version)) ? (known?.notBeforeMs ?? 0) - now() : 0
  }
  /** Once for each store that is opened. */
  async function recount(vectors: Vectors): Promise<void> {
    if (counted === vectors) return
    const noted = [...embedded.values()].filter(({ space }) => isSameSpace(space, vectors.space))
    const wanted = noted.reduce((sum, { passages }) => sum + passages, 0)
    if ((await vectors.count()) < wanted) embedded.clear()
    counted = vectors
  }
  function isWaiting({ documentId, searchable, ...record }: DocumentRecord, space: VectorSpace): boolean {
    if (!searchable || searchable.passages === 0) return false
    const known = embedded.get(documentId)
    const { owner, scope } = audienceOf(record)
    const isKept = known?.key === indexKey(documentId, searchable.version) && known.owner === owner && known.scope === scope
    return !isKept || !isSameSpace(known.space, space)
  }
  async function put(record: DocumentRecord, { embedder, vectors }: Opened): Promise<void> {
    const { documentId, searchable } = record
    if (!searchable) return
    const key = indexKey(documentId, searchable.version)
    const chunks = await store.passages(documentId)
    const texts = chunks.map((chunk) => passageText(searchable.title, chunk))
    const made = await embedder.embed(texts, 'passage', { signal: ending.signal })
    // Replaced, removed or shared otherwise meanwhile: it comes again.
    if (store.get(documentId) !== record) {
      again = true
      return
    }
    await vectors.put({ documentId, key, ...audienceOf(record), vectors: made })
    const noted: Embedded = { key, ...audienceOf(record), space: vectors.space, passages: made.length }
    embedded.set(documentId, noted)
    failed.delete(documentId)
    await kv.set(PREFIX + documentId, Buffer.from(JSON.stringify(noted)))
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
    /** To be awaited before anything else. */
    async load(): Promise<void> {
      for (let after = ''; ;) {
        const page = await kv.list(PREFIX, { after, limit: PAGE })
        for (const { key, value } of page) embedded.set(key.slice(PREFIX.length), JSON.parse(Buffer.from(value).toString()))
        const last = page.at(-1)
        if (page.length < PAGE || !last) return
        after = last.key
      }
    },
    /** Whether the version of a document has vectors. */
    has: (documentId: string, key: string): boolean => embedded.get(documentId)?.key === key,
    count: (space: VectorSpace) => ({
      embedded: [...embedded.values()].filter((noted) => isSameSpace(noted.space, space)).length,
      waiting: [...store.records().values()].filter((record) => isWaiting(record, space)).length,
      failed: [...store.records().values()].filter((record) => isWaiting(record, space) && restOf(record) > 0).length,
    }),
    async close(): Promise<void> {
      ending.abort()
      clearTimeout(timer)
      await running
    },
  }
}

function audienceOf({ owner, scope }: Pick<DocumentRecord, 'owner' | 'scope'>): Audience {
  return { owner, scope: scope.kind === 'team' ? `team:${scope.teamId}` : scope.kind }
}

/** Whether vectors of both can be compared. */
export function isSameSpace(a: VectorSpace, b: VectorSpace): boolean {
  return a.model === b.model && a.dimension === b.dimension
}
