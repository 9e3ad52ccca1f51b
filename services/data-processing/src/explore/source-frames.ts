import { createFrameReader, FRAME_BYTES, type FrameReader } from '@faultmaven/security'
import type { Blob } from '@faultmaven/storage'
import type { StoredSource } from '../store/stored-source.ts'

/** Bytes of a source for searching: read in order, then here and there again where something was found. */
export type SourceBytes = {
  /** Bytes `[start, end)`; shorter at the end of the source. @throws {SealBrokenError} */
  read(start: number, end: number): Promise<Uint8Array>
}

/** Opened frames that are kept for all sources of a question together. More of them cost the collector more than opening again. */
const KEPT_FRAMES = 3
/** Frames read at a time where they are read in order, while those before are searched. */
const AHEAD_FRAMES = 4

/** Opens the sources of one question; the frames opened last are kept for all of them together. */
export function createSourceFrames({ blob, key }: { readonly blob: Blob; readonly key: Uint8Array }) {
  const kept = new Map<string, Uint8Array>()

  async function frameOf(id: string, reader: FrameReader, number: number): Promise<Uint8Array> {
    const name = `${id}/${number}`
    const known = kept.get(name)
    if (known !== undefined) return known
    const frame = await reader.read(number * FRAME_BYTES, (number + 1) * FRAME_BYTES)
    kept.set(name, frame)
    const [oldest] = kept.keys()
    if (kept.size > KEPT_FRAMES && oldest !== undefined) kept.delete(oldest)
    return frame
  }
  return {
    /** @returns undefined when nothing of the source was kept */
    open({ source: { id }, place }: StoredSource): SourceBytes | undefined {
      if (place === undefined) return undefined
      const sealedBytes = place.end - place.start
      const read = readAhead((start, end) => blob.read(place.blob, place.start + start, place.start + end), sealedBytes)
      let opened: Promise<FrameReader> | undefined
      return {
        async read(start, end) {
          opened ??= createFrameReader({ key, sourceId: id, sealedBytes, read })
          const reader = await opened
          const stop = Math.min(end, reader.plainBytes)
          const parts: Uint8Array[] = []
          for (let at = start; at < stop;) {
            const number = Math.floor(at / FRAME_BYTES)
            const base = number * FRAME_BYTES
            const part = (await frameOf(id, reader, number)).subarray(at - base, stop - base)
            parts.push(part)
            at += part.length
          }
          return parts.length === 1 ? parts[0]! : Buffer.concat(parts)
        },
      }
    },
  }
}
export type SourceFrames = ReturnType<typeof createSourceFrames>

type Read = (start: number, end: number) => Promise<Uint8Array>
type Block = { readonly start: number; readonly end: number; readonly bytes: Promise<Uint8Array> }

/** Reads ahead of whoever reads in order; other reads are as they come. */
function readAhead(read: Read, size: number): Read {
  let block: Block | undefined
  let next: Block | undefined
  let expected = -1

  const begin = (start: number, end: number): Block => {
    const bytes = read(start, end)
    // Whoever asks for it hears of the failure; perhaps nobody does.
    bytes.catch(() => {})
    return { start, end, bytes }
  }
  return async (start, end) => {
    const isNext = start === expected
    expected = end
    if (next !== undefined && start >= next.start && end <= next.end) {
      block = next
      next = undefined
    }
    if (block === undefined || start < block.start || end > block.end) {
      if (!isNext) return read(start, end)
      block = begin(start, Math.min(size, start + AHEAD_FRAMES * (end - start)))
    }
    if (next === undefined && block.end < size) next = begin(block.end, Math.min(size, 2 * block.end - block.start))
    return (await block.bytes).subarray(start - block.start, end - block.start)
  }
}
