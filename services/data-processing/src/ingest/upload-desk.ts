import type { Finding, Source } from '@faultmaven/contracts'
import { FRAME_BYTES } from '@faultmaven/security'
import type { Blob } from '@faultmaven/storage'
import { type CaseDocument, documentPath } from '../documents/case-documents.ts'
import { sourceIdOf } from '../ids.ts'
import { createIndexWriter, type IndexWriter } from '../record-index/index-writer.ts'
import { createSmallSources } from '../sealing/small-sources.ts'
import { createSourceSeal, type SourceSeal } from '../sealing/source-seal.ts'
import type { SealedRecords } from '../store/sealed-records.ts'
import type { StoredSource } from '../store/stored-source.ts'
import { publishFinding, type Turn } from '../turns/turn.ts'
import { isDiskFull } from '../store/disk-full.ts'
import { DISK_FULL } from './problem-of.ts'

/** A source that was read, with what was found in it alone. */
export type ReadySource = {
  readonly stored: StoredSource
  readonly findings: readonly Finding[]
  /** Set where it can be searched as a document. */
  readonly document?: CaseDocument
}

/**
 * Takes the sources of one upload to the stores and tells the turn's watchers. A source is told of as ready only once its
 * frames and its row are durable; small ones wait for each other for a moment.
 */
export type UploadDesk = {
  /** Id and place of the next source. */
  next(): { readonly id: string; readonly order: number }
  /** Seal and index for a source of which something is kept. `close` must follow its end. */
  open(id: string): { readonly seal: SourceSeal; readonly index: IndexWriter; readonly close: () => void }
  add(ready: ReadySource): Promise<void>
  /** Makes durable what still waits. @returns every source of the upload */
  finish(): Promise<Source[]>
  /** Gives up what is not durable yet. */
  abort(): Promise<void>
}

/** Places among the sources of a turn that one upload has to itself. */
export const ORDERS_AN_UPLOAD = 1_000_000
const COMMIT_BYTES = 8 * 2 ** 20
const COMMIT_SOURCES = 256
const COMMIT_MS = 500

type Options = {
  readonly turn: Turn
  readonly ordinal: number
  readonly key: Uint8Array
  readonly blob: Blob
  readonly records: SealedRecords
}

export function createUploadDesk({ turn, ordinal, key, blob, records }: Options): UploadDesk {
  const { caseId, turnId } = turn
  const smallSources = createSmallSources({ blob, caseId })
  const told: Source[] = []
  const frames: Uint8Array[] = []
  let waiting: ReadySource[] = []
  let since = 0
  let index = 0

  async function commit(): Promise<void> {
    const ready = waiting
    waiting = []
    await smallSources.commit()
    for (const { stored } of ready) if (isLost(stored)) await blob.deleteAll(`${caseId}/${stored.source.id}`)
    const kept = ready.map((source) => (isLost(source.stored) ? refused(source) : source))
    await save(kept)
    for (const { stored, findings } of kept) tell(stored, findings)
  }
  /** Frames or index stood in a shared blob that the full disk took; what has a blob of its own goes with it. */
  function isLost({ place, index }: StoredSource): boolean {
    return [place, index?.place].some((at) => at !== undefined && smallSources.isLost(at))
  }
  async function save(ready: readonly ReadySource[]): Promise<void> {
    const sources = ready.flatMap(({ stored, document }) => [
      { path: `source/${stored.source.id}`, value: stored },
      ...(document ? [{ path: documentPath(document.sourceId), value: document }] : []),
    ])
    try {
      await records.putAll(caseId, sources)
    } catch (error) {
      // The frames are safe and this process knows the rest: the turn is still answered, only a restart would not find it.
      if (!isDiskFull(error)) throw error
      turn.troubles.push('The disk of the server is full: what was found is lost when the server restarts')
    }
  }
  function tell(stored: StoredSource, findings: readonly Finding[]): void {
    turn.sources.set(stored.source.id, stored)
    turn.arriving.delete(stored.source.id)
    turn.read.add(stored.source.id)
    told.push(stored.source)
    turn.feed.publish({ type: 'source-ready', source: stored.source })
    for (const finding of findings) publishFinding(turn, finding)
  }
  return {
    next: () => ({ order: ordinal * ORDERS_AN_UPLOAD + index, id: sourceIdOf(turnId, ordinal, index++) }),
    open(id) {
      const sealing = { blob, smallSources, key, caseId, sourceId: id }
      const frame = frames.pop() ?? Buffer.alloc(FRAME_BYTES)
      const close = () => {
        frame.fill(0)
        frames.push(frame)
      }
      return { seal: createSourceSeal({ ...sealing, frame }), index: createIndexWriter(sealing), close }
    },
    async add(ready) {
      if (waiting.length === 0) since = performance.now()
      waiting.push(ready)
      const isDue = waiting.length >= COMMIT_SOURCES || performance.now() - since > COMMIT_MS
      if (isDue || smallSources.pendingBytes >= COMMIT_BYTES) await commit()
    },
    async finish() {
      await commit()
      return told
    },
    async abort() {
      for (const { stored } of waiting) turn.arriving.delete(stored.source.id)
      waiting = []
      await smallSources.abort()
    },
  }
}

function refused({ stored }: ReadySource): ReadySource {
  const { place: _, index: __, ...rest } = stored
  return {
    stored: { ...rest, lines: 0, marks: [], source: { ...stored.source, state: 'refused', problem: DISK_FULL } },
    findings: [],
  }
}
