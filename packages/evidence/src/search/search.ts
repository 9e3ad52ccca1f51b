import type { Microseconds } from '@faultmaven/signals'
import type { SourceReader, SourceRecord } from '../source/source-reader.ts'

/** How the pass over one source ended. */
export type ScanEnd = {
  readonly recordsSearched: number
  /** Lines that no record holds and that are not blank, binary data say: nobody looked into them. */
  readonly skippedLines: number
  /** Earliest and latest time of its records; absent when none has one. */
  readonly from?: Microseconds
  readonly to?: Microseconds
  /** Why not every record was seen. */
  readonly fault?: string
}

/** Something that looks at every record of some sources, many in one pass. */
export type Search = {
  includes(sourceId: string): boolean
  /** @returns false when it needs no more records of this source */
  see(source: SourceReader, record: SourceRecord): boolean
  end(source: SourceReader, scan: ScanEnd): void
}
