import type { Predicate, Selector } from '@faultmaven/contracts'
import { microseconds, toInstant } from '@faultmaven/signals'
import { fieldReader, pathOf } from './field-of.ts'
import { matchesSelector } from './matches-selector.ts'
import type { Search } from './search.ts'

type By = Extract<Predicate, { name: 'divides' }>['by']

/** Different values kept; beyond them the claim stays undecided rather than memory growing. */
const MAX_VALUES = 100_000

/** Matching records by value. */
export type Division = {
  /** Fields: the most frequent first, of equal ones in the order of their text. Time: every step from the first to the last, as instants. */
  readonly parts: readonly { readonly value: string; readonly count: number }[]
  /** Records that have a value but may match or not. */
  readonly unknown: number
  readonly overflowed: boolean
}

/** A search that counts the matches of a selector by the value of a field, paths without their query, or by steps of time. */
export function createDivision(selector: Selector, by: By): Search & { readonly result: () => Division } {
  const match = matchesSelector(selector)
  const valueOf = 'names' in by ? pathReader(by.names) : undefined
  const stepUs = 'everyMs' in by ? by.everyMs * 1000 : 1
  const counts = new Map<string | number, number>()
  let unknown = 0
  let overflowed = false
  return {
    includes: (sourceId) => selector.sourceIds === undefined || selector.sourceIds.includes(sourceId),
    see(_source, seen) {
      const { record } = seen
      const found = match(seen)
      if (found === 'no') return true
      const value = valueOf ? valueOf(record) : record.time === undefined ? undefined : Math.floor(record.time / stepUs)
      if (value === undefined) return true
      if (found === 'unknown') unknown += 1
      else if (counts.has(value) || counts.size < MAX_VALUES) counts.set(value, (counts.get(value) ?? 0) + 1)
      else overflowed = true
      return true
    },
    end() {},
    result: () => ({ parts: valueOf ? byNumber(counts) : byTime(counts, stepUs), unknown, overflowed }),
  }
}

function pathReader(names: readonly string[]) {
  const read = fieldReader(names)
  return (record: Parameters<typeof read>[0]) => {
    const value = read(record)
    return value === undefined ? undefined : pathOf(value)
  }
}

function byNumber(counts: ReadonlyMap<string | number, number>): Division['parts'] {
  const parts = [...counts].map(([value, count]) => ({ value: String(value), count }))
  return parts.sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1))
}

/** A step without a record is told as well; so many as `MAX_VALUES` are not worth filling. */
function byTime(counts: ReadonlyMap<string | number, number>, stepUs: number): Division['parts'] {
  const steps = [...counts.keys()].map(Number).sort((a, b) => a - b)
  const [first, last] = [steps[0], steps.at(-1)]
  if (first === undefined || last === undefined) return []
  const length = last - first + 1
  const told = length > MAX_VALUES ? steps : Array.from({ length }, (_, at) => first + at)
  return told.map((step) => ({ value: toInstant(microseconds(step * stepUs)), count: counts.get(step) ?? 0 }))
}
