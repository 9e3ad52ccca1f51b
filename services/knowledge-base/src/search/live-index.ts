import { type LexicalHit, type LexicalQuery, mergeSegments, searchSegments, type Segment } from '@faultmaven/retrieval'

/** As many segments of a size are merged into one of the next. */
const FAN = 8
/** Documents of the smallest size. */
const SMALLEST = 64

type Options = {
  /** Whether a key names the version of a document that is to be found. */
  readonly isLive: (key: string) => boolean
  /** Called with each segment that a merge made, once it stands in the index. */
  readonly onMerge?: (merged: Segment) => void
  readonly onError: (error: unknown) => void
}
type SearchLimits = Parameters<typeof searchSegments>[2]
export type LiveIndex = {
  add(segment: Segment): void
  /** `mayFind` tells whether a key is live and for the caller to see. */
  search(query: LexicalQuery, mayFind: (key: string) => boolean, limits: SearchLimits): LexicalHit[]
  segments(): readonly Segment[]
  /** Resolves when no merge runs. */
  idle(): Promise<void>
  close(): Promise<void>
}

/**
 * The index in memory: immutable segments, merged in the background by size, so that there are never many. Which documents are live is
 * asked at each search: a removed or replaced one is gone at once, its postings with the next merge.
 */
export function createLiveIndex({ isLive, onMerge = () => {}, onError }: Options): LiveIndex {
  let segments: readonly Segment[] = []
  let merging: Promise<void> | undefined
  const ending = new AbortController()

  const visibleIn = (segment: Segment, isVisible: (key: string) => boolean) => ({
    segment,
    visible: mark(segment, isVisible),
  })
  async function merge(chosen: readonly Segment[]): Promise<void> {
    const merged = await mergeSegments(
      chosen.map((segment) => visibleIn(segment, isLive)),
      giveTurn,
    )
    segments = [...segments.filter((segment) => !chosen.includes(segment)), merged]
    onMerge(merged)
  }
  async function tidy(): Promise<void> {
    for (let chosen = chooseToMerge(segments); chosen && !ending.signal.aborted; chosen = chooseToMerge(segments))
      await merge(chosen)
  }
  async function idle(): Promise<void> {
    const current = merging
    if (!current) return
    await current
    await idle()
  }
  return {
    add(segment) {
      if (segment.documents.length === 0) return
      segments = [...segments, segment]
      // Unmerged segments answer the same, only slower.
      merging ??= tidy()
        .catch(onError)
        .finally(() => (merging = undefined))
    },
    search: (query, mayFind, limits) =>
      searchSegments(
        segments.map((segment) => visibleIn(segment, mayFind)),
        query,
        limits,
      ),
    segments: () => segments,
    idle,
    async close() {
      ending.abort()
      await merging
    },
  }
}

/** The smallest size of which there are enough. */
function chooseToMerge(segments: readonly Segment[]): Segment[] | undefined {
  const sizes = new Map<number, Segment[]>()
  for (const segment of segments) {
    const size = Math.max(0, Math.floor(Math.log(segment.documents.length / SMALLEST) / Math.log(FAN)))
    sizes.set(size, [...(sizes.get(size) ?? []), segment])
  }
  return [...sizes].sort(([a], [b]) => a - b).find(([, ofSize]) => ofSize.length >= FAN)?.[1]
}

function mark({ documents }: Segment, isVisible: (key: string) => boolean): Uint8Array {
  const visible = new Uint8Array(documents.length)
  for (let document = 0; document < visible.length; document++) if (isVisible(documents[document]!)) visible[document] = 1
  return visible
}

function giveTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
