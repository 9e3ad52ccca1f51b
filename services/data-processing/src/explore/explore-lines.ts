import type { ExploredRecord, ExploreFilter, ExploreLinesEvent } from '@faultmaven/contracts'
import type { CaseStore } from '../handlers/case-store.ts'
import { comparePositions, readCursor, writeCursor, type Order, type Position } from './cursor.ts'
import { openSources } from './explored-source.ts'
import type { Matched } from './match-columns.ts'
import { readFilter } from './read-filter.ts'
import { readRows, type RecordRow } from './record-row.ts'
import { createSearch, type PlacedChunk, type Search } from './search-records.ts'
import { showRecord } from './show-record.ts'

type Request = {
  readonly caseId: string
  readonly filter: ExploreFilter
  readonly order: Order
  readonly direction: 'forward' | 'backward'
  readonly cursor?: string | undefined
  readonly limit: number
  readonly count: boolean
}
type Asking = {
  readonly order: Order
  readonly isBackward: boolean
  readonly cursor: Position | undefined
  readonly limit: number
}

const PROGRESS_MS = 100
/** Records that are shown at a time: each may stand in another frame, which takes a millisecond to open. */
const SHOWN_TOGETHER = 20

/**
 * A page of the records that a filter chooses, in order, told as soon as nothing that is still to be searched can come before them;
 * then, if asked, the rest is searched to count what matches.
 */
export async function* exploreLines(
  request: Request,
  store: CaseStore,
  signal: AbortSignal | undefined,
): AsyncGenerator<ExploreLinesEvent, void> {
  const filter = readFilter(request.filter)
  const asking = await readAsking(request, store)
  const search = createSearch(await openSources(request.caseId, request.filter.sourceIds, store), { filter, signal })
  const queue = inOrder(await search.chunks(), asking).filter((placed) => request.count || mayHold(placed, asking))
  const ends: { first?: RecordRow; last?: RecordRow } = {}
  let held: RecordRow[] = []
  let room = request.limit
  let toldAt = performance.now()

  let at = 0
  for await (const { placed, matched } of search.matches(queue)) {
    if (room > 0 && matched.count > 0 && mayHold(placed, asking)) {
      const rows = await nextRows(placed, matched, { ...asking, limit: room, search })
      held = [...held, ...rows].sort((a, b) => compare(a, b, asking)).slice(0, room)
    }
    const next = queue[++at]
    const final = next === undefined ? held.length : countBefore(held, next, asking)
    for (let from = 0; from < final; from += SHOWN_TOGETHER) {
      const rows = held.slice(from, Math.min(final, from + SHOWN_TOGETHER))
      yield { type: 'lines', lines: await show(rows, search) }
      ends.first ??= rows[0]!
      ends.last = rows.at(-1)!
      toldAt = performance.now()
    }
    held = held.slice(final)
    room -= final
    if (room === 0 && !request.count) break
    if (performance.now() - toldAt < PROGRESS_MS) continue
    toldAt = performance.now()
    yield { type: 'progress', ...search.tally }
  }
  yield { type: 'end', ...search.tally, ...cursorsOf(ends, request.order) }
}

async function readAsking({ caseId, order, direction, cursor, limit }: Request, store: CaseStore): Promise<Asking> {
  const isBackward = direction === 'backward'
  if (cursor === undefined) return { order, isBackward, cursor: undefined, limit }
  const places = new Map((await store.sources(caseId)).map(({ source }, place) => [source.id, place]))
  return { order, isBackward, cursor: readCursor(cursor, order, (id) => places.get(id)), limit }
}

/** Chunks in the order in which their records come at the earliest. */
function inOrder(chunks: readonly PlacedChunk[], { order, isBackward }: Asking): readonly PlacedChunk[] {
  if (order === 'file') return isBackward ? chunks.toReversed() : chunks
  return chunks.toSorted((a, b) => (isBackward ? b.chunk.to - a.chunk.to : a.chunk.from - b.chunk.from))
}

/** Position that no record of a chunk comes before, in the direction asked. */
function nearEnd({ source, chunk, firstRecord }: PlacedChunk, { order, isBackward }: Asking): Position {
  const { order: sourceOrder } = source
  if (order === 'file') return { time: 0, sourceOrder, record: isBackward ? firstRecord + chunk.records - 1 : firstRecord }
  return isBackward
    ? { time: chunk.to, sourceOrder: Infinity, record: Infinity }
    : { time: chunk.from, sourceOrder: -1, record: -1 }
}

function mayHold({ source, chunk, firstRecord }: PlacedChunk, { order, isBackward, cursor }: Asking): boolean {
  if (cursor === undefined) return true
  if (order === 'time') return isBackward ? chunk.from <= cursor.time : chunk.to >= cursor.time
  if (source.order !== cursor.sourceOrder) return isBackward === source.order < cursor.sourceOrder
  return isBackward ? firstRecord < cursor.record : firstRecord + chunk.records - 1 > cursor.record
}

/** How many of the records held come before everything of the next chunk, and so of all chunks after it. */
function countBefore(held: readonly RecordRow[], next: PlacedChunk, asking: Asking): number {
  const border = nearEnd(next, asking)
  const later = held.findIndex((row) => compare(row, border, asking) >= 0)
  return later < 0 ? held.length : later
}

/** The first records of a chunk that match and come after the cursor. */
async function nextRows(
  placed: PlacedChunk,
  matched: Matched,
  { search, ...asking }: Asking & { readonly search: Search },
): Promise<readonly RecordRow[]> {
  const { source, chunk, firstRecord } = placed
  const { order, isBackward, cursor, limit } = asking
  const [time] = order === 'time' ? await source.index.columns(chunk, ['time'], search.room) : []
  const positionOf = (at: number): Position => ({ time: time?.[at] ?? 0, sourceOrder: source.order, record: firstRecord + at })
  const picked: number[] = []
  let isSorted = true
  for (let step = 0; step < chunk.records; step++) {
    const at = isBackward ? chunk.records - 1 - step : step
    if (matched.marks !== 'all' && matched.marks[at] !== 1) continue
    if (cursor !== undefined && compare(positionOf(at), cursor, asking) <= 0) continue
    const before = picked.at(-1)
    if (before !== undefined && time !== undefined && (isBackward ? time[before]! < time[at]! : time[before]! > time[at]!))
      isSorted = false
    picked.push(at)
    // Out of order, a later record may come before: all have to be seen.
    if (picked.length === limit && order === 'file') break
  }
  if (!isSorted) picked.sort((a, b) => compare(positionOf(a), positionOf(b), asking))
  return readRows(placed, picked.slice(0, limit), search.room)
}

function compare(a: Position, b: Position, { order, isBackward }: Asking): number {
  const forward = order === 'time' ? comparePositions(a, b) : comparePositions({ ...a, time: 0 }, { ...b, time: 0 })
  return isBackward ? -forward : forward
}

async function show(rows: readonly RecordRow[], { breath }: Search): Promise<ExploredRecord[]> {
  const shown = []
  for (const row of rows) {
    breath.signal.throwIfAborted()
    shown.push(await showRecord(row))
    await breath.pacer()
  }
  return shown
}

function cursorsOf({ first, last }: { first?: RecordRow; last?: RecordRow }, order: Order) {
  if (first === undefined || last === undefined) return {}
  const cursorOf = (row: RecordRow) => writeCursor({ order, time: row.time, sourceId: row.source.id, record: row.record })
  return { first: cursorOf(first), last: cursorOf(last) }
}
