import { MAX_LINE_BYTES, type Encoding } from '@faultmaven/logs'
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
  /** Whether the lines are asked for in which the text stands. */
  readonly needsLines: boolean
}
export type Found = {
  /** Bytes from the stretch's first where the text stands: the first place of each line, rising. */
  readonly places: Uint32Array<ArrayBuffer>
  /** First and last bytes, one less than the text has: with those of the neighbours they show what stands across the border. */
  readonly head: Uint8Array<ArrayBuffer>
  readonly tail: Uint8Array<ArrayBuffer>
  /** When they are asked for. */
  readonly lines?: Lines
}
/** The lines in which the places stand, one after another without what ends them. */
export type Lines = {
  readonly bytes: Uint8Array<ArrayBuffer>
  /** Bytes of each; -1 for one that is not there, as the stretch ends within it or its length cuts it. */
  readonly lengths: Int32Array<ArrayBuffer>
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
    const from = stretch.from - base
    const places = firstOfLines(bytes, next, Math.max(0, from))
    return {
      places,
      head: Uint8Array.from(bytes.subarray(0, overlap)),
      tail: Uint8Array.from(bytes.subarray(Math.max(0, bytes.length - overlap))),
      ...(stretch.needsLines ? { lines: linesAround(bytes, places, { from, isEnd: stretch.isEnd }) } : {}),
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
    length += opener.openInto(room.subarray(length), first + frame, part, isEnd && frame === frames - 1)
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
    while (at < bytes.length && !isLineEnd(bytes[at])) at++
    at = next(at)
  }
  return places.slice(0, count)
}

type Ends = {
  /** Where the first line begins; negative when that is before these bytes. */
  readonly from: number
  /** No line goes on behind these bytes. */
  readonly isEnd: boolean
}

/** Not for two-byte characters. */
function linesAround(bytes: Buffer, places: Uint32Array, { from, isEnd }: Ends): Lines {
  const lengths = new Int32Array(places.length).fill(-1)
  const starts = new Int32Array(places.length)
  let total = 0
  for (const [index, place] of places.entries()) {
    let [start, end] = [place, place]
    while (start > Math.max(from, -1) && place - start <= MAX_LINE_BYTES && !isLineEnd(bytes[start - 1])) start--
    while (end < bytes.length && end - start <= MAX_LINE_BYTES && !isLineEnd(bytes[end])) end++
    const isWhole = start >= 0 && (end < bytes.length || isEnd) && end - start <= MAX_LINE_BYTES
    if (!isWhole) continue
    starts[index] = start
    lengths[index] = end - start
    total += end - start
  }
  // Copied one by one: a million short lines as buffers of their own would be 100 MiB.
  const lines = new Uint8Array(total)
  let filled = 0
  for (const [index, length] of lengths.entries()) {
    const start = starts[index]
    if (length < 0 || start === undefined) continue
    bytes.copy(lines, filled, start, start + length)
    filled += length
  }
  return { lengths, bytes: lines }
}

function isLineEnd(byte: number | undefined): boolean {
  return byte === 10 || byte === 13
}
