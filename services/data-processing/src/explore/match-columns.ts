import type { ColumnRoom } from '../record-index/open-index.ts'
import type { ChunkLists, ChunkSummary, ColumnName, ValueCounts } from '../record-index/stored-index.ts'
import type { ExploredSource } from './explored-source.ts'
import type { RecordFilter } from './read-filter.ts'

/** Which records of a chunk are chosen: all of them, or those with 1 at their place. */
export type Matched = { readonly count: number; readonly marks: Uint8Array | 'all' }

const NOTHING: Matched = { count: 0, marks: new Uint8Array(0) }

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

/** The records of a chunk that a filter without texts chooses. Opens only the columns that the summary leaves open. */
export async function matchColumns(
  source: ExploredSource,
  chunk: ChunkSummary,
  {
    filter: { time, masks },
    lists,
    room,
  }: { readonly filter: SourceFilter; readonly lists: ChunkLists; readonly room: ColumnRoom },
): Promise<Matched> {
  const open: Mask[] = []
  for (const mask of masks) {
    const share = shareOf(mask, chunk, lists)
    if (share === 'none') return NOTHING
    if (share === 'some') open.push(mask)
  }
  const timeShare = time === undefined ? 'all' : shareOfTime(time, chunk)
  if (timeShare === 'none') return NOTHING
  if (open.length === 0 && timeShare === 'all') return { count: chunk.records, marks: 'all' }

  const names: ColumnName[] = [...(timeShare === 'some' ? (['time', 'timed'] as const) : []), ...open.map(({ column }) => column)]
  const columns = await source.index.columns(chunk, names, room)
  const marks = new Uint8Array(chunk.records).fill(1)
  if (time !== undefined && timeShare === 'some') keepTimes(marks, columns[0]!, columns[1]!, time)
  const skip = columns.length - open.length
  for (const [index, { chosen }] of open.entries()) keepChosen(marks, columns[skip + index]!, chosen)
  return { count: countOf(marks), marks }
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

function keepTimes(
  marks: Uint8Array,
  time: Float64Array,
  timed: Float64Array,
  { from, to }: { readonly from: number; readonly to: number },
): void {
  for (let at = 0; at < marks.length; at++) if (timed[at] === 0 || time[at]! < from || time[at]! > to) marks[at] = 0
}
function keepChosen(marks: Uint8Array, values: Float64Array, chosen: Uint8Array): void {
  // Values are codes below 2³²: said so, the engine converts none of them, and nothing branches. Half the time.
  for (let at = 0; at < marks.length; at++) marks[at]! &= chosen[values[at]! >>> 0]!
}
export function countOf(marks: Uint8Array): number {
  let count = 0
  for (let at = 0; at < marks.length; at++) count += marks[at]!
  return count
}
