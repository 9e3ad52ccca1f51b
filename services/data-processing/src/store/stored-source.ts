import type { Source } from '@faultmaven/contracts'
import type { TaughtFormat } from '@faultmaven/logs'
import type { StoredIndex } from '../record-index/stored-index.ts'
import type { SealedPlace } from './sealed-place.ts'

/** Line numbers at byte offsets, about one each 64 KiB, flat: line, byte, line, byte, … Each byte is where that line begins. */
export type LineMarks = readonly number[]

/** What is kept of a source beside its frames. */
export type StoredSource = {
  readonly source: Source
  /** Place among the sources of its turn. */
  readonly order: number
  readonly lines: number
  /** Absent when nothing of it was kept: refused, or an archive that stands for its members. */
  readonly place?: SealedPlace
  readonly marks: LineMarks
  /** Present when there is a place. */
  readonly index?: StoredIndex
  /** Formats that users taught and that it was read with: they stay as they were then, whatever becomes of them. */
  readonly taught?: readonly TaughtFormat[]
}

/** A source that is not kept yet, as far as it has arrived: findings that are told early cite it. */
export type ArrivingSource = {
  readonly soFar: () => StoredSource
  /** Bytes `[start, end)` of it, fewer where they have not come. */
  readonly read: (start: number, end: number) => Promise<Uint8Array>
}

/** Names of the blobs that a source stands in. */
export function blobsOf({ place, index }: StoredSource): readonly string[] {
  return [place, index?.place].flatMap((at) => at?.blob ?? [])
}
