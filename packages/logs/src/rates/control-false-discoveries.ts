/**
 * Keeps the results of many tests so that at most the share `rate` of what is kept is expected to be chance.
 * Order is kept; an empty list stays empty. O(n log n).
 *
 * @see Benjamini and Hochberg, "Controlling the False Discovery Rate", JRSS B 57, 1995
 */
export function controlFalseDiscoveries<T extends { readonly pValue: number }>(
  results: readonly T[],
  { tests, rate = 0.05 }: { readonly tests: number; readonly rate?: number },
): T[] {
  const sorted = results.map(({ pValue }) => pValue).sort((a, b) => a - b)
  let limit = -1
  sorted.forEach((pValue, index) => {
    if (pValue <= ((index + 1) / Math.max(tests, sorted.length)) * rate) limit = pValue
  })
  return results.filter(({ pValue }) => pValue <= limit)
}
