import type { ColumnRoom } from '../record-index/open-index.ts'
import { COLUMNS, forColumns, type ColumnName } from '../record-index/stored-index.ts'
import type { Position } from './cursor.ts'
import type { ExploredSource } from './explored-source.ts'
import type { PlacedChunk } from './search-records.ts'

/** One record as the index has it. */
export type RecordRow = Position & Readonly<Record<ColumnName, number>> & { readonly source: ExploredSource }

/** Rows of the records at these places of a chunk. */
export async function readRows(
  { source, chunk, firstRecord }: PlacedChunk,
  places: readonly number[],
  room: ColumnRoom,
): Promise<RecordRow[]> {
  if (places.length === 0) return []
  const columns = await source.index.read(chunk, COLUMNS)
  const stored = forColumns((name) => columns.stored(name, room))
  return places.map((place) => ({
    ...forColumns((name) => stored[name].base + stored[name].cells[place]!),
    source,
    sourceOrder: source.order,
    record: firstRecord + place,
  }))
}
