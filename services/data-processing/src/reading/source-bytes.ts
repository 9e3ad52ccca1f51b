import type { ByteSource } from '@faultmaven/evidence'
import { createFrameReader, type FrameReader } from '@faultmaven/security'
import type { Blob } from '@faultmaven/storage'
import { createPacer } from '../ingest/pacer.ts'
import type { StoredSource } from '../store/stored-source.ts'

const PIECE_BYTES = 64 * 1024

/**
 * The bytes of a stored source, opened with the first read: a case may have ten thousand sources and a question touch two. They
 * come in pieces with a turn of the event loop between, as a whole frame takes the record splitter 30 ms.
 * @returns undefined when nothing of the source was kept; reads throw SealBrokenError when it is not as it was sealed
 */
export function openSourceBytes(
  { source, place }: StoredSource,
  { blob, key }: { readonly blob: Blob; readonly key: Uint8Array },
): ByteSource | undefined {
  if (place === undefined) return undefined
  const { blob: name, start: first, end: last } = place
  let opened: Promise<FrameReader> | undefined
  function open(): Promise<FrameReader> {
    opened ??= createFrameReader({
      key,
      sourceId: source.id,
      sealedBytes: last - first,
      read: (start, end) => blob.read(name, first + start, Math.min(last, first + end)),
    })
    return opened
  }
  return {
    plainBytes: source.bytes,
    read: async (start, end) => (await open()).read(start, end),
    async *stream(start) {
      const pacer = createPacer()
      const frames = await open()
      for await (const frame of frames.stream(start)) {
        for (let at = 0; at < frame.length; at += PIECE_BYTES) {
          yield frame.subarray(at, at + PIECE_BYTES)
          await pacer()
        }
      }
    },
  }
}
