/** Traces in which something could happen and those in which it did; comparable with each other. */
export type Stratum = { readonly passed: ReadonlySet<number>; readonly took: ReadonlySet<number> }

/**
 * Cochran-Mantel-Haenszel statistic with its sign: positive where it happens more often in suspect traces than in ordinary ones of the
 * same stratum. About standard normal by chance; continuity-corrected.
 * @param labels 1 for a suspect trace, 0 for an ordinary one, by number of the trace
 * @see Mantel and Haenszel, Journal of the National Cancer Institute 22 (1959)
 */
export function associate(strata: Iterable<Stratum>, labels: Uint8Array): number {
  let difference = 0
  let variance = 0
  for (const { passed, took } of strata) {
    const count = passed.size
    const suspect = countSuspect(passed, labels)
    if (suspect === 0 || suspect === count) continue
    difference += countSuspect(took, labels) - (suspect * took.size) / count
    variance += (suspect * (count - suspect) * took.size * (count - took.size)) / (count * count * (count - 1))
  }
  return variance <= 0 ? 0 : (Math.sign(difference) * Math.max(0, Math.abs(difference) - 0.5)) / Math.sqrt(variance)
}

/** "3 of 9 suspect and 0 of 10 ordinary traces". */
export function describeCounts(strata: Iterable<Stratum>, labels: Uint8Array): string {
  let [passedAll, tookAll, passedSuspect, tookSuspect] = [0, 0, 0, 0]
  for (const { passed, took } of strata) {
    passedAll += passed.size
    tookAll += took.size
    passedSuspect += countSuspect(passed, labels)
    tookSuspect += countSuspect(took, labels)
  }
  return `${tookSuspect} of ${passedSuspect} suspect and ${tookAll - tookSuspect} of ${passedAll - passedSuspect} ordinary traces`
}

function countSuspect(traces: ReadonlySet<number>, labels: Uint8Array): number {
  let count = 0
  for (const trace of traces) count += labels[trace] ?? 0
  return count
}
