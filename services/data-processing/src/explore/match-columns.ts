import type { ColumnRoom, ReadColumns } from '../record-index/open-index.ts'
import type { StoredColumn } from '../record-index/pack-column.ts'
import { countMarks } from '../record-index/count-marks.ts'
import type { ChunkLists, ChunkSummary, ColumnName, ValueCounts } from '../record-index/stored-index.ts'
import type { ExploredSource } from './explored-source.ts'
import type { RecordFilter } from './read-filter.ts'

/** Which records of a chunk are chosen: all of them, or those with 1 at their place. */
export type Matched = { readonly count: number; readonly marks: Uint8Array | 'all' }

const NOTHING: Matched = { count: 0, marks: new Uint8Array(0) }
const IS_ONE = Uint8Array.of(0, 1)

/** What a filter asks of a column of this source: the values that are chosen have a 1. */
type Mask = { readonly column: 'severity' | 'group' | 'host' | 'component'; readonly chosen: Uint8Array }
/** A filter without its texts, made ready for one source. */
export type SourceFilter = { readonly time: RecordFilter['time']; readonly masks: readonly Mask[] }

/** Longest of a name that the index keeps, and of codes for it. */
const NAME_CODES = 65_536

/** @returns undefined when the row alone says that no record of the source is chosen */
export async function forSource(filter: RecordFilter, source: ExploredSource): Promise<SourceFilter | undefined> {
  const { time, severities, templateIds, hosts, components } = filter
  const { interval } = source.stored.source
  if (time !== undefined && interval === undefined) return undefined
  if (severities !== undefined && !source.index.severities.some((count, code) => count > 0 && severities[code] === 1))
    return undefined
  const masks: Mask[] = severities === undefined ? [] : [{ column: 'severity', chosen: severities }]
  if (templateIds !== undefined) {
    const { owners } = await source.index.templates()
    const idOf = await source.groupTemplates()
    masks.push({ column: 'group', chosen: Uint8Array.from(owners, (_, group) => (templateIds.has(idOf(group) ?? '') ? 1 : 0)) })
  }
  if (hosts !== undefined || components !== undefined) {
    const names = await source.index.names()
    if (hosts !== undefined) masks.push({ column: 'host', chosen: maskOfNames(names.hosts, hosts) })
    if (components !== undefined) masks.push({ column: 'component', chosen: maskOfNames(names.components, components) })
  }
  return masks.some(({ chosen }) => !chosen.includes(1)) ? undefined : { time, masks }
}

function maskOfNames(names: readonly string[], chosen: ReadonlySet<string>): Uint8Array {
  const mask = new Uint8Array(NAME_CODES)
  for (const [index, name] of names.entries()) if (chosen.has(name)) mask[index + 1] = 1
  return mask
}

/** What the summary of a chunk says of a filter without texts: all or none of its records are chosen, or which columns tell. */
export type ColumnPlan = {
  readonly share: Share
  /** To be read for {@link matchColumns}. */
  readonly names: readonly ColumnName[]
  readonly masks: readonly Mask[]
  readonly time: RecordFilter['time']
}

export function planColumns({ time, masks }: SourceFilter, chunk: ChunkSummary, lists: ChunkLists): ColumnPlan {
  const shares = masks.map((mask) => shareOf(mask, chunk, lists))
  const timeShare = time === undefined ? 'all' : shareOfTime(time, chunk)
  if (timeShare === 'none' || shares.includes('none')) return { share: 'none', names: [], masks: [], time: undefined }
  const open = masks.filter((_, index) => shares[index] === 'some')
  const times = timeShare === 'all' ? [] : chunk.timed === chunk.records ? (['time'] as const) : (['time', 'timed'] as const)
  const names = [...times, ...open.map(({ column }) => column)]
  return { share: names.length === 0 ? 'all' : 'some', names, masks: open, time: timeShare === 'all' ? undefined : time }
}

/** The records of a chunk that a plan chooses, told by the columns that it names. @throws {SealBrokenError} */
export function matchColumns(
  { records, timed }: ChunkSummary,
  plan: ColumnPlan,
  columns: ReadColumns,
  room: ColumnRoom,
): Matched {
  if (plan.share === 'none') return NOTHING
  if (plan.share === 'all') return { count: records, marks: 'all' }
  const marks = new Uint8Array(records).fill(1)
  if (plan.time !== undefined) {
    keepTimes(marks, columns.values('time', room), plan.time)
    if (timed < records) keepChosen(marks, columns.stored('timed', room), IS_ONE)
  }
  for (const { column, chosen } of plan.masks) keepChosen(marks, columns.stored(column, room), chosen)
  return { count: countMarks(marks), marks }
}

type Share = 'none' | 'some' | 'all'

function shareOf({ column, chosen }: Mask, chunk: ChunkSummary, lists: ChunkLists): Share {
  if (column === 'severity')
    return share(
      sumChosen(
        chunk.severities.flatMap((count, code) => [code, count]),
        chosen,
      ),
      chunk,
    )
  const listed = lists[column]
  return listed === undefined ? 'some' : share(sumChosen(listed, chosen), chunk)
}
function share(count: number, { records }: ChunkSummary): Share {
  if (count === 0) return 'none'
  return count === records ? 'all' : 'some'
}
function sumChosen(list: ValueCounts, chosen: Uint8Array): number {
  let sum = 0
  for (let at = 0; at < list.length; at += 2) if (chosen[list[at]!] === 1) sum += list[at + 1]!
  return sum
}
function shareOfTime({ from, to }: { readonly from: number; readonly to: number }, chunk: ChunkSummary): Share {
  const { timedFrom, timedTo } = chunk
  if (timedFrom === undefined || timedTo === undefined || timedTo < from || timedFrom > to) return 'none'
  return timedFrom >= from && timedTo <= to && chunk.timed === chunk.records ? 'all' : 'some'
}

function keepTimes(marks: Uint8Array, time: Float64Array, { from, to }: { readonly from: number; readonly to: number }): void {
  for (let at = 0; at < marks.length; at++) if (time[at]! < from || time[at]! > to) marks[at] = 0
}
function keepChosen(marks: Uint8Array, { base, cells }: StoredColumn, chosen: Uint8Array): void {
  // Values are codes below 2³²: said so, the engine converts none of them, and nothing branches. Half the time.
  for (let at = 0; at < marks.length; at++) marks[at]! &= chosen[(base + cells[at]!) >>> 0]!
}
