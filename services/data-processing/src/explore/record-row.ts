import type { ColumnRoom } from '../record-index/open-index.ts'
import { COLUMNS, type ColumnName } from '../record-index/stored-index.ts'
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
  const columns = await source.index.columns(chunk, COLUMNS, room)
  const [time, timed, severity, group, host, component, start, length, line, lines] = columns
  return places.map((at) => ({
    source,
    sourceOrder: source.order,
    record: firstRecord + at,
    time: time![at]!,
    timed: timed![at]!,
    severity: severity![at]!,
    group: group![at]!,
    host: host![at]!,
    component: component![at]!,
    start: start![at]!,
    length: length![at]!,
    line: line![at]!,
    lines: lines![at]!,
  }))
}
