import { createFrameReader, FRAME_BYTES, HEADER_BYTES, sealedRange, type FrameReader } from '@faultmaven/security'
import type { Blob } from '@faultmaven/storage'
import type { StoredSource } from '../store/stored-source.ts'
import type { Found, Stretch } from './search-stretch.ts'
import type { StretchSearch } from './search-threads.ts'
import { createSlots } from './slots.ts'

/** Bytes of a source for searching: read in order, then here and there again where something was found. */
export type SourceBytes = {
  /** Bytes `[start, end)`; shorter at the end of the source. @throws {SealBrokenError} */
  read(start: number, end: number): Promise<Uint8Array>
  /** Searches frames `[first, end)` that the source has. @throws {SealBrokenError} */
  search(frames: Frames, sought: Sought, signal: AbortSignal | undefined): Promise<Found>
}
export type Frames = { readonly first: number; readonly end: number }
export type Sought = Pick<Stretch, 'text' | 'encoding' | 'needsLines' | 'from'>

/** Opened frames that are kept for all sources of a question together. More of them cost the collector more than opening again. */
const KEPT_FRAMES = 3
/** Frames read at a time where they are read in order, while those before are searched. */
const AHEAD_FRAMES = 4
/** Stretches of a question that are searched at a time: others get their turn between. */
const SEARCHED_TOGETHER = 4
/** Answers kept: chunks end within a stretch, and the next chunk asks for it again. */
const KEPT_FOUND = 4

type Options = { readonly blob: Blob; readonly key: Uint8Array; readonly stretches: StretchSearch }

/** Opens the sources of one question; the frames opened last are kept for all of them together. */
export function createSourceFrames({ blob, key, stretches }: Options) {
  const kept = createKept<Promise<Uint8Array>>(KEPT_FRAMES)
  const found = createKept<Promise<Found>>(KEPT_FOUND)
  const inSlot = createSlots(SEARCHED_TOGETHER)

  return {
    /** @returns undefined when nothing of the source was kept */
    open({ source: { id, bytes }, place }: StoredSource): SourceBytes | undefined {
      if (place === undefined) return undefined
      const sealedBytes = place.end - place.start
      const readSealed = (start: number, end: number, into?: Uint8Array) =>
        blob.read(place.blob, place.start + start, place.start + end, into)
      const read = readAhead(readSealed, sealedBytes)
      let opened: Promise<FrameReader> | undefined
      let header: Promise<Uint8Array> | undefined

      async function search({ first, end }: Frames, sought: Sought, signal: AbortSignal | undefined): Promise<Found> {
        header ??= readSealed(0, HEADER_BYTES)
        const seal = { key, sourceId: id, header: await header }
        const isEnd = end * FRAME_BYTES >= bytes
        const stretch = { ...sought, seal, first, isEnd }
        return inSlot(() => {
          signal?.throwIfAborted()
          return stretches.search(stretch, (into) => {
            signal?.throwIfAborted()
            return readSealed(sealedRange(first).start, Math.min(sealedBytes, sealedRange(end - 1).end), into)
          })
        })
      }
      return {
        async read(start, end) {
          opened ??= createFrameReader({ key, sourceId: id, sealedBytes, read })
          const reader = await opened
          const stop = Math.min(end, reader.plainBytes)
          const parts: Uint8Array[] = []
          for (let at = start; at < stop;) {
            const number = Math.floor(at / FRAME_BYTES)
            const base = number * FRAME_BYTES
            const frame = await kept(`${id}/${number}`, () => reader.read(base, base + FRAME_BYTES))
            const part = frame.subarray(at - base, stop - base)
            parts.push(part)
            at += part.length
          }
          return parts.length === 1 ? parts[0]! : Buffer.concat(parts)
        },
        search: (frames, sought, signal) =>
          found([id, frames.first, frames.end, sought.needsLines, sought.text.ignoreCase, sought.text.literal].join('/'), () =>
            search(frames, sought, signal),
          ),
      }
    },
  }
}
export type SourceFrames = ReturnType<typeof createSourceFrames>

/** Keeps the values that were made last. */
function createKept<T>(count: number): (name: string, make: () => T) => T {
  const kept = new Map<string, T>()
  return (name, make) => {
    const known = kept.get(name)
    if (known !== undefined) return known
    const made = make()
    kept.set(name, made)
    const [oldest] = kept.keys()
    if (kept.size > count && oldest !== undefined) kept.delete(oldest)
    return made
  }
}

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
