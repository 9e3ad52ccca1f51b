import { createPacer } from '../ingest/pacer.ts'
import type { ColumnRoom } from '../record-index/open-index.ts'
import type { ChunkLists, ChunkSummary } from '../record-index/stored-index.ts'
import type { ExploredSource } from './explored-source.ts'
import { forSource, matchColumns, type Matched, type SourceFilter } from './match-columns.ts'
import { beginText, impliedGroups } from './match-text.ts'
import type { RecordFilter } from './read-filter.ts'
import type { Breath } from './scan.ts'

/** A chunk of a source, with the number of its first record in the source. */
export type PlacedChunk = {
  readonly source: ExploredSource
  readonly chunk: ChunkSummary
  /** Empty unless something asks for them. */
  readonly lists: ChunkLists
  readonly firstRecord: number
}
export type Tally = { readonly records: number; recordsSearched: number; matches: number }

export type MatchedChunk = { readonly placed: PlacedChunk; readonly matched: Matched }

/** Applies a filter to sources chunk by chunk, in whatever order it is asked. */
export type Search = {
  readonly tally: Tally
  /** Chunks that may hold a match; the rest counts as searched. In the order of the sources. */
  chunks(): Promise<readonly PlacedChunk[]>
  /**
   * Which records of each chunk match, counted; to be asked once. While one is taken, the text of the next is already searched.
   * The columns opened stand in `room`.
   */
  matches(queue: readonly PlacedChunk[]): AsyncGenerator<MatchedChunk, void>
  readonly room: ColumnRoom
  readonly breath: Breath
}

/** Sources whose summaries are opened at a time: an archive may have ten thousand. */
const OPEN_TOGETHER = 16

type Asked = { readonly filter: RecordFilter; readonly signal: AbortSignal | undefined; readonly needsLists?: boolean }

export function createSearch(sources: readonly ExploredSource[], { filter, signal, needsLists = false }: Asked): Search {
  const tally: Tally = { records: sources.reduce((sum, { index }) => sum + index.records, 0), recordsSearched: 0, matches: 0 }
  const room: ColumnRoom = new Map()
  const left = new AbortController()
  const breath = { pacer: createPacer(), signal: signal === undefined ? left.signal : AbortSignal.any([signal, left.signal]) }
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
  /** The columns at once, the first text as far as it can without being waited for. */
  async function begin({ source, chunk, lists }: PlacedChunk): Promise<() => Promise<Matched>> {
    const own = prepared.get(source)
    if (own === undefined) throw new TypeError('Only a chunk of this search can be matched')
    const scan = { source, chunk, room, breath }
    const matchedColumns = await matchColumns(source, chunk, { filter: own, lists, room })
    const beginNext = async (matched: Matched, index: number): Promise<() => Promise<Matched>> => {
      const condition = filter.texts[index]
      if (matched.count === 0 || condition === undefined) return () => Promise.resolve(matched)
      const end = await beginText(scan, { matched, condition, implied: (await impliedOf(source))[index]!, lists })
      return async () => (await beginNext(await end(), index + 1))()
    }
    return beginNext(matchedColumns, 0)
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
    async *matches(queue) {
      try {
        let next = queue[0] && (await begin(queue[0]))
        for (const [at, placed] of queue.entries()) {
          breath.signal.throwIfAborted()
          const end = next
          const following = queue[at + 1]
          next = following && (await begin(following))
          const matched = await end!()
          tally.recordsSearched += placed.chunk.records
          tally.matches += matched.count
          await breath.pacer()
          yield { placed, matched }
        }
      } finally {
        // What was begun and is not wanted any more.
        left.abort()
      }
    },
  }
}
