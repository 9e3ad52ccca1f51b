import type { Selector } from '@faultmaven/contracts'
import { jointUncertaintyMs } from '../source/joint-uncertainty.ts'
import type { SourceReader, SourceRecord } from '../source/source-reader.ts'
import { matchesSelector } from './matches-selector.ts'
import type { Search } from './search.ts'

/** Times kept of one selector; beyond them the claim stays undecided rather than memory growing. */
const MAX_TIMES = 2_000_000
const MAX_PAIRED = 100

export type Pairing = {
  /** Times of the matches of each selector, rising, microseconds. A record that matches both is in neither. */
  readonly ones: Float64Array
  readonly others: Float64Array
  readonly both: number
  /** More matches than are kept. */
  readonly overflowed: boolean
  /** What two of these instants may be off by against each other, microseconds; 0 when all come from one source. */
  readonly jointUncertainty: number
}

/** A search that keeps when each of two selectors matched. */
export function createPairing(first: Selector, second: Selector): Search & { readonly result: () => Pairing } {
  const [one, other] = [createTimes(first), createTimes(second)]
  const involved = new Set<SourceReader>()
  let both = 0
  return {
    includes: (sourceId) => one.includes(sourceId) || other.includes(sourceId),
    see(source, seen) {
      const { time } = seen.record
      const [isOne, isOther] = [one.matches(source, seen), other.matches(source, seen)]
      if (time === undefined || !(isOne || isOther)) return true
      involved.add(source)
      if (isOne && isOther) both += 1
      else (isOne ? one : other).add(time)
      return true
    },
    end() {},
    result: () => ({
      ones: one.sorted(),
      others: other.sorted(),
      both,
      overflowed: one.overflowed() || other.overflowed(),
      jointUncertainty: 1000 * worstOf([...involved]),
    }),
  }
}

/** Of the pairs of these sources, milliseconds. Beyond so many, as if none was aligned to another. */
function worstOf(sources: readonly SourceReader[]): number {
  if (sources.length > MAX_PAIRED) return 2 * Math.max(...sources.map(({ clockUncertaintyMs }) => clockUncertaintyMs))
  return Math.max(0, ...sources.flatMap((a) => sources.map((b) => jointUncertaintyMs(a, b))))
}

function createTimes(selector: Selector) {
  const match = matchesSelector(selector)
  const includes = (sourceId: string) => selector.sourceIds === undefined || selector.sourceIds.includes(sourceId)
  let times = new Float64Array(1024)
  let count = 0
  return {
    includes,
    matches: (source: SourceReader, record: SourceRecord) => includes(source.sourceId) && match(record) === 'yes',
    add(time: number) {
      count += 1
      if (count > MAX_TIMES) return
      if (count > times.length) times = grown(times)
      times[count - 1] = time
    },
    sorted: () => times.slice(0, Math.min(count, MAX_TIMES)).sort(),
    overflowed: () => count > MAX_TIMES,
  }
}

function grown(times: Float64Array): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(Math.min(MAX_TIMES, times.length * 2))
  larger.set(times)
  return larger
}
