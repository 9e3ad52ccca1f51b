import { randomUUID } from 'node:crypto'
import type { Readable } from 'node:stream'
import { isDeepStrictEqual } from 'node:util'
import type { ImportSource, KnowledgeImport } from '@faultmaven/contracts'
import { type Principal, ProblemError } from '@faultmaven/rpc'
import type { Blob, Kv } from '@faultmaven/storage'
import { type cloneCorpus, CorpusError } from '../corpora/clone-corpus.ts'
import { CORPORA, type Corpus } from '../corpora/corpus.ts'
import { importCorpus, removeLeftClones } from '../corpora/import-corpus.ts'
import { isSameScope, mayChange, requireScope } from '../documents/access.ts'
import type { AddDeps } from '../documents/add-document.ts'
import type { DocumentRecord } from '../documents/document-record.ts'
import { eachEntry, entryKey, type Operation, readEntry, setEntry } from '../documents/entries.ts'
import type { AllowedAddresses } from './allowed-addresses.ts'
import { importArchive, receiveArchive, SPOOL } from './import-archive.ts'
import { folderPath, importFolder, requireFolder } from './import-folder.ts'
import { type Asked, importIdOf, type ImportRecord, importerOf, toImport } from './import-record.ts'
import { importUrls, requireAddresses } from './import-urls.ts'
import { createSink, type Sink } from './sink.ts'

type Deps = AddDeps & {
  readonly kv: Kv
  readonly blob: Blob
  readonly importRoot: string | undefined
  readonly allowedAddresses: AllowedAddresses | undefined
  /** @default fetches over https */
  readonly clone?: typeof cloneCorpus
  /** Told after documents were removed. */
  readonly removed: (documentIds: readonly string[]) => void
  readonly onError: (error: unknown) => void
}
type Collection = {
  readonly collection: string
  readonly scope: 'user' | 'team' | 'global'
  readonly teamId?: string | undefined
  readonly vanished?: 'keep' | 'remove' | undefined
}

type Held = { readonly kind: 'import' | 'removal'; readonly ending: AbortController; readonly done: Promise<void> }

/** Archives lie here until their import has ended. */
const ARCHIVES = 'imports/'
/** Of one person at a time. */
const MAX_RUNNING = 4
const LISTED = 50
const REMOVED_AT_ONCE = 64
const NOTHING = { added: 0, changed: 0, unchanged: 0, gone: 0, removed: 0 }

/**
 * Imports of collections in the background. What an import has kept and where it goes on is written together, so that a restart goes on
 * with it; one import of a collection runs at a time, and its record stays until the next.
 */
export function createImports(deps: Deps) {
  const { kv, blob, store, now, importRoot, allowedAddresses, removed, onError } = deps
  const records = new Map<string, ImportRecord>()
  const running = new Map<string, Held>()
  const closing = new AbortController()

  const entryOf = (record: ImportRecord) => setEntry(entryKey('import', record.importId), record)
  async function put(record: ImportRecord): Promise<void> {
    await store.keep([], [entryOf(record)])
    records.set(record.importId, record)
  }
  const documentsOf = (importId: string): DocumentRecord[] =>
    [...store.records().values()].filter((document) => document.importId === importId)

  /** Keeps a collection to some work on it, of which there is one at a time. */
  function hold(importId: string, kind: Held['kind'], work: (signal: AbortSignal) => Promise<void>): Promise<void> {
    const ending = new AbortController()
    const done = work(AbortSignal.any([ending.signal, closing.signal])).finally(() => running.delete(importId))
    running.set(importId, { kind, ending, done })
    return done
  }

  function run(record: ImportRecord, signal: AbortSignal): Promise<void> {
    return settle(createSink(record, { ...deps, entryOf, written: (newer) => records.set(newer.importId, newer), signal }))
  }

  /** Does the import and writes down how it ended; one that the end of the server ends stays as it is, and goes on at the next start. */
  async function settle(sink: Sink): Promise<void> {
    try {
      const names = await read(sink)
      await sink.flush()
      if (names) await settleVanished(sink, names)
      await put(sink.change({ progress: { state: 'done' } }))
    } catch (error) {
      if (closing.signal.aborted) return
      const why = tellWhy(error, sink)
      if (!sink.signal.aborted) onError(error)
      const ended = sink.change({ progress: { state: 'cut-short', why } })
      records.set(ended.importId, ended)
      try {
        await put(ended)
      } catch (unwritten) {
        // The next start goes on with it, and needs its archive.
        return onError(unwritten)
      }
    }
    const { archive } = sink.record()
    if (archive) await blob.deleteAll(archive.blob).catch(onError)
  }

  /** @returns names of what is there, where that can be told */
  async function read(sink: Sink): Promise<ReadonlySet<string> | undefined> {
    const { source, collection, archive } = sink.record()
    switch (source.kind) {
      case 'archive':
        return importArchive({ collection, archive: archive!.blob }, blob, sink)
      case 'folder':
        return importFolder(await requireFolder(importRoot, source.path), sink)
      case 'urls':
        await importUrls(source.urls, sink, { isAllowed: requireAddresses(allowedAddresses) })
        return undefined
      case 'corpus':
        return importCorpus(requireCorpus(source.corpusId), sink, deps.clone)
    }
  }

  async function settleVanished(sink: Sink, names: ReadonlySet<string>): Promise<void> {
    const { importId, vanished, counts, owner, scope } = sink.record()
    const importer = importerOf({ owner, scope })
    // What was shared otherwise since is not of the collection for those who see this record.
    const gone = documentsOf(importId).filter((document) => !names.has(document.name) && isSameScope(document.scope, scope))
    sink.change({ counts: { ...counts, gone: counts.removed + gone.length } })
    if (vanished === 'keep') return
    const removable = gone.filter((document) => mayChange(document, importer))
    for (let at = 0; at < removable.length; at += REMOVED_AT_ONCE) {
      sink.signal.throwIfAborted()
      const some = removable.slice(at, at + REMOVED_AT_ONCE)
      const { counts } = sink.record()
      const after = { counts: { ...counts, removed: counts.removed + some.length } }
      await removeDocuments(some, [entryOf({ ...sink.record(), ...after })])
      sink.change(after)
    }
  }

  async function removeDocuments(documents: readonly DocumentRecord[], beside: readonly Operation[] = []): Promise<void> {
    const ids = documents.map(({ documentId }) => documentId)
    await store.remove(ids, beside)
    removed(ids)
  }

  /** @throws {ProblemError} `request.rate_limited` when enough imports of the caller run */
  function requireRoom({ userId }: Principal): void {
    const mine = [...running.keys()].filter((id) => records.get(id)?.owner === userId)
    if (mine.length < MAX_RUNNING) return
    throw new ProblemError('request.rate_limited', {
      detail: `${MAX_RUNNING} of your imports are running; wait until one of them is done, or stop one`,
    })
  }

  async function start(asked: Asked, principal: Principal): Promise<KnowledgeImport> {
    const importId = importIdOf(asked, principal.userId)
    const before = records.get(importId)
    const held = running.get(importId)
    if (held) {
      if (held.kind === 'import' && before && isSame(before, asked)) return toImport(before)
      throw new ProblemError('import.running', {
        detail: `Another import of “${asked.collection}” is running, or it is being removed; wait until that is done, or give yours another name`,
      })
    }
    if (before && !isSameOrigin(before.source, asked.source) && documentsOf(importId).length > 0) {
      throw new ProblemError('import.other_source', {
        detail: `“${asked.collection}” holds documents from elsewhere; give yours another name, or remove that collection first`,
      })
    }
    requireRoom(principal)
    const record: ImportRecord = {
      ...asked,
      importId,
      owner: principal.userId,
      progress: { state: 'running' },
      settled: 0,
      counts: NOTHING,
      refused: [],
      refusedCount: 0,
      passedOver: [],
      startedAtMs: now(),
      updatedAtMs: now(),
    }
    // From here on the collection is taken, though nothing of it is written yet.
    records.set(importId, record)
    const written = put(record)
    void hold(importId, 'import', async (signal) => {
      try {
        await written
      } catch {
        if (before) records.set(importId, before)
        else records.delete(importId)
        return
      }
      await run(record, signal)
    })
    await written
    return toImport(record)
  }

  /** @throws {ProblemError} `import.not_found` also when it is there and not the caller's to see */
  function require(importId: string, principal: Principal): ImportRecord {
    const record = records.get(importId)
    if (!record || !mayChange(record, principal)) throw new ProblemError('import.not_found')
    return record
  }

  const askedOf = ({ collection, vanished = 'keep', scope, teamId }: Collection, principal: Principal) => ({
    collection,
    vanished,
    scope: requireScope(scope, teamId, principal),
  })

  return {
    async importArchive(request: Collection, body: Readable, principal: Principal): Promise<KnowledgeImport> {
      const asked = askedOf(request, principal)
      const name = `${ARCHIVES}${randomUUID()}`
      requireRoom(principal)
      let isTaken = false
      try {
        const sha256 = await receiveArchive(body, blob, name)
        const started = await start({ ...asked, source: { kind: 'archive' }, archive: { sha256, blob: name } }, principal)
        isTaken = records.get(started.importId)?.archive?.blob === name
        return started
      } finally {
        if (!isTaken) await blob.deleteAll(name)
      }
    },
    async importFolder({ path, ...request }: Collection & { readonly path: string }, principal: Principal) {
      const asked = askedOf(request, principal)
      await requireFolder(importRoot, path)
      return start({ ...asked, source: { kind: 'folder', path: folderPath(path) } }, principal)
    },
    async importUrls({ urls, ...request }: Collection & { readonly urls: readonly string[] }, principal: Principal) {
      const asked = askedOf(request, principal)
      requireAddresses(allowedAddresses)
      return start({ ...asked, source: { kind: 'urls', urls: [...new Set(urls)] } }, principal)
    },
    /** @throws {ProblemError} `document.not_found` for a corpus that the manifest does not name */
    async importCorpus(corpusId: string, principal: Principal): Promise<KnowledgeImport> {
      const { id } = requireCorpus(corpusId)
      return start({ ...corpusCollection(id), source: { kind: 'corpus', corpusId: id }, vanished: 'keep' }, principal)
    },
    /** The last import of a corpus, if the caller may see it. */
    ofCorpus(corpusId: string, principal: Principal): KnowledgeImport | undefined {
      const record = records.get(importIdOf(corpusCollection(corpusId), principal.userId))
      return record && mayChange(record, principal) ? toImport(record) : undefined
    },
    list(limit: number | undefined, principal: Principal): KnowledgeImport[] {
      const mine = [...records.values()].filter((record) => mayChange(record, principal))
      mine.sort((a, b) => b.startedAtMs - a.startedAtMs || (a.importId < b.importId ? -1 : 1))
      return mine.slice(0, limit ?? LISTED).map(toImport)
    },
    get: (importId: string, principal: Principal): KnowledgeImport => toImport(require(importId, principal)),
    async stop(importId: string, principal: Principal): Promise<KnowledgeImport> {
      require(importId, principal)
      const { kind, ending, done } = running.get(importId) ?? {}
      if (kind === 'import') ending?.abort(new Error('It was stopped; what it kept until then stays'))
      await done
      return toImport(require(importId, principal))
    },
    /** @returns how many documents were removed */
    async remove(importId: string, principal: Principal): Promise<number> {
      await this.stop(importId, principal)
      if (running.has(importId))
        throw new ProblemError('import.running', { detail: 'It was asked for again meanwhile; stop it first' })
      const mine = documentsOf(importId).filter((document) => mayChange(document, principal))
      await hold(importId, 'removal', async (signal) => {
        for (let at = 0; at < mine.length; at += REMOVED_AT_ONCE) {
          signal.throwIfAborted()
          await removeDocuments(mine.slice(at, at + REMOVED_AT_ONCE))
        }
        await store.keep([], [{ delete: entryKey('import', importId) }])
        records.delete(importId)
      })
      return mine.length
    },
    /** To be awaited after the documents were loaded; goes on with what ran when the server ended. */
    async recover(): Promise<void> {
      for await (const { value } of eachEntry(kv, entryKey('import', ''))) {
        const record: ImportRecord = readEntry(value)
        records.set(record.importId, record)
      }
      await blob.deleteAll(SPOOL)
      await removeLeftClones()
      const interrupted = [...records.values()].filter(({ progress }) => progress.state === 'running')
      const needed = new Set(interrupted.map(({ archive }) => archive?.blob))
      for (const name of await blob.list(ARCHIVES)) if (!needed.has(name)) await blob.deleteAll(name)
      for (const record of interrupted) void hold(record.importId, 'import', (signal) => run(record, signal))
    },
    /** Resolves when no import runs any more. */
    async idle(): Promise<void> {
      while (running.size > 0) await Promise.allSettled([...running.values()].map(({ done }) => done))
    },
    async close(): Promise<void> {
      closing.abort()
      await this.idle()
    },
  }
}

/** Asked twice for the same while it runs, by whomever. */
function isSame({ source, archive, vanished }: ImportRecord, asked: Asked): boolean {
  return isDeepStrictEqual(source, asked.source) && archive?.sha256 === asked.archive?.sha256 && vanished === asked.vanished
}

/** One place of one kind: files of two folders would be versions of each other, and each would vanish for the other. */
function isSameOrigin(one: ImportSource, other: ImportSource): boolean {
  return one.kind === other.kind && (one.kind !== 'folder' || other.kind !== 'folder' || one.path === other.path)
}

function corpusCollection(corpusId: string) {
  return { collection: `corpus ${corpusId}`, scope: { kind: 'global' } } as const
}

function requireCorpus(corpusId: string): Corpus {
  const corpus = CORPORA.find(({ id }) => id === corpusId)
  if (!corpus) throw new ProblemError('document.not_found')
  return corpus
}

/** For people. What fails inside may name places of this server: that is told to its operator alone. */
function tellWhy(error: unknown, { signal }: Sink): string {
  if (signal.aborted && signal.reason instanceof Error) return signal.reason.message
  if (error instanceof ProblemError) return error.detail ?? error.message
  if (error instanceof CorpusError) return error.message
  return 'Something went wrong inside FaultMaven; the log of the server says what'
}
