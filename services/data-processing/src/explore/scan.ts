import type { Pacer } from '../ingest/pacer.ts'
import type { ColumnRoom, ReadColumns } from '../record-index/open-index.ts'
import type { ChunkSummary, ColumnName } from '../record-index/stored-index.ts'
import type { ExploredSource } from './explored-source.ts'

/** Gives others their turn and throws when the caller has gone. */
export type Breath = { readonly pacer: Pacer; readonly signal: AbortSignal }

/** Where the text of records stands. */
export const SCANNED: readonly ColumnName[] = ['start', 'length']

/** A chunk whose text is looked at. */
export type Scan = {
  readonly source: ExploredSource
  readonly chunk: ChunkSummary
  /** Among them {@link SCANNED}. */
  readonly columns: ReadColumns
  readonly room: ColumnRoom
  readonly breath: Breath
}
