import type { SyntaxFault } from '@faultmaven/config'
import type { MetricSeries } from './series.ts'

/** What could be read of a source, and where it could not: what is broken is said with its line and costs nothing else. */
export type MetricReading = { readonly series: readonly MetricSeries[]; readonly faults: readonly SyntaxFault[] }

const MAX_FAULTS = 5

/** Gathers faults of lines; the first five are told one by one, the others as a number. */
export function createFaults() {
  const first: SyntaxFault[] = []
  let count = 0
  return {
    add(line: number, message: string): void {
      count += 1
      if (first.length < MAX_FAULTS) first.push({ line, message })
    },
    /** @param left what was left out besides */
    faults(left?: SyntaxFault): SyntaxFault[] {
      const last = first.at(-1)
      const others = count - first.length
      return [
        ...first,
        ...(last === undefined || others === 0 ? [] : [{ line: last.line, message: `${others} more places like these` }]),
        ...(left === undefined ? [] : [left]),
      ]
    },
  }
}
