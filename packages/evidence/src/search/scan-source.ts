import { microseconds } from '@faultmaven/signals'
import type { RecordBatch, SourceReader } from '../source/source-reader.ts'
import type { ScanEnd, Search } from './search.ts'

/** Called between portions of the work, so that other work gets its turn. */
export type Pause = () => Promise<void> | undefined
export type ScanOptions = { readonly signal?: AbortSignal; readonly pause?: Pause }

/** Characters that searches are shown between two pauses. */
const PORTION = 65_536

/** Shows every record of a source to all searches in one pass, until none wants more. A source that cannot be read ends with a fault. */
export async function scanSource(
  source: SourceReader,
  searches: readonly Search[],
  { signal, pause }: ScanOptions = {},
): Promise<void> {
  const progress = createProgress()
  let fault: string | undefined
  try {
    let active = searches
    for await (const batch of source.records()) {
      signal?.throwIfAborted()
      progress.add(batch)
      active = await show(source, batch, active, pause)
      signal?.throwIfAborted()
      if (active.length === 0) break
    }
  } catch (error) {
    signal?.throwIfAborted()
    fault = faultOf(source, error)
  }
  for (const search of searches) search.end(source, { ...progress.result(), ...(fault === undefined ? {} : { fault }) })
}

/** For people: which source could not be read, and why. */
export function faultOf(source: SourceReader, error: unknown): string {
  return `"${source.name}" cannot be read: ${error instanceof Error ? error.message : 'unknown error'}`
}

/** A single record may be shown to hundreds of searches. */
async function show(
  source: SourceReader,
  { records }: RecordBatch,
  searches: readonly Search[],
  pause: Pause | undefined,
): Promise<readonly Search[]> {
  let active = searches
  let shown = 0
  for (const record of records) {
    const ended = new Set<Search>()
    for (const search of active) {
      if (!search.see(source, record)) ended.add(search)
      shown += record.text.length
      if (shown < PORTION) continue
      shown = 0
      await pause?.()
    }
    if (ended.size > 0) active = active.filter((search) => !ended.has(search))
  }
  return active
}

function createProgress() {
  let recordsSearched = 0
  let skippedLines = 0
  let from = Infinity
  let to = -Infinity
  return {
    add(batch: RecordBatch) {
      recordsSearched += batch.records.length
      skippedLines += batch.skippedLines
      for (const { record } of batch.records) {
        const { time } = record
        if (time === undefined) continue
        from = Math.min(from, time)
        to = Math.max(to, time)
      }
    },
    result: (): ScanEnd => {
      const counts = { recordsSearched, skippedLines }
      return from > to ? counts : { ...counts, from: microseconds(from), to: microseconds(to) }
    },
  }
}
