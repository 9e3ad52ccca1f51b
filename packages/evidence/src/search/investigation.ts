import type { Predicate, Selector } from '@faultmaven/contracts'
import type { SourceLine, SourceReader } from '../source/source-reader.ts'
import { createDivision, type Division } from './division.ts'
import { createPairing, type Pairing } from './pairing.ts'
import { createPathSearch, type PathSearch } from './path-search.ts'
import { scanSource, type ScanOptions } from './scan-source.ts'
import type { Search } from './search.ts'
import { createSpanSearch, type SpanPlace, type SpanSearch } from './span-search.ts'
import { createSpotSearch, groupSpots, type SpotSearch } from './spot-search.ts'
import { createTally, type Tally } from './tally.ts'

/** Collects what all claims of a batch want to know, then reads every source once. What it gave is answered after `run`. */
export type Investigation = {
  source(sourceId: string): SourceReader | undefined
  tally(selector: Selector): () => Tally
  division(selector: Selector, by: Extract<Predicate, { name: 'divides' }>['by']): () => Division
  pairing(first: Selector, second: Selector): () => Pairing
  spot(source: SourceReader, line: number, selector: Selector): SpotSearch
  path(source: SourceReader, pointer: string): PathSearch
  span(source: SourceReader, place: SpanPlace): SpanSearch
  run(options?: ScanOptions): Promise<void>
}

export function createInvestigation(sources: readonly SourceReader[]): Investigation {
  const byId = new Map(sources.map((source) => [source.sourceId, source]))
  const searches: Search[] = []
  const spots: SpotSearch[] = []
  const paths: PathSearch[] = []
  const spans: SpanSearch[] = []
  const tallies = new Map<string, () => Tally>()

  /** Lines first: most places are proved by their line alone, and then no record of the source is split. */
  async function run(options: ScanOptions = {}): Promise<void> {
    for (const path of paths) await path.read()
    for (const source of byId.values()) {
      options.signal?.throwIfAborted()
      await visitLines(source, [
        ...spots.filter((spot) => spot.source === source).flatMap((spot) => visitOf(spot.line, (line) => spot.seeLine(line))),
        ...paths.filter((path) => path.source === source).flatMap((path) => visitOf(path.line(), (line) => path.seeLine(line))),
        ...spans.filter((span) => span.source === source).flatMap((span) => visitOf(span.line, (line) => span.seeLine(line))),
      ])
      const open = spots.filter((spot) => spot.source === source && !spot.isFound())
      const wanted = searches.filter((search) => search.includes(source.sourceId))
      if (open.length > 0) wanted.push(groupSpots(open))
      if (wanted.length > 0) await scanSource(source, wanted, options)
    }
  }

  return {
    source: (sourceId) => byId.get(sourceId),
    tally(selector) {
      const key = JSON.stringify(selector)
      const known = tallies.get(key)
      if (known) return known
      const tally = createTally(selector)
      searches.push(tally)
      tallies.set(key, tally.result)
      return tally.result
    },
    division(selector, by) {
      const division = createDivision(selector, by)
      searches.push(division)
      return division.result
    },
    pairing(first, second) {
      const pairing = createPairing(first, second)
      searches.push(pairing)
      return pairing.result
    },
    spot(source, line, selector) {
      const spot = createSpotSearch(source, line, selector)
      spots.push(spot)
      return spot
    },
    path(source, pointer) {
      const path = createPathSearch(source, pointer)
      paths.push(path)
      return path
    },
    span(source, place) {
      const span = createSpanSearch(source, place)
      spans.push(span)
      return span
    },
    run,
  }
}

type Visit = { readonly line: number; readonly see: (line: SourceLine) => void }

function visitOf(line: number | undefined, see: Visit['see']): Visit[] {
  return line === undefined ? [] : [{ line, see }]
}

/** A source that cannot be read shows no line; the search of its records then says why. */
async function visitLines(source: SourceReader, visits: readonly Visit[]): Promise<void> {
  const byLine = new Map<number, Visit[]>()
  for (const visit of visits) byLine.set(visit.line, [...(byLine.get(visit.line) ?? []), visit])
  if (byLine.size === 0) return
  const numbers = [...byLine.keys()].sort((a, b) => a - b)
  try {
    await source.lines(numbers, (line) => {
      for (const visit of byLine.get(line.line) ?? []) visit.see(line)
    })
  } catch {
    // Said by scanSource, which reads the same bytes.
  }
}
