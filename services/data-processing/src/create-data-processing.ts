import os from 'node:os'
import type { Readable } from 'node:stream'
import type { AnalysisEvent, dataProcessing, Finding, knowledgeBase } from '@faultmaven/contracts'
import { checkClaims } from '@faultmaven/evidence'
import { type Client, type Handlers, ProblemError } from '@faultmaven/rpc'
import type { KeyRing } from '@faultmaven/security'
import type { Blob, Kv } from '@faultmaven/storage'
import { createLiveSources } from './connectors/live-sources.ts'
import type { LiveSourceSettings } from './connectors/live-source-settings.ts'
import { queryLiveSource } from './connectors/query-live-source.ts'
import { getDocumentPassage } from './documents/get-document-passage.ts'
import { queueDocument } from './documents/queue-document.ts'
import { searchDocuments } from './documents/search-documents.ts'
import { createExaminer } from './examination/examiner.ts'
import { createWorkerExaminer } from './examination/worker-examiner.ts'
import { exploreCompare } from './explore/explore-compare.ts'
import { exploreContext } from './explore/explore-context.ts'
import { exploreFacets } from './explore/explore-facets.ts'
import { exploreHistogram } from './explore/explore-histogram.ts'
import { exploreLines } from './explore/explore-lines.ts'
import { exploreTemplates } from './explore/explore-templates.ts'
import { createSearchThreads, createStretchSearchHere } from './explore/search-threads.ts'
import { createCaseStore, type CaseStore } from './handlers/case-store.ts'
import { deleteCase } from './handlers/delete-case.ts'
import { listNames } from './handlers/list-names.ts'
import { proposeLogFormat } from './handlers/propose-log-format.ts'
import { readLines } from './handlers/read-lines.ts'
import { recover } from './handlers/recover.ts'
import { createLogReadings, type ReadingWorkers } from './log-reading/log-readings.ts'
import { ingestUpload, type IngestDeps } from './ingest/ingest-upload.ts'
import { createPacer } from './ingest/pacer.ts'
import { OPEN_LIMITS, type OpenLimits } from '@faultmaven/archives'
import { toSourceReader } from './reading/source-reader.ts'
import { createLogFormats } from './store/log-formats.ts'
import { createSealedRecords, type SealedRecords } from './store/sealed-records.ts'
import { closeTurn } from './turns/close-turn.ts'
import { openTurn } from './turns/open-turn.ts'
import { orderFindings } from './turns/order-findings.ts'
import { listUploads } from './uploads/list-uploads.ts'
import { readUpload } from './uploads/read-upload.ts'
import { endUploads, type Turn } from './turns/turn.ts'
import { createTurnRegistry, type TurnRegistry } from './turns/turn-registry.ts'

type Options = {
  /** Of this role alone: keys begin with `case/` or `settings/`. */
  readonly kv: Kv
  readonly blob: Blob
  readonly keyRing: KeyRing
  /** Unix milliseconds. */
  readonly now: () => number
  /** Overrides of {@link OPEN_LIMITS}. */
  readonly limits?: Partial<OpenLimits>
  /** False reads with the general grammar alone. @default true */
  readonly signatures?: boolean
  /** The built `examination-worker`: large documents are then examined in a thread of their own. Without it, in this one. */
  readonly examinationWorker?: URL
  /** Whether what shows in a source is told before it has arrived whole. When depends on the clock. @default true */
  readonly tellsEarly?: boolean
  /** Large logs are then read in threads of their own, several at once. Without it, in this one. */
  readonly readingWorkers?: ReadingWorkers
  /** The built `stretch-worker`: text is then searched in threads. Without it, in this one. */
  readonly stretchWorker?: URL
  /** What may be asked live. @default nothing */
  readonly liveSources?: readonly LiveSourceSettings[]
  /** Where documents of cases are queued. @default nowhere */
  readonly knowledgeBase?: Pick<Client<typeof knowledgeBase>, 'addDocument'>
  /** Whether what was sent is kept as it came, for bundles: a packed upload then takes its place beside its sources. @default true */
  readonly keepsUploads?: boolean
}
export type DataProcessing = {
  readonly handlers: Handlers<typeof dataProcessing>
  /** Puts the stores in order after a kill; to be awaited before the first call. */
  recover(): Promise<void>
  /** Ends uploads and watchers; what was not whole is not kept. */
  close(): Promise<void>
}

/** Evidence of cases: takes uploads, reads and examines them while they arrive, keeps them sealed, answers from them, shreds them. */
export function createDataProcessing({
  kv,
  blob,
  keyRing,
  now,
  limits = {},
  signatures = true,
  examinationWorker,
  tellsEarly = true,
  readingWorkers,
  stretchWorker,
  liveSources: attached = [],
  keepsUploads = true,
  knowledgeBase,
}: Options): DataProcessing {
  const records = createSealedRecords({ kv, keyRing })
  const registry = createTurnRegistry(records)
  const stretches = stretchWorker
    ? createSearchThreads({ entry: stretchWorker, threads: searchThreads() })
    : createStretchSearchHere()
  const store = createCaseStore({ keyRing, blob, records, registry, stretches })
  const examiner = examinationWorker
    ? createWorkerExaminer({ entry: examinationWorker, signatures })
    : createExaminer({ signatures })
  const logs = createLogReadings(readingWorkers)
  const formats = createLogFormats({ kv, keyRing, now })
  const liveSources = createLiveSources(attached, now)
  const limited = { ...OPEN_LIMITS, ...limits }
  const ingest: IngestDeps = { blob, records, limits: limited, examiner, logs, tellsEarly, keepsUploads }

  return {
    handlers: {
      async openTurn({ caseId, turnId }) {
        await keyRing.create(caseId)
        const opened = await openTurn(await registry.obtain(caseId, turnId), { blob, records, formats, now })
        await examiner.forget(turnId)
        return opened
      },
      async addSource({ caseId, turnId, ordinal, name }, body, { signal }) {
        const key = await store.key(caseId)
        const turn = await registry.obtain(caseId, turnId)
        return track({ turn, ordinal, signal, body }, ({ ending, before }) =>
          ingestUpload({ turn, ordinal, name, body, signal: ending, before }, key, ingest),
        )
      },
      async closeTurn({ caseId, turnId }) {
        await store.key(caseId)
        const turn = await registry.obtain(caseId, turnId)
        const counts = await closeTurn(turn, { store, records, examiner, registry, logs })
        registry.release(turn)
        return counts
      },
      watchTurn: (turn, { signal }) => watchTurn(registry, turn, signal),
      async listSources({ caseId }) {
        return { sources: (await store.sources(caseId)).map(({ source }) => source) }
      },
      listUploads: ({ caseId }) => listUploads(caseId, { store, records }),
      readUpload: (request) => readUpload(request, { store, records, blob }),
      listFindings: ({ caseId }) => listFindings(caseId, { store, records, registry }),
      async listNames({ caseId }) {
        const { findings } = await listFindings(caseId, { store, records, registry })
        return listNames(caseId, findings, store)
      },
      readLines: (request) => readLines(request, store),
      exploreLines: (request, { signal }) => exploreLines(request, store, signal),
      exploreHistogram: (request, { signal }) => exploreHistogram(request, store, signal),
      exploreFacets: (request, { signal }) => exploreFacets(request, store, signal),
      exploreTemplates: (request) => exploreTemplates(request, store),
      exploreCompare: (request, { signal }) => exploreCompare(request, store, signal),
      exploreContext: (request) => exploreContext(request, store),
      proposeLogFormat: (request) => proposeLogFormat(request, store),
      saveLogFormat: (format) => formats.save(format),
      async listLogFormats() {
        return { formats: [...(await formats.list())] }
      },
      async deleteLogFormat({ formatId }) {
        if (!(await formats.remove(formatId))) throw new ProblemError('format.not_found')
        return { ok: true }
      },
      listLiveSources: async () => ({ liveSources: [...liveSources.list()] }),
      async queryLiveSource({ caseId, turnId, ordinal, source, query }, { signal }) {
        await store.key(caseId)
        const turn = await registry.obtain(caseId, turnId)
        if (turn.state !== 'open') throw new ProblemError('turn.conflict')
        return queryLiveSource(
          { source, query, ordinal },
          {
            liveSources,
            signal,
            async ingest({ name, origin: live, isCut }, body) {
              // Asked for again: the case may have ended while the source was asked.
              const key = await store.key(caseId)
              return track({ turn, ordinal, signal, body }, ({ ending, before }) =>
                ingestUpload({ turn, ordinal, name, body, signal: ending, before, live, isCut }, key, ingest),
              )
            },
          },
        )
      },
      searchDocuments: (request) => searchDocuments(request, { store, records }),
      getDocumentPassage: (request) => getDocumentPassage(request, { store, records }),
      queueDocument: (request, context) => queueDocument(request, { store, knowledgeBase }, context),
      async verifyClaims({ caseId, claims }, { signal }) {
        const readers = []
        for (const stored of await store.sources(caseId)) readers.push(toSourceReader(stored, await store.bytes(caseId, stored)))
        return { results: await checkClaims(claims, readers, { pause: createPacer(), ...(signal && { signal }) }) }
      },
      async deleteCase({ caseId }) {
        const turns = registry.ofCase(caseId)
        const deleted = await deleteCase(caseId, { keyRing, blob, kv, registry })
        for (const { turnId } of turns) await examiner.forget(turnId)
        return deleted
      },
    },
    recover: () => recover({ keyRing, blob, kv, records }),
    async close() {
      for (const turn of registry.all()) {
        await endUploads(turn)
        turn.feed.close()
      }
      await logs.close()
      await examiner.close()
      await stretches.close()
      await liveSources.close()
    },
  }
}

/** Each takes some 80 MiB, as its collector lets so much of opened frames gather: more than two would not fit beside an upload. */
function searchThreads(): number {
  return Math.min(2, os.availableParallelism())
}

type Tracked = {
  readonly turn: Turn
  readonly ordinal: number
  readonly signal: AbortSignal | undefined
  readonly body: Readable
}
type Tracking = { readonly ending: AbortSignal; readonly before: Promise<unknown> }

/** Runs an upload so that it can be ended from outside: by its caller, by a turn that begins anew, by deletion. */
async function track<T>({ turn, ordinal, signal, body }: Tracked, run: (tracking: Tracking) => Promise<T>): Promise<T> {
  const abort = new AbortController()
  const before = Promise.allSettled([...turn.uploads].filter((upload) => upload.ordinal < ordinal).map(({ done }) => done))
  // A body that stalls would never see the signal: it ends with it.
  abort.signal.addEventListener('abort', () => body.destroy(new ProblemError('request.cancelled')), { once: true })
  const stop = () => abort.abort(signal?.reason)
  signal?.addEventListener('abort', stop, { once: true })
  const done = run({ ending: abort.signal, before })
  const upload = { ordinal, abort, done }
  turn.uploads.add(upload)
  try {
    return await done
  } finally {
    turn.uploads.delete(upload)
    signal?.removeEventListener('abort', stop)
  }
}

async function* watchTurn(
  registry: TurnRegistry,
  { caseId, turnId }: { readonly caseId: string; readonly turnId: string },
  signal: AbortSignal | undefined,
): AsyncGenerator<AnalysisEvent, void> {
  const turn = await registry.obtain(caseId, turnId)
  try {
    yield* turn.feed.watch(signal)
  } finally {
    // One that has ended was brought back from the store for this alone.
    if (turn.state === 'analysed') registry.release(turn)
  }
}

type Listing = { readonly store: CaseStore; readonly records: SealedRecords; readonly registry: TurnRegistry }

async function listFindings(caseId: string, { store, records, registry }: Listing): Promise<{ findings: Finding[] }> {
  await store.key(caseId)
  const stored = await records.list<Finding>(caseId, 'finding')
  const inMemory = registry.ofCase(caseId).flatMap((turn) => [...turn.findings.values()])
  const findings = [...new Map([...stored, ...inMemory].map((finding) => [finding.id, finding])).values()]
  const sources = (await store.sources(caseId)).map(({ source }) => source.id)
  return { findings: orderFindings(findings, sources) }
}
