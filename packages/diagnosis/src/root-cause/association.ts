/** Traces in which something could happen and those in which it did; comparable with each other. */
export type Stratum = { readonly passed: ReadonlySet<number>; readonly took: ReadonlySet<number> }

/**
 * Cochran-Mantel-Haenszel statistic with its sign: positive where it happens more often in suspect traces than in ordinary ones of the
 * same stratum. About standard normal by chance; continuity-corrected.
 * @see Mantel and Haenszel, Journal of the National Cancer Institute 22 (1959)
 */
export function associate(strata: Iterable<Stratum>, countSuspect: SuspectCounter): number {
  let difference = 0
  let variance = 0
  for (const { passed, took } of strata) {
    const count = passed.size
    const suspect = countSuspect(passed)
    if (suspect === 0 || suspect === count) continue
    difference += countSuspect(took) - (suspect * took.size) / count
    variance += (suspect * (count - suspect) * took.size * (count - took.size)) / (count * count * (count - 1))
  }
  return variance <= 0 ? 0 : (Math.sign(difference) * Math.max(0, Math.abs(difference) - 0.5)) / Math.sqrt(variance)
}

/** "3 of 9 suspect and 0 of 10 ordinary traces". */
export function describeCounts(strata: Iterable<Stratum>, countSuspect: SuspectCounter): string {
  let [passedAll, tookAll, passedSuspect, tookSuspect] = [0, 0, 0, 0]
  for (const { passed, took } of strata) {
    passedAll += passed.size
    tookAll += took.size
    passedSuspect += countSuspect(passed)
    tookSuspect += countSuspect(took)
  }
  return `${tookSuspect} of ${passedSuspect} suspect and ${tookAll - tookSuspect} of ${passedAll - passedSuspect} ordinary traces`
}

/** How many of some traces are suspect. */
export type SuspectCounter = (traces: ReadonlySet<number>) => number

/**
 * Counts each set once: thousands of steps share the traces that passed.
 * @param labels 1 for a suspect trace, 0 for an ordinary one, by number of the trace
 */
export function createCounter(labels: Uint8Array): SuspectCounter {
  const known = new Map<ReadonlySet<number>, number>()
  return (traces) => {
    let count = known.get(traces)
    if (count === undefined) {
      count = 0
      for (const trace of traces) count += labels[trace] ?? 0
      known.set(traces, count)
    }
    return count
  }
}
