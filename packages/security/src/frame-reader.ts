import { createFrameOpener, type FrameOpener } from './frames.ts'
import { FRAME_BYTES, frameLayout, HEADER_BYTES, sealedRange } from './frame-layout.ts'
import { SealBrokenError } from './seal-error.ts'

type Sealed = {
  readonly key: Uint8Array
  readonly sourceId: string
  /** Size of the sealed source. */
  readonly sealedBytes: number
  /** Sealed bytes `[start, end)`, from a blob say. */
  readonly read: (start: number, end: number) => Promise<Uint8Array>
}
export type FrameReader = {
  /** Size of the source itself; proved right only once its last frame has opened. */
  readonly plainBytes: number
  /** Bytes `[start, end)` of the source; shorter at its end. Opens only the frames they stand in. @throws {SealBrokenError} */
  read(start: number, end: number): Promise<Uint8Array>
  /** The whole source from `start`, a frame at a time. @throws {SealBrokenError} at the first frame that is not as it was sealed */
  stream(start?: number): AsyncIterable<Uint8Array>
}

/**
 * Reads a finished sealed source at random or in order. Keeps the frame opened last, as neighbouring lines are read together.
 * @throws {SealBrokenError} when the header or the size cannot be of a sealed source; @throws {KeyDestroyedError}
 */
export async function createFrameReader({ key, sourceId, sealedBytes, read }: Sealed): Promise<FrameReader> {
  const layout = frameLayout(sealedBytes)
  if (!layout) throw new SealBrokenError('Cannot open the source: its size is not of whole frames')
  const opener = createFrameOpener({ key, sourceId, header: await read(0, HEADER_BYTES) })
  const openFrame = cacheLast((number) => openAt(opener, { number, isLast: number === layout.frames - 1, read, sealedBytes }))

  async function* stream(start = 0): AsyncIterable<Uint8Array> {
    for (let number = Math.floor(start / FRAME_BYTES); number < layout!.frames; number += 1) {
      const frame = await openFrame(number)
      yield frame.subarray(Math.max(0, start - number * FRAME_BYTES))
    }
  }
  return {
    plainBytes: layout.plainBytes,
    stream,
    async read(start, end) {
      const stop = Math.min(end, layout.plainBytes)
      const parts: Uint8Array[] = []
      for (let at = start; at < stop;) {
        const number = Math.floor(at / FRAME_BYTES)
        const base = number * FRAME_BYTES
        const part = (await openFrame(number)).subarray(at - base, stop - base)
        parts.push(part)
        at += part.length
      }
      return parts.length === 1 ? parts[0]! : Buffer.concat(parts)
    },
  }
}

async function openAt(
  opener: FrameOpener,
  {
    number,
    isLast,
    read,
    sealedBytes,
  }: Pick<Sealed, 'read' | 'sealedBytes'> & { readonly number: number; readonly isLast: boolean },
): Promise<Uint8Array> {
  const { start, end } = sealedRange(number)
  return opener.open(number, await read(start, Math.min(end, sealedBytes)), isLast)
}

function cacheLast(open: (number: number) => Promise<Uint8Array>): (number: number) => Promise<Uint8Array> {
  let last: { readonly number: number; readonly frame: Uint8Array } | undefined
  return async (number) => {
    if (last?.number === number) return last.frame
    const frame = await open(number)
    last = { number, frame }
    return frame
  }
}
