import type { Predicate } from '@faultmaven/contracts'

export type Comparison = Extract<Predicate, { name: 'count' }>['comparison']

export function compareNumbers(a: number, comparison: Comparison, b: number): boolean {
  switch (comparison) {
    case '=':
      return a === b
    case '!=':
      return a !== b
    case '<':
      return a < b
    case '<=':
      return a <= b
    case '>':
      return a > b
    default:
      return a >= b
  }
}

/** Whether a comparison holds for every whole number in `[low, high]`, for none, or for some only. */
export function compareRange(low: number, high: number, comparison: Comparison, number: number): 'yes' | 'no' | 'unknown' {
  if (low === high) return compareNumbers(low, comparison, number) ? 'yes' : 'no'
  if (comparison === '=') return number < low || number > high ? 'no' : 'unknown'
  if (comparison === '!=') return number < low || number > high ? 'yes' : 'unknown'
  const [atLow, atHigh] = [compareNumbers(low, comparison, number), compareNumbers(high, comparison, number)]
  // The others rise or fall with the number: equal answers at both ends hold between them.
  if (atLow !== atHigh) return 'unknown'
  return atLow ? 'yes' : 'no'
}
