import { createPacer } from '../ingest/pacer.ts'
import type { ColumnRoom, ReadColumns } from '../record-index/open-index.ts'
import type { ChunkLists, ChunkSummary, ColumnName } from '../record-index/stored-index.ts'
import type { ExploredSource } from './explored-source.ts'
import { forSource, matchColumns, planColumns, type ColumnPlan, type Matched, type SourceFilter } from './match-columns.ts'
import { beginText, impliedGroups } from './match-text.ts'
import type { RecordFilter } from './read-filter.ts'
import { SCANNED, type Breath } from './scan.ts'

/** A chunk of a source, with the number of its first record in the source. */
export type PlacedChunk = {
  readonly source: ExploredSource
  readonly chunk: ChunkSummary
  /** Empty unless something asks for them. */
  readonly lists: ChunkLists
  readonly firstRecord: number
}
export type Tally = { readonly records: number; recordsSearched: number; matches: number }

export type MatchedChunk = {
  readonly placed: PlacedChunk
  readonly matched: Matched
  /** Those that the filter and the caller asked for; what is unpacked of them into `room` holds until the next chunk is asked for. */
  readonly columns: ReadColumns
}
/** Columns that a caller needs of a chunk of which so much may be chosen, so that they are read ahead. */
export type NeededColumns = (placed: PlacedChunk, share: ColumnPlan['share']) => readonly ColumnName[]

/** Applies a filter to sources chunk by chunk, in whatever order it is asked. */
export type Search = {
  readonly tally: Tally
  /** Chunks that may hold a match; the rest counts as searched. In the order of the sources. */
  chunks(): Promise<readonly PlacedChunk[]>
  /**
   * Which records of each chunk match, counted; to be asked once. While one is taken, the text of the next is already searched.
   */
  matches(queue: readonly PlacedChunk[], needed?: NeededColumns): AsyncGenerator<MatchedChunk, void>
  readonly room: ColumnRoom
  readonly breath: Breath
}

type Planned = { readonly placed: PlacedChunk; readonly plan: ColumnPlan; readonly columns: Promise<ReadColumns> }

/** Chunks whose columns are read while those before are looked through: to wait for each costs more than to read it. */
const READ_AHEAD = 6
/** Sources whose summaries are opened at a time: an archive may have ten thousand. */
const OPEN_TOGETHER = 16

type Asked = { readonly filter: RecordFilter; readonly signal: AbortSignal | undefined; readonly needsLists?: boolean }

export function createSearch(sources: readonly ExploredSource[], { filter, signal, needsLists = false }: Asked): Search {
  const tally: Tally = { records: sources.reduce((sum, { index }) => sum + index.records, 0), recordsSearched: 0, matches: 0 }
  const room: ColumnRoom = new Map()
  const left = new AbortController()
  const breath = { pacer: createPacer(), signal: signal === undefined ? left.signal : AbortSignal.any([signal, left.signal]) }
  const prepared = new Map<ExploredSource, SourceFilter>()
  /** For each text of the filter. */
  const impliedOf = new Map<ExploredSource, readonly Uint8Array[]>()

  async function chunksOf(source: ExploredSource): Promise<readonly PlacedChunk[]> {
    const own = await forSource(filter, source)
    if (own === undefined) {
      tally.recordsSearched += source.index.records
      return []
    }
    prepared.set(source, own)
    const implied: Uint8Array[] = []
    for (const condition of filter.texts) implied.push(await impliedGroups(source, condition))
    impliedOf.set(source, implied)
    const isListed = needsLists || filter.texts.length > 0 || own.masks.some(({ column }) => column !== 'severity')
    const lists = isListed ? await source.index.lists() : []
    let firstRecord = 0
    return (await source.index.chunks()).map((chunk, at) => {
      firstRecord += chunk.records
      return { source, chunk, lists: lists[at] ?? {}, firstRecord: firstRecord - chunk.records }
    })
  }
  function plan(placed: PlacedChunk, needed: NeededColumns): Planned {
    const { source, chunk, lists } = placed
    const own = prepared.get(source)
    if (own === undefined) throw new TypeError('Only a chunk of this search can be matched')
    const planned = planColumns(own, chunk, lists)
    const isScanned = filter.texts.length > 0 && planned.share !== 'none'
    const scanned = isScanned ? SCANNED : []
    const implied = isScanned && (impliedOf.get(source) ?? []).some((groups) => groups.includes(1)) ? (['group'] as const) : []
    const wanted = needed(placed, isScanned ? 'some' : planned.share)
    const columns = source.index.read(chunk, [...new Set([...planned.names, ...scanned, ...implied, ...wanted])])
    // Whoever asks for it hears of the failure; perhaps nobody does.
    columns.catch(() => {})
    return { placed, plan: planned, columns }
  }
  /** The columns at once, the first text as far as it can without being waited for. */
  async function begin({ placed, plan: own, columns: reading }: Planned): Promise<() => Promise<MatchedChunk>> {
    const { source, chunk, lists } = placed
    const columns = await reading
    const scan = { source, chunk, columns, room, breath }
    const beginNext = async (matched: Matched, index: number): Promise<() => Promise<Matched>> => {
      const condition = filter.texts[index]
      if (matched.count === 0 || condition === undefined) return () => Promise.resolve(matched)
      const end = await beginText(scan, { matched, condition, implied: impliedOf.get(source)![index]!, lists })
      return async () => (await beginNext(await end(), index + 1))()
    }
    const end = await beginNext(matchColumns(chunk, own, columns, room), 0)
    return async () => ({ placed, columns, matched: await end() })
  }
  return {
    tally,
    room,
    breath,
    async chunks() {
      const placed: PlacedChunk[] = []
      for (let at = 0; at < sources.length; at += OPEN_TOGETHER) {
        breath.signal.throwIfAborted()
        for (const chunks of await Promise.all(sources.slice(at, at + OPEN_TOGETHER).map(chunksOf))) placed.push(...chunks)
        await breath.pacer()
      }
      return placed
    },
    async *matches(queue, needed = () => []) {
      const waiting = queue.values()
      const ahead: Planned[] = []
      const beginNext = () => {
        while (ahead.length < READ_AHEAD) {
          const { value } = waiting.next()
          if (value === undefined) break
          ahead.push(plan(value, needed))
        }
        const planned = ahead.shift()
        return planned && begin(planned)
      }
      try {
        let next = await beginNext()
        while (next !== undefined) {
          breath.signal.throwIfAborted()
          const end = next
          next = await beginNext()
          const found = await end()
          tally.recordsSearched += found.placed.chunk.records
          tally.matches += found.matched.count
          await breath.pacer()
          yield found
        }
      } finally {
        // What was begun and is not wanted any more.
        left.abort()
      }
    },
  }
}
