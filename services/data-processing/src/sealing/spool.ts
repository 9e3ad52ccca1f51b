import { randomBytes, randomUUID } from 'node:crypto'
import { createFrameReader } from '@faultmaven/security'
import type { Blob } from '@faultmaven/storage'
import { type Bytes, OpenError, type RandomAccess } from '@faultmaven/archives'
import { createSmallSources } from './small-sources.ts'
import { createSourceSeal } from './source-seal.ts'

/**
 * Puts an archive that must be read at random into sealed frames: never plain on disk. The key is of this spool only and is
 * forgotten with it, so that a process that is killed leaves bytes that nobody can open.
 */
export async function createSpool(
  bytes: Bytes,
  { blob, caseId, frame }: { readonly blob: Blob; readonly caseId: string; readonly frame: Uint8Array },
): Promise<RandomAccess & { readonly fault?: OpenError; remove(): Promise<void> }> {
  const key = randomBytes(32)
  const sourceId = randomUUID()
  const smallSources = createSmallSources({ blob, caseId })
  const seal = createSourceSeal({ blob, smallSources, key, caseId, sourceId, frame })
  try {
    const fault = await fill(seal, bytes)
    const place = await seal.finish()
    await smallSources.commit()
    const reader = await createFrameReader({
      key,
      sourceId,
      sealedBytes: place.end,
      read: (start, end) => blob.read(place.blob, start, end),
    })
    return {
      size: reader.plainBytes,
      read: (start, end) => reader.read(start, end),
      ...(fault === undefined ? {} : { fault }),
      async remove() {
        key.fill(0)
        await blob.deleteAll(place.blob)
      },
    }
  } catch (error) {
    await seal.abort()
    await smallSources.abort()
    throw error
  }
}

/** @returns the fault that ended the stream early; what came before it is kept */
async function fill(seal: { write(chunk: Uint8Array): Promise<void> }, bytes: Bytes): Promise<OpenError | undefined> {
  try {
    for await (const chunk of bytes) await seal.write(chunk)
    return undefined
  } catch (error) {
    if (error instanceof OpenError && !error.endsUpload) return error
    throw error
  }
}
