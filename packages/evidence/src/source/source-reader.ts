import type { TreeDocument } from '@faultmaven/config'
import type { LogRecord } from '@faultmaven/signals'

/** A record and its text as it stands in the source, lines joined by `\n`. */
export type SourceRecord = {
  readonly record: LogRecord
  readonly text: string
  /** `text` holds only the head of a very long record: what is not in it may still be in the source. */
  readonly cut: boolean
}
/** Records in the order of the source, and how many lines among them no record holds and that are not blank. */
export type RecordBatch = { readonly records: readonly SourceRecord[]; readonly skippedLines: number }

/** One line; bytes `[start, end)` without its terminator. `text` may be cut at 64 KiB. */
export type SourceLine = { readonly line: number; readonly start: number; readonly end: number; readonly text: string }

/** Structured views of a source; `whole` is false when some of it could not be read as a tree. */
export type SourceTrees = { readonly documents: readonly TreeDocument[]; readonly whole: boolean }

/**
 * One source as the checker reads it: the bytes themselves, a record splitter and a document reader, nothing that was analysed before.
 * Times of records are on the case's one clock.
 */
export type SourceReader = {
  readonly sourceId: string
  readonly name: string
  readonly sha256: string
  /** The unpacked source is here to its end; without it nothing can be proved absent. */
  readonly complete: boolean
  /** Half-width of what its instants may be off by against other sources, milliseconds. */
  readonly clockUncertaintyMs: number
  /** The clock that it was put on together with others, and the half-width of what its instants may be off by against that. */
  readonly reference?: { readonly id: string; readonly uncertaintyMs: number }
  /** Lines from which on its clock was set back: across one, lines tell the order and times do not. */
  readonly steps?: readonly { readonly line: number; readonly backMs: number }[]
  records(): AsyncIterable<RecordBatch>
  /** Calls `visit` for each of `numbers` (rising, from 1) that the source has, in one pass. */
  lines(numbers: readonly number[], visit: (line: SourceLine) => void): Promise<void>
  /** Bytes `[start, end)` as text. */
  text(start: number, end: number): Promise<string>
  /** @returns undefined when the source is no structured document, or is too large to read as one */
  trees(): Promise<SourceTrees | undefined>
}
