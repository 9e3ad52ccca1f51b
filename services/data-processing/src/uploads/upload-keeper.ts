import type { Source } from '@faultmaven/contracts'
import { HEAD_BYTES } from '@faultmaven/logs'
import { FRAME_BYTES } from '@faultmaven/security'
import type { Blob } from '@faultmaven/storage'
import { uploadIdOf } from '../ids.ts'
import { recogniseBinary } from '../ingest/recognise-binary.ts'
import { type Bytes, createByteReader, detectContainer } from '@faultmaven/archives'
import { otlpSignalOf } from '../open/otlp-to-json.ts'
import { createSmallSources } from '../sealing/small-sources.ts'
import { createSourceSeal } from '../sealing/source-seal.ts'
import { isDiskFull } from '../store/disk-full.ts'
import type { SealedPlace } from '../store/sealed-place.ts'
import type { SealedRecords } from '../store/sealed-records.ts'
import type { Turn } from '../turns/turn.ts'
import { keepUpload } from './kept-uploads.ts'

/** Keeps an upload as it came, so that a bundle can hold what was sent. */
export type UploadKeeper = {
  /** The same bytes; those that will not stand in a source as they are, packed ones say, are sealed on their way. */
  take(bytes: Bytes): Bytes
  /** Notes where the upload stands. One that a full disk took is not noted, and fails nothing. */
  finish(ingested: { readonly sha256: string; readonly bytes: number; readonly sources: readonly Source[] }): Promise<void>
  /** Removes what was sealed. */
  abort(): Promise<void>
}

type Options = {
  readonly turn: Turn
  readonly ordinal: number
  readonly name: string
  readonly key: Uint8Array
  readonly blob: Blob
  readonly records: SealedRecords
  readonly keepsUploads: boolean
}

const NOTHING: UploadKeeper = { take: (bytes) => bytes, finish: async () => {}, abort: async () => {} }

export function createUploadKeeper({ turn, ordinal, name, key, blob, records, keepsUploads }: Options): UploadKeeper {
  if (!keepsUploads) return NOTHING
  const { caseId, turnId } = turn
  const sealed = createSealedCopy({ blob, key, caseId, sourceId: uploadIdOf(turnId, ordinal) })

  async function* take(bytes: Bytes): AsyncGenerator<Uint8Array, void> {
    const reader = createByteReader(bytes)
    const isCopied = !becomesSource(await reader.peek(HEAD_BYTES))
    for await (const chunk of reader.rest()) {
      if (isCopied) await sealed.write(chunk)
      yield chunk
    }
  }

  return {
    take,
    async finish({ sha256, bytes, sources }) {
      const place = await sealed.finish()
      const [source] = sources
      const isSource = source?.sha256 === sha256 && turn.sources.get(source.id)?.place !== undefined
      if (!isSource && place === undefined) return
      const kept = { turnId, ordinal, name, bytes, sha256, ...(place === undefined ? { sourceId: source!.id } : { place }) }
      await keepUpload(records, caseId, kept).catch(ignoreFullDisk)
    },
    abort: () => sealed.abort(),
  }
}

/** Whether an upload that begins so is kept byte for byte as one source. */
function becomesSource(head: Uint8Array): boolean {
  return (
    detectContainer(head) === undefined &&
    otlpSignalOf(head) === undefined &&
    (head.length === 0 || recogniseBinary(head) === undefined)
  )
}

type CopyOptions = { readonly blob: Blob; readonly key: Uint8Array; readonly caseId: string; readonly sourceId: string }

/** Bytes sealed beside the sources, from the first write on; a full disk ends the copy, never the upload. */
function createSealedCopy({ blob, key, caseId, sourceId }: CopyOptions) {
  const smallSources = createSmallSources({ blob, caseId })
  let seal: ReturnType<typeof createSourceSeal> | undefined
  let isLost = false

  async function abort(): Promise<void> {
    await seal?.abort()
    await smallSources.abort()
    seal = undefined
  }
  async function lose(error: unknown): Promise<void> {
    isLost = true
    await abort()
    ignoreFullDisk(error)
  }
  return {
    async write(chunk: Uint8Array): Promise<void> {
      if (isLost) return
      seal ??= createSourceSeal({ blob, smallSources, key, caseId, sourceId, frame: Buffer.alloc(FRAME_BYTES) })
      await seal.write(chunk).catch(lose)
    },
    async finish(): Promise<SealedPlace | undefined> {
      if (seal === undefined) return undefined
      try {
        const place = await seal.finish()
        await smallSources.commit()
        return smallSources.isLost(place) ? undefined : place
      } catch (error) {
        await lose(error)
        return undefined
      }
    },
    abort,
  }
}

function ignoreFullDisk(error: unknown): void {
  if (!isDiskFull(error)) throw error
}
