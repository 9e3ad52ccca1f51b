import type { ExploreFilter, ExploreHistogramEvent } from '@faultmaven/contracts'
import { microseconds, SEVERITIES, toInstant } from '@faultmaven/signals'
import type { CaseStore } from '../handlers/case-store.ts'
import { openSources } from './explored-source.ts'
import type { Matched } from './match-columns.ts'
import { readFilter, severityOf, type RecordFilter } from './read-filter.ts'
import { createSearch, type PlacedChunk, type Search } from './search-records.ts'
import { isShowable } from './show-record.ts'

type Request = { readonly caseId: string; readonly filter: ExploreFilter; readonly buckets: number }

/** Snapshots of a long count are told this often. */
export const SNAPSHOT_MS = 200
const CODES = SEVERITIES.length + 1

/** Counts of the records that a filter chooses, per bucket and severity; a long count is told as it grows. */
export async function* exploreHistogram(
  { caseId, filter: asked, buckets }: Request,
  store: CaseStore,
  signal: AbortSignal | undefined,
): AsyncGenerator<ExploreHistogramEvent, void> {
  const filter = readFilter(asked)
  const search = createSearch(await openSources(caseId, asked.sourceIds, store), { filter, signal })
  const chunks = await search.chunks()
  const counts = createCounts(spanOf(chunks, filter.time), buckets)
  let toldAt = performance.now()
  for await (const { placed, matched } of search.matches(chunks)) {
    if (matched.count > 0) await addChunk(counts, placed, { matched, search })
    if (performance.now() - toldAt < SNAPSHOT_MS) continue
    toldAt = performance.now()
    yield { ...counts.snapshot(), ...search.tally, type: 'histogram', complete: false }
  }
  yield { ...counts.snapshot(), ...search.tally, type: 'histogram', complete: true }
}

type Span = { readonly from: number; readonly to: number }

/** The filter's window where it has one, within the times that there are. */
function spanOf(chunks: readonly PlacedChunk[], window: RecordFilter['time']): Span | undefined {
  let [from, to] = [Infinity, -Infinity]
  for (const { chunk } of chunks) {
    if (chunk.timedFrom !== undefined && chunk.timedFrom < from && isShowable(chunk.timedFrom)) from = chunk.timedFrom
    if (chunk.timedTo !== undefined && chunk.timedTo > to && isShowable(chunk.timedTo)) to = chunk.timedTo
  }
  if (window !== undefined && Number.isFinite(window.from)) from = window.from
  if (window !== undefined && Number.isFinite(window.to)) to = window.to
  return from <= to ? { from, to } : undefined
}

function createCounts(span: Span | undefined, wanted: number) {
  const widthUs = span === undefined ? 0 : Math.max(1, Math.ceil((span.to - span.from + 1) / wanted))
  const buckets = span === undefined ? 0 : Math.ceil((span.to - span.from + 1) / widthUs)
  const cells = Array.from({ length: CODES }, () => new Float64Array(buckets))
  let untimed = 0
  return {
    addUntimed: (count: number) => void (untimed += count),
    /** Counts `count` records at a time; one outside the span has a time that nobody can show. */
    add(time: number, code: number, count: number): void {
      const bucket = span === undefined ? -1 : Math.floor((time - span.from) / widthUs)
      if (bucket >= 0 && bucket < buckets) cells[code]![bucket]! += count
      else untimed += count
    },
    isOneBucket: ({ timedFrom, timedTo }: { readonly timedFrom?: number; readonly timedTo?: number }) =>
      span !== undefined &&
      timedFrom !== undefined &&
      timedTo !== undefined &&
      Math.floor((timedFrom - span.from) / widthUs) === Math.floor((timedTo - span.from) / widthUs),
    snapshot: () => ({
      bucketUs: widthUs,
      untimed,
      counts: cells.flatMap((of, code) =>
        of.some((count) => count > 0) ? [{ severity: severityOf(code), buckets: [...of] }] : [],
      ),
      ...(span === undefined
        ? {}
        : { interval: { from: toInstant(microseconds(span.from)), to: toInstant(microseconds(span.to)) } }),
    }),
  }
}
type Counts = ReturnType<typeof createCounts>

async function addChunk(
  counts: Counts,
  { source, chunk }: PlacedChunk,
  { matched: { marks }, search }: { readonly matched: Matched; readonly search: Search },
): Promise<void> {
  if (marks === 'all' && chunk.timed === 0) return counts.addUntimed(chunk.records)
  if (marks === 'all' && chunk.timed === chunk.records && counts.isOneBucket(chunk)) {
    for (const [code, count] of chunk.severities.entries()) if (count > 0) counts.add(chunk.timedFrom ?? 0, code, count)
    return
  }
  const [time, timed, severity] = await source.index.columns(chunk, ['time', 'timed', 'severity'], search.room)
  for (let at = 0; at < chunk.records; at++) {
    if (marks !== 'all' && marks[at] !== 1) continue
    if (timed![at] === 1) counts.add(time![at]!, severity![at]!, 1)
    else counts.addUntimed(1)
  }
}
