import type { Selector } from '@faultmaven/contracts'
import type { SourceLine, SourceReader, SourceRecord } from '../source/source-reader.ts'
import { literalTest, matchesSelector } from './matches-selector.ts'
import type { Spot } from './quote-of.ts'
import type { Search } from './search.ts'

export type SpotResult =
  | { readonly outcome: 'found'; readonly spot: Spot }
  | { readonly outcome: 'failed' | 'undecided'; readonly why: string }

export type SpotSearch = {
  readonly source: SourceReader
  readonly line: number
  /** Shown the line itself first; when it holds all that is asked, no record is needed. */
  seeLine(line: SourceLine): void
  /** Shown the record that covers the line. */
  seeRecord(record: SourceRecord): void
  isFound(): boolean
  setFault(why: string): void
  result(): SpotResult
}

/** Looks whether a selector holds at one line: in the line itself, or else in the record that covers it. */
export function createSpotSearch(source: SourceReader, line: number, selector: Selector): SpotSearch {
  const holds = literalTest(selector)
  const match = matchesSelector(selector)
  const needsRecord = selector.minSeverity !== undefined || selector.window !== undefined
  let own: SourceLine | undefined
  let spot: Spot | undefined
  let failure: SpotResult | undefined

  return {
    source,
    line,
    seeLine(seen) {
      if (holds(seen.text)) own = { ...seen, text: '' }
      else failure = failed(`Line ${line} of "${source.name}" does not say so`)
      if (own && !needsRecord) spot = spotOf(own)
    },
    isFound: () => spot !== undefined,
    seeRecord(seen) {
      const found = match(seen)
      if (found === 'yes') spot = own ? spotOf(own) : spotOf(seen.record)
      else if (found === 'unknown') failure = undecided(`The record at line ${line} of "${source.name}" lacks what would tell`)
      else failure = failed(`The record at line ${line} of "${source.name}" does not say so`)
    },
    setFault(why) {
      failure = undecided(why)
    },
    result: () =>
      spot === undefined ? (failure ?? failed(`"${source.name}" has no record at line ${line}`)) : { outcome: 'found', spot },
  }
}

/** All places of one source as one search: a record is shown to those that it covers, and the pass ends after the last. */
export function groupSpots(spots: readonly SpotSearch[]): Search {
  const rising = [...spots].sort((a, b) => a.line - b.line)
  let next = 0
  return {
    includes: () => true,
    see(_, seen) {
      const { record } = seen
      while (next < rising.length && rising[next]!.line < record.line) next += 1
      for (; next < rising.length && rising[next]!.line < record.line + record.lines; next += 1) rising[next]!.seeRecord(seen)
      return next < rising.length
    },
    end(_, { fault }) {
      if (fault !== undefined) for (const spot of rising.slice(next)) spot.setFault(fault)
    },
  }
}

function spotOf({ line, start, end }: Spot): Spot {
  return { line, start, end }
}
function failed(why: string): SpotResult {
  return { outcome: 'failed', why }
}
function undecided(why: string): SpotResult {
  return { outcome: 'undecided', why }
}
