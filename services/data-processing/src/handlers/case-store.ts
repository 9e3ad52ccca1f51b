import { ProblemError } from '@faultmaven/rpc'
import type { ByteSource } from '@faultmaven/evidence'
import type { KeyRing } from '@faultmaven/security'
import type { Blob } from '@faultmaven/storage'
import { correctionOf } from '../clock/correction-of.ts'
import type { StretchSearch } from '../explore/search-threads.ts'
import { createSourceFrames, type SourceFrames } from '../explore/source-frames.ts'
import { openIndex, type RecordIndex } from '../record-index/open-index.ts'
import { openSourceBytes } from '../reading/source-bytes.ts'
import type { SealedRecords } from '../store/sealed-records.ts'
import type { StoredSource } from '../store/stored-source.ts'
import { inOrder, type TurnRegistry } from '../turns/turn-registry.ts'

/** What every operation asks of a case. Each throws {@link ProblemError} `case.not_found` when there is none. */
export type CaseStore = {
  key(caseId: string): Promise<Uint8Array>
  /** All sources in the order they came, those that only this process knows too. */
  sources(caseId: string): Promise<readonly StoredSource[]>
  /** @throws {ProblemError} `source.not_found` */
  source(caseId: string, sourceId: string): Promise<StoredSource>
  /** Undefined when nothing of the source was kept. */
  bytes(caseId: string, source: StoredSource): Promise<ByteSource | undefined>
  /**
   * A source with its bytes, as far as it has arrived when it is not kept yet; none when nothing of it was kept.
   * @throws {ProblemError} `source.not_found`
   */
  open(caseId: string, sourceId: string): Promise<{ readonly stored: StoredSource; readonly bytes: ReadableBytes | undefined }>
  /** For searching the bytes of several sources. */
  frames(caseId: string): Promise<SourceFrames>
  /** Undefined when nothing of the source was kept. */
  index(caseId: string, source: StoredSource): Promise<RecordIndex | undefined>
}

type ReadableBytes = Pick<ByteSource, 'read'>

type Deps = {
  readonly keyRing: KeyRing
  readonly blob: Blob
  readonly records: SealedRecords
  readonly registry: TurnRegistry
  readonly stretches: StretchSearch
}

export function createCaseStore({ keyRing, blob, records, registry, stretches }: Deps): CaseStore {
  async function key(caseId: string): Promise<Uint8Array> {
    const found = await keyRing.get(caseId)
    if (found === undefined) throw new ProblemError('case.not_found')
    return found
  }
  /** What a full disk kept out of the store is still in memory. */
  function inMemory(caseId: string): StoredSource[] {
    return registry.ofCase(caseId).flatMap((turn) => [...turn.sources.values()])
  }
  async function find(caseId: string, sourceId: string): Promise<StoredSource | undefined> {
    await key(caseId)
    const stored = await records.get<StoredSource>(caseId, `source/${sourceId}`)
    return stored ?? inMemory(caseId).find(({ source }) => source.id === sourceId)
  }
  async function bytes(caseId: string, source: StoredSource): Promise<ByteSource | undefined> {
    return openSourceBytes(source, { blob, key: await key(caseId) })
  }
  return {
    key,
    async sources(caseId) {
      await key(caseId)
      const stored = await records.list<StoredSource>(caseId, 'source')
      return inOrder([...new Map([...stored, ...inMemory(caseId)].map((source) => [source.source.id, source])).values()])
    },
    async source(caseId, sourceId) {
      const found = await find(caseId, sourceId)
      if (found === undefined) throw new ProblemError('source.not_found')
      return found
    },
    bytes,
    async open(caseId, sourceId) {
      const stored = await find(caseId, sourceId)
      if (stored !== undefined) return { stored, bytes: await bytes(caseId, stored) }
      const arriving = registry.ofCase(caseId).flatMap((turn) => turn.arriving.get(sourceId) ?? [])[0]
      if (arriving === undefined) throw new ProblemError('source.not_found')
      return { stored: arriving.soFar(), bytes: arriving }
    },
    frames: async (caseId) => createSourceFrames({ blob, key: await key(caseId), stretches }),
    async index(caseId, { source, index }) {
      const correctionUs = correctionOf(source)
      return index && openIndex(index, { blob, key: await key(caseId), sourceId: source.id, correctionUs })
    },
  }
}
