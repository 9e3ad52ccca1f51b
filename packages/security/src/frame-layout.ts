import { TAG_BYTES } from './cipher.ts'
import { FORMAT_BYTES } from './format.ts'

/** Plaintext bytes of every frame but the last, which has 0 to this many. */
export const FRAME_BYTES = 2 ** 20
export const SALT_BYTES = 32
/** Bytes before the first frame: format head and salt. */
export const HEADER_BYTES = FORMAT_BYTES + SALT_BYTES
const SEALED_FRAME_BYTES = FRAME_BYTES + TAG_BYTES

export type FrameLayout = { readonly frames: number; readonly plainBytes: number }

/**
 * What a sealed source of `sealedBytes` holds, by arithmetic alone. Nothing is trusted: a wrong size makes the last frame fail to open.
 * A whole source has at least one frame, empty when the source is. @returns undefined when no such source has that size
 */
export function frameLayout(sealedBytes: number): FrameLayout | undefined {
  const body = sealedBytes - HEADER_BYTES
  const frames = Math.ceil(body / SEALED_FRAME_BYTES)
  const last = body - (frames - 1) * SEALED_FRAME_BYTES
  return frames < 1 || last < TAG_BYTES ? undefined : { frames, plainBytes: body - frames * TAG_BYTES }
}

/** Where frame `number` (from 0) stands in the sealed bytes, `[start, end)`; the last one ends earlier. */
export function sealedRange(number: number): { readonly start: number; readonly end: number } {
  const start = HEADER_BYTES + number * SEALED_FRAME_BYTES
  return { start, end: start + SEALED_FRAME_BYTES }
}
