import type { ExploreFilter, ExploreHistogramEvent } from '@faultmaven/contracts'
import { microseconds, SEVERITIES, toInstant } from '@faultmaven/signals'
import type { CaseStore } from '../handlers/case-store.ts'
import type { ColumnRoom, ReadColumns } from '../record-index/open-index.ts'
import type { ChunkSummary } from '../record-index/stored-index.ts'
import { openSources } from './explored-source.ts'
import type { Matched } from './match-columns.ts'
import { readFilter, severityOf, type RecordFilter } from './read-filter.ts'
import { createSearch, type NeededColumns, type PlacedChunk } from './search-records.ts'
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
  const needed: NeededColumns = ({ chunk }, share) => {
    if (share === 'none' || (share === 'all' && counts.isInSummary(chunk))) return []
    return chunk.timed === chunk.records ? ['time', 'severity'] : ['time', 'timed', 'severity']
  }
  for await (const {
    placed: { chunk },
    matched,
    columns,
  } of search.matches(chunks, needed)) {
    if (matched.marks === 'all' && counts.isInSummary(chunk)) counts.addSummary(chunk)
    else if (matched.count > 0) counts.add(chunk, matched, columns, search.room)
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
  /** By severity within each bucket. */
  const cells = new Float64Array(buckets * CODES)
  let untimed = 0
  /** -1 for none, and for a time outside the span, which nobody can show. */
  const bucketOf = (time = NaN) => {
    const bucket = span === undefined ? -1 : Math.floor((time - span.from) / widthUs)
    return bucket >= 0 && bucket < buckets ? bucket : -1
  }
  return {
    /** Whether the summary of a chunk says in which buckets all of its records are. */
    isInSummary: ({ records, timed, timedFrom, timedTo }: ChunkSummary) =>
      timed === 0 || (timed === records && bucketOf(timedFrom) === bucketOf(timedTo)),
    addSummary({ timed, timedFrom, records, severities }: ChunkSummary): void {
      const bucket = timed === 0 ? -1 : bucketOf(timedFrom)
      if (bucket < 0) untimed += records
      else for (const [code, count] of severities.entries()) cells[bucket * CODES + code]! += count
    },
    /** Counts the records marked. */
    add({ records, timed }: ChunkSummary, { marks }: Matched, columns: ReadColumns, room: ColumnRoom): void {
      const times = columns.values('time', room)
      const severity = columns.stored('severity', room)
      const isTimed = timed === records ? undefined : columns.stored('timed', room)
      const chosen = marks === 'all' ? undefined : marks
      // Most records are in the bucket of the one before.
      let [from, until, row] = [Infinity, -Infinity, 0]
      for (let at = 0; at < records; at++) {
        if (chosen !== undefined && chosen[at] === 0) continue
        const time = isTimed === undefined || isTimed.cells[at]! + isTimed.base === 1 ? times[at]! : NaN
        if (!(time >= from && time < until)) {
          const bucket = bucketOf(time)
          from = bucket < 0 ? Infinity : span!.from + bucket * widthUs
          until = from + widthUs
          row = bucket * CODES + severity.base
        }
        if (from === Infinity) untimed++
        else cells[row + severity.cells[at]!]! += 1
      }
    },
    snapshot() {
      const counts = Array.from({ length: CODES }, (_, code) => ({
        severity: severityOf(code),
        buckets: Array.from({ length: buckets }, (__, bucket) => cells[bucket * CODES + code]!),
      }))
      const interval = span && { from: toInstant(microseconds(span.from)), to: toInstant(microseconds(span.to)) }
      return {
        bucketUs: widthUs,
        untimed,
        counts: counts.filter(({ buckets: of }) => of.some((count) => count > 0)),
        ...(interval === undefined ? {} : { interval }),
      }
    },
  }
}
