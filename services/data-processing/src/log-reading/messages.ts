import type { Chunk } from '../record-index/chunk-buffer.ts'
import type { LogRequest, ReadLog } from './log-reading.ts'
import type { PackedDigest } from './packed-digest.ts'

/** Bytes handed to a worker at a time: four messages for a megabyte there, and four back. */
export const PORTION_BYTES = 256 * 1024

/** To a reading worker, which reads one log at a time. */
export type ToWorker =
  | { readonly kind: 'begin'; readonly request: LogRequest }
  /** The buffer is transferred, and comes back with `taken`. */
  | { readonly kind: 'bytes'; readonly buffer: ArrayBuffer; readonly length: number }
  | { readonly kind: 'look' }
  | { readonly kind: 'end' }

/** From a reading worker: one for each `bytes`, `look` and `end`, in their order, with the chunks made since the last. */
export type FromWorker = { readonly chunks: readonly Chunk[] } & (
  | { readonly kind: 'taken'; readonly buffer: ArrayBuffer; readonly records: number }
  | { readonly kind: 'digest'; readonly digest: PackedDigest }
  | { readonly kind: 'ended'; readonly log: ReadLog; readonly records: number }
  /** Its typed arrays outgrew their budget. */
  | { readonly kind: 'overgrown' }
)
