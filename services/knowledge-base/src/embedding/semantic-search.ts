import { createHash } from 'node:crypto'
import type { SearchModel } from '@faultmaven/contracts'
import type { NearPassage } from '@faultmaven/retrieval'
import { type CallContext, ProblemError } from '@faultmaven/rpc'
import type { Kv } from '@faultmaven/storage'
import { indexKey } from '../documents/document-record.ts'
import type { DocumentStore } from '../documents/document-store.ts'
import { createEmbeddedVectors } from '../vectors/embedded-vectors.ts'
import type { Vectors, VectorSpace } from '../vectors/vectors.ts'
import type { SampleDocument } from './check-questions.ts'
import type { Embedder } from './embedder.ts'
import { createFollower, isSameSpace, type Opened } from './follow-documents.ts'
import { checkModel, NEAR_DEPTH, type SelfCheck } from './self-check.ts'

/** The model that an operator configured; it takes part once it was accepted. */
export type ConfiguredEmbedding = {
  /** Called again after a failure. */
  readonly openEmbedder: () => Promise<Embedder>
  /** @default in the role's own store */
  readonly openVectors?: (space: VectorSpace) => Promise<Vectors>
}
type Deps = {
  readonly kv: Kv
  readonly store: DocumentStore
  readonly configured: ConfiguredEmbedding | undefined
  readonly now: () => number
  readonly onError: (error: unknown) => void
}
/** What vectors say to a question. */
export type Nearness = {
  readonly near: readonly NearPassage[]
  readonly weight: number
  readonly hasVectors: (key: string) => boolean
  /** Why vectors say nothing, for people. */
  readonly degraded: readonly string[]
}
/** What is kept: the model that was checked last. */
type Checked = { readonly space: VectorSpace; readonly check: SelfCheck; readonly isOn: boolean }

const KEY = 'knowledge/model'
const SAMPLE_DOCUMENTS = 300
const SAMPLE_PASSAGES = 20
/** Longest that a search waits for the model and the vectors, and at most half of the time that its caller has. */
const PATIENCE_MS = 1500
/** After a failure, in which no search waits again. */
const REST_MS = 30_000

/** The part that a model takes in the search: none until it was switched on and accepted. */
export function createSemanticSearch({ kv, store, configured, now, onError }: Deps) {
  let checked: Checked | undefined
  let opening: Promise<Opened> | undefined
  let restsUntilMs = 0
  let isChecking = false
  const isOn = () => checked?.isOn === true && configured !== undefined
  const openVectors = configured?.openVectors ?? ((space: VectorSpace) => createEmbeddedVectors(kv, space))
  const follower = createFollower({ kv, store, isOn, open, openVectors, now, onError })

  function open(): Promise<Opened> {
    opening ??= openBoth().catch((error: unknown) => {
      opening = undefined
      throw error
    })
    return opening
  }
  async function openBoth(): Promise<Opened> {
    if (!configured) throw new Error('No embedding model is configured')
    const embedder = await configured.openEmbedder()
    if (checked?.isOn && !isSameSpace(checked.space, embedder.space)) {
      await embedder.close()
      throw new Error(`"${embedder.space.model}" was never checked, "${checked.space.model}" was; switch the model on again`)
    }
    try {
      return { embedder, vectors: await openVectors(embedder.space) }
    } catch (error) {
      await embedder.close()
      throw error
    }
  }
  /** The next try opens both anew: a worker that died, a server that came back with another collection. */
  async function forget(): Promise<void> {
    const old = opening
    opening = undefined
    await old?.then(({ embedder }) => embedder.close()).catch(() => {})
  }
  async function keep(value: Checked): Promise<void> {
    checked = value
    await kv.set(KEY, Buffer.from(JSON.stringify(value)))
    follower.wake()
  }

  function tell(): SearchModel {
    if (!configured) return { state: 'absent' }
    if (!checked) return { state: 'off' }
    const { space, check } = checked
    const { accepted, weight, groups, why } = check
    return {
      state: checked.isOn ? 'on' : 'off',
      ...space,
      documents: follower.count(space),
      check: { accepted, weight, groups: [...groups], why },
    }
  }

  return {
    follow: follower.wake,
    async load(): Promise<void> {
      const entry = await kv.get(KEY)
      if (entry) checked = JSON.parse(Buffer.from(entry.value).toString())
      await follower.load()
      follower.wake()
    },
    /** Only for an admin: the counts are of all documents. */
    tell,
    /**
     * Checks the configured model on a sample of the documents and lets it take part when it is accepted.
     * @throws {ProblemError} `service.unavailable` when there is none, it cannot be asked, or a check runs already
     */
    async switchOn(): Promise<SearchModel> {
      if (isChecking)
        throw new ProblemError('service.unavailable', { detail: 'A check of the model runs already; wait for its end' })
      isChecking = true
      try {
        await forget()
        if (checked) await keep({ ...checked, isOn: false })
        const { embedder } = await open()
        const check = await checkModel(await takeSample(store), embedder)
        await keep({ space: embedder.space, check, isOn: check.accepted })
        return tell()
      } catch (error) {
        if (error instanceof ProblemError) throw error
        throw new ProblemError('service.unavailable', { detail: errorText(error), cause: error })
      } finally {
        isChecking = false
      }
    },
    async switchOff(): Promise<SearchModel> {
      if (checked) await keep({ ...checked, isOn: false })
      return tell()
    },
    /** The nearest passages that the caller may see; undefined while no model takes part. Never rejects, and never waits long. */
    async nearest(question: string, { principal, deadlineMs }: CallContext): Promise<Nearness | undefined> {
      if (!isOn() || !checked) return undefined
      const { weight } = checked.check
      const hasVectors = (key: string) => follower.has(store.found(key)?.documentId ?? '', key)
      const without = {
        near: [],
        weight: 0,
        hasVectors,
        degraded: ['Searched by words alone: the model or its vectors do not answer'],
      }
      if (now() < restsUntilMs) return without
      const patienceMs = Math.min(PATIENCE_MS, ((deadlineMs ?? Infinity) - now()) / 2)
      const signal = AbortSignal.timeout(Math.max(1, Math.floor(patienceMs)))
      try {
        const near = await orAborted(ask(question, principal, signal), signal)
        return { near, weight, hasVectors, degraded: [] }
      } catch (error) {
        onError(error)
        // A caller in a hurry, or one whose own question or budget does not allow it, says nothing about the model.
        if (!isOfCaller(error) && (!signal.aborted || patienceMs >= PATIENCE_MS)) {
          restsUntilMs = now() + REST_MS
          void forget()
        }
        return without
      }
    },
    idle: follower.idle,
    async close(): Promise<void> {
      await follower.close()
      await forget()
    },
  }

  async function ask(question: string, reader: CallContext['principal'], signal: AbortSignal): Promise<readonly NearPassage[]> {
    const { embedder, vectors } = await open()
    const [vector = new Float32Array()] = await embedder.embed([question], 'question', { signal, by: reader })
    return vectors.query(vector, reader, NEAR_DEPTH, signal)
  }
}
export type SemanticSearch = ReturnType<typeof createSemanticSearch>

/** Without a preference for age or name, and the same each time. */
async function takeSample(store: DocumentStore): Promise<SampleDocument[]> {
  const order = (documentId: string) => createHash('sha256').update(documentId).digest('hex')
  const records = [...store.records().values()].map((record) => ({ record, order: order(record.documentId) }))
  records.sort((a, b) => (a.order < b.order ? -1 : 1))
  const sample: SampleDocument[] = []
  for (const { record } of records) {
    const { documentId, name, searchable } = record
    if (!searchable || searchable.passages === 0) continue
    const chunks = (await store.passages(documentId)).slice(0, SAMPLE_PASSAGES)
    sample.push({ key: indexKey(documentId, searchable.version), name, title: searchable.title, chunks })
    if (sample.length === SAMPLE_DOCUMENTS) break
  }
  return sample
}

/** What a caller is refused for himself. */
function isOfCaller(error: unknown): boolean {
  return error instanceof ProblemError && OF_CALLER.has(error.code)
}
const OF_CALLER: ReadonlySet<string> = new Set(['llm.over_budget', 'llm.not_redacted', 'request.too_large'])

function errorText(error: unknown): string {
  return error instanceof Error ? error.message : 'The model cannot be asked'
}

/** Work that does not heed its signal is not waited for. */
function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const aborted = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  })
  return Promise.race([work, aborted])
}
