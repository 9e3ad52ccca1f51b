import { createFrameOpener, createFrameSealer, FRAME_BYTES, sealedRange } from '@faultmaven/security'
import type { Blob, BlobWriter } from '@faultmaven/storage'
import type { SealedPlace } from '../store/sealed-place.ts'
import type { SmallSources } from './small-sources.ts'

/** Seals one source while it arrives. Holds one frame; a source smaller than that shares a blob with others. */
export type SourceSeal = {
  write(chunk: Uint8Array): Promise<void>
  /** Bytes `[start, end)` of what was written so far, opened again, at any time: what an early finding quotes. None after `abort`. */
  read(start: number, end: number): Promise<Uint8Array>
  /** Seals what is left. The place holds once the blob is committed: at once, or with the small sources. */
  finish(): Promise<SealedPlace>
  /** Removes what was written, finished or not. */
  abort(): Promise<void>
}

type Options = {
  readonly blob: Blob
  readonly smallSources: SmallSources
  readonly key: Uint8Array
  readonly caseId: string
  readonly sourceId: string
  /** Of this source alone until its end. At least {@link FRAME_BYTES}. */
  readonly frame: Uint8Array
}

export function createSourceSeal({ blob, smallSources, key, caseId, sourceId, frame }: Options): SourceSeal {
  const sealer = createFrameSealer({ key, sourceId })
  const name = `${caseId}/${sourceId}`
  let writer: BlobWriter | undefined
  let isCommitted = false
  let sealedBytes = 0
  let frames = 0
  let filled = 0
  /** All of a small source once it has ended: it stands in a blob that is not there yet. */
  let whole: Uint8Array | undefined
  let state: 'open' | 'ended' | 'aborted' = 'open'

  async function put(bytes: Uint8Array): Promise<void> {
    writer ??= await blob.create(name)
    await writer.write(bytes)
    sealedBytes += bytes.length
  }
  async function putFrame(isLast: boolean): Promise<void> {
    if (sealedBytes === 0) await put(sealer.header)
    await put(sealer.seal(frame.subarray(0, filled), isLast))
    frames++
    filled = 0
    if (isLast) state = 'ended'
  }
  /** A copy: what is in the frame may change before the caller goes on. */
  async function readFrame(number: number, from: number, to: number): Promise<Uint8Array> {
    if (state === 'open' && number === frames) return Uint8Array.from(frame.subarray(0, filled).subarray(from, to))
    if (state === 'aborted' || number >= frames) return new Uint8Array(0)
    const { start, end } = sealedRange(number)
    const opener = createFrameOpener({ key, sourceId, header: sealer.header })
    const isLast = state === 'ended' && number === frames - 1
    const sealed = whole?.subarray(start, end) ?? (await writer?.read(start, end)) ?? new Uint8Array(0)
    return opener.open(number, sealed, isLast).slice(from, to)
  }

  return {
    async write(chunk) {
      for (let at = 0; at < chunk.length;) {
        // A full frame waits for the next byte: only then is it known not to be the last.
        if (filled === FRAME_BYTES) await putFrame(false)
        const length = Math.min(FRAME_BYTES - filled, chunk.length - at)
        frame.set(chunk.subarray(at, at + length), filled)
        filled += length
        at += length
      }
    },
    async read(start, end) {
      const parts: Uint8Array[] = []
      for (let at = start; at < end;) {
        const number = Math.floor(at / FRAME_BYTES)
        const part = await readFrame(number, at - number * FRAME_BYTES, end - number * FRAME_BYTES)
        if (part.length === 0) break
        parts.push(part)
        at += part.length
      }
      return Buffer.concat(parts)
    },
    async finish() {
      if (writer === undefined) {
        const sealed = Buffer.concat([sealer.header, sealer.seal(frame.subarray(0, filled), true)])
        frame.fill(0, 0, filled)
        whole = sealed
        frames = 1
        state = 'ended'
        return smallSources.append(sealed)
      }
      await putFrame(true)
      await writer.commit()
      isCommitted = true
      frame.fill(0)
      return { blob: name, start: 0, end: sealedBytes }
    },
    async abort() {
      state = 'aborted'
      whole = undefined
      frame.fill(0)
      await writer?.abort()
      if (isCommitted) await blob.deleteAll(name)
    },
  }
}
