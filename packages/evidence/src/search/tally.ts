import type { SearchCitation, Selector } from '@faultmaven/contracts'
import { type Microseconds, microseconds } from '@faultmaven/signals'
import { createHash } from 'node:crypto'
import type { SourceReader } from '../source/source-reader.ts'
import { matchesSelector } from './matches-selector.ts'
import { citeText, type Spot } from './quote-of.ts'
import type { Search } from './search.ts'

export type Sighting = { readonly source: SourceReader; readonly spot: Spot; readonly time?: Microseconds }

/** What a whole search for one selector found. The true number of matches lies in `[matches, atMost]`. */
export type Tally = {
  readonly selector: Selector
  readonly sources: readonly SourceReader[]
  readonly recordsSearched: number
  readonly matches: number
  readonly atMost: number
  /** Why `atMost` is above `matches`; empty when the search was whole. */
  readonly doubts: readonly string[]
  /** Matches that carry no time. */
  readonly withoutTime: number
  /** First three matches, in the order of sources and lines. */
  readonly first: readonly Sighting[]
  /** The earliest match of each source that has one with a time. */
  readonly earliest: readonly (Sighting & { readonly time: Microseconds })[]
  /** Times of the earliest and the latest match that has one. */
  readonly matched?: { readonly from: Microseconds; readonly to: Microseconds }
  /** Earliest and latest time of any record searched. */
  readonly from: number
  readonly to: number
}

const SHOWN = 3

/** A search that counts; `result` is right once every source has ended. */
export function createTally(selector: Selector): Search & { readonly result: () => Tally } {
  const match = matchesSelector(selector)
  const sources: SourceReader[] = []
  const doubts: string[] = []
  const first: Sighting[] = []
  const earliest = new Map<SourceReader, Sighting & { readonly time: Microseconds }>()
  let latest: Microseconds | undefined
  let recordsSearched = 0
  let matches = 0
  let unknown = 0
  let cut = 0
  let skipped = 0
  let withoutTime = 0
  let isOpen = false
  let from = Infinity
  let to = -Infinity

  return {
    includes: (sourceId) => selector.sourceIds === undefined || selector.sourceIds.includes(sourceId),
    see(source, seen) {
      const found = match(seen)
      if (found === 'no') return true
      if (found === 'unknown') {
        unknown += 1
        if (seen.cut) cut += 1
        return true
      }
      matches += 1
      const { time, line, start, end } = seen.record
      const spot = { line, start, end }
      if (first.length < SHOWN) first.push({ source, spot })
      if (time === undefined) {
        withoutTime += 1
        return true
      }
      if (time < (earliest.get(source)?.time ?? Infinity)) earliest.set(source, { source, spot, time })
      if (time > (latest ?? -Infinity)) latest = time
      return true
    },
    end(source, scan) {
      sources.push(source)
      recordsSearched += scan.recordsSearched
      from = Math.min(from, scan.from ?? Infinity)
      to = Math.max(to, scan.to ?? -Infinity)
      if (scan.skippedLines > 0) {
        skipped += scan.skippedLines
        doubts.push(`${scan.skippedLines} lines of "${source.name}" are no text`)
      }
      if (scan.fault === undefined && source.complete) return
      isOpen = true
      doubts.push(scan.fault ?? `"${source.name}" is here in part only`)
    },
    result: () => ({
      selector,
      sources,
      recordsSearched,
      matches,
      atMost: isOpen ? Infinity : matches + unknown + skipped,
      doubts: [...doubts, ...recordDoubts(unknown, cut)],
      withoutTime,
      first,
      earliest: [...earliest.values()],
      ...(latest !== undefined && {
        matched: { from: microseconds(Math.min(...[...earliest.values()].map(({ time }) => time))), to: latest },
      }),
      from,
      to,
    }),
  }
}

function recordDoubts(unknown: number, cut: number): string[] {
  const other = unknown - cut
  return [
    ...(cut > 0 ? [`${cut} records are longer than what is searched of one`] : []),
    ...(other > 0 ? [`${other} records lack the time, the severity or the text that would tell`] : []),
  ]
}

/** What was looked at and found, with quotes taken now. */
export async function citeSearch({ selector, sources, recordsSearched, matches, first }: Tally): Promise<SearchCitation> {
  return {
    kind: 'search',
    selector,
    recordsSearched,
    matches,
    first: await Promise.all(first.map(({ source, spot }) => citeText(source, spot))),
    searched: { sources: sources.length, sha256: digestOf(sources) },
  }
}

/** Binds a search to the very sources it went through: SHA-256 over their SHA-256s, sorted, a line each. */
function digestOf(sources: readonly SourceReader[]): string {
  const hashes = sources.map((source) => source.sha256).sort()
  return createHash('sha256').update(hashes.join('\n')).digest('hex')
}
