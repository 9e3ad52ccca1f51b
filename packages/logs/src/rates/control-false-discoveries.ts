/**
 * Keeps the results of many tests so that at most the share `rate` of what is kept is expected to be chance, with that share for each:
 * its q-value. Order is kept; an empty list stays empty. O(n log n).
 *
 * @param options.tests made in all, with those that are not among `results`
 * @see Benjamini and Hochberg, "Controlling the False Discovery Rate", JRSS B 57, 1995
 */
export function controlFalseDiscoveries<T extends { readonly pValue: number }>(
  results: readonly T[],
  { tests, rate = 0.05 }: { readonly tests: number; readonly rate?: number },
): (T & { readonly qValue: number })[] {
  const sorted = results.map(({ pValue }) => pValue).sort((a, b) => a - b)
  const all = Math.max(tests, sorted.length)
  const shares = new Map<number, number>()
  let least = 1
  for (let index = sorted.length - 1; index >= 0; index--) {
    const pValue = sorted[index]!
    least = Math.min(least, (pValue * all) / (index + 1))
    shares.set(pValue, Math.max(shares.get(pValue) ?? 0, least))
  }
  return results.flatMap((result) => {
    const qValue = shares.get(result.pValue) ?? 1
    return qValue <= rate ? [{ ...result, qValue }] : []
  })
}
