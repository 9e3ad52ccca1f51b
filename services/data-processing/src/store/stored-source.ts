import type { Source } from '@faultmaven/contracts'

/** Where a sealed source stands: bytes `[start, end)` of a blob, which small sources share. */
export type SealedPlace = { readonly blob: string; readonly start: number; readonly end: number }

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
}
