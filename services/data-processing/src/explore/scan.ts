import type { Pacer } from '../ingest/pacer.ts'
import type { ColumnRoom } from '../record-index/open-index.ts'
import type { ChunkSummary } from '../record-index/stored-index.ts'
import type { ExploredSource } from './explored-source.ts'

/** Gives others their turn and throws when the caller has gone. */
export type Breath = { readonly pacer: Pacer; readonly signal: AbortSignal }

/** A chunk whose text is looked at. */
export type Scan = {
  readonly source: ExploredSource
  readonly chunk: ChunkSummary
  readonly room: ColumnRoom
  readonly breath: Breath
}
