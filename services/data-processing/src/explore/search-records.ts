import { createPacer } from '../ingest/pacer.ts'
import type { ColumnRoom } from '../record-index/open-index.ts'
import type { ChunkLists, ChunkSummary } from '../record-index/stored-index.ts'
import type { ExploredSource } from './explored-source.ts'
import { forSource, matchColumns, type Matched, type SourceFilter } from './match-columns.ts'
import { impliedGroups, matchText, type Breath } from './match-text.ts'
import type { RecordFilter } from './read-filter.ts'

/** A chunk of a source, with the number of its first record in the source. */
export type PlacedChunk = {
  readonly source: ExploredSource
  readonly chunk: ChunkSummary
  /** Empty unless something asks for them. */
  readonly lists: ChunkLists
  readonly firstRecord: number
}
export type Tally = { readonly records: number; recordsSearched: number; matches: number }

/** Applies a filter to sources chunk by chunk, in whatever order it is asked. */
export type Search = {
  readonly tally: Tally
  /** Chunks that may hold a match; the rest counts as searched. In the order of the sources. */
  chunks(): Promise<readonly PlacedChunk[]>
  /** Which records of a chunk match. Counts them; to be asked once for each. The columns opened stand in `room`. */
  match(placed: PlacedChunk): Promise<Matched>
  readonly room: ColumnRoom
  readonly breath: Breath
}

/** Sources whose summaries are opened at a time: an archive may have ten thousand. */
const OPEN_TOGETHER = 16

type Asked = { readonly filter: RecordFilter; readonly signal: AbortSignal | undefined; readonly needsLists?: boolean }

export function createSearch(sources: readonly ExploredSource[], { filter, signal, needsLists = false }: Asked): Search {
  const tally: Tally = { records: sources.reduce((sum, { index }) => sum + index.records, 0), recordsSearched: 0, matches: 0 }
  const room: ColumnRoom = new Map()
  const breath = { pacer: createPacer(), signal }
  const prepared = new Map<ExploredSource, SourceFilter>()
  const implied = new Map<ExploredSource, readonly Uint8Array[]>()

  async function chunksOf(source: ExploredSource): Promise<readonly PlacedChunk[]> {
    const own = await forSource(filter, source)
    if (own === undefined) {
      tally.recordsSearched += source.index.records
      return []
    }
    prepared.set(source, own)
    const isListed = needsLists || filter.texts.length > 0 || own.masks.some(({ column }) => column !== 'severity')
    const lists = isListed ? await source.index.lists() : []
    let firstRecord = 0
    return (await source.index.chunks()).map((chunk, at) => {
      firstRecord += chunk.records
      return { source, chunk, lists: lists[at] ?? {}, firstRecord: firstRecord - chunk.records }
    })
  }
  async function impliedOf(source: ExploredSource): Promise<readonly Uint8Array[]> {
    const known = implied.get(source)
    if (known !== undefined) return known
    const made = []
    for (const condition of filter.texts) made.push(await impliedGroups(source, condition))
    implied.set(source, made)
    return made
  }
  return {
    tally,
    room,
    breath,
    async chunks() {
      const placed: PlacedChunk[] = []
      for (let at = 0; at < sources.length; at += OPEN_TOGETHER) {
        signal?.throwIfAborted()
        for (const chunks of await Promise.all(sources.slice(at, at + OPEN_TOGETHER).map(chunksOf))) placed.push(...chunks)
        await breath.pacer()
      }
      return placed
    },
    async match({ source, chunk, lists }) {
      signal?.throwIfAborted()
      const own = prepared.get(source)
      if (own === undefined) throw new TypeError('Only a chunk of this search can be matched')
      let matched = await matchColumns(source, chunk, { filter: own, lists, room })
      for (const [index, condition] of filter.texts.entries()) {
        if (matched.count === 0) break
        const groups = (await impliedOf(source))[index]!
        matched = await matchText(source, chunk, { matched, condition, implied: groups, lists, room, breath })
      }
      tally.recordsSearched += chunk.records
      tally.matches += matched.count
      await breath.pacer()
      return matched
    },
  }
}
