import type { Encoding } from '@faultmaven/logs'
import { createFrameOpener, FRAME_BYTES, sealedRange } from '@faultmaven/security'
import { createByteSearch, type Text } from './byte-search.ts'

/** Frames of a stretch at most: one read of the disk, one message to a thread. */
export const STRETCH_FRAMES = 4

/** Sealed frames of a source that stand together, and what to look for in them. */
export type Stretch = {
  readonly seal: { readonly key: Uint8Array; readonly sourceId: string; readonly header: Uint8Array }
  /** Number of the first frame. */
  readonly first: number
  /** One to {@link STRETCH_FRAMES}, sealed. */
  readonly sealed: Uint8Array
  /** The last of them is the last of the source. */
  readonly isEnd: boolean
  /** Byte of the source before which nothing counts: that of the first record. */
  readonly from: number
  readonly text: Text
  readonly encoding: Encoding
  /** Whether the lines that were found are to be looked at. */
  readonly needsBytes: boolean
}
export type Found = {
  /** Bytes from the stretch's first where the text stands: the first place of each line, rising. */
  readonly places: Uint32Array<ArrayBuffer>
  /** First and last bytes, one less than the text has: with those of the neighbours they show what stands across the border. */
  readonly head: Uint8Array<ArrayBuffer>
  readonly tail: Uint8Array<ArrayBuffer>
  /** The opened stretch, when it is needed and there are places. */
  readonly bytes?: Uint8Array<ArrayBuffer>
}

/**
 * Opens stretches and searches them, one at a time, in 4 MiB of its own.
 * @returns a function that throws SealBrokenError for frames that are not as they were sealed
 */
export function createStretchSearch(): (stretch: Stretch) => Found {
  let room: Buffer | undefined
  return (stretch) => {
    room ??= Buffer.allocUnsafeSlow(STRETCH_FRAMES * FRAME_BYTES)
    const bytes = room.subarray(0, openInto(room, stretch))
    const search = createByteSearch(stretch.text, stretch.encoding)
    const overlap = search === undefined ? 0 : search.length - 1
    const base = stretch.first * FRAME_BYTES
    const next = search?.in(bytes, base) ?? (() => -1)
    const places = firstOfLines(bytes, next, Math.max(0, stretch.from - base))
    return {
      places,
      head: Uint8Array.from(bytes.subarray(0, overlap)),
      tail: Uint8Array.from(bytes.subarray(Math.max(0, bytes.length - overlap))),
      ...(stretch.needsBytes && places.length > 0 ? { bytes: Uint8Array.from(bytes) } : {}),
    }
  }
}

/** @returns how many bytes there are */
function openInto(room: Buffer, { seal, first, sealed, isEnd }: Stretch): number {
  const opener = createFrameOpener(seal)
  const sealedBytes = sealedRange(0).end - sealedRange(0).start
  const frames = Math.ceil(sealed.length / sealedBytes)
  let length = 0
  for (let frame = 0; frame < frames; frame++) {
    const part = sealed.subarray(frame * sealedBytes, (frame + 1) * sealedBytes)
    const plain = opener.open(first + frame, part, isEnd && frame === frames - 1)
    room.set(plain, length)
    length += plain.length
  }
  return length
}

/** What else stands in a line belongs to the same record. A byte of a two-byte character may look like an end of line: one more place. */
function firstOfLines(bytes: Buffer, next: (from: number) => number, from: number): Uint32Array<ArrayBuffer> {
  let places = new Uint32Array(256)
  let count = 0
  for (let at = next(from); at >= 0;) {
    if (count === places.length) {
      const larger = new Uint32Array(2 * count)
      larger.set(places)
      places = larger
    }
    places[count++] = at++
    while (at < bytes.length && bytes[at] !== 10 && bytes[at] !== 13) at++
    at = next(at)
  }
  return places.slice(0, count)
}
