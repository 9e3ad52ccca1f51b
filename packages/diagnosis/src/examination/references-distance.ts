/**
 * Number of edits (insert, delete, replace, swap neighbours) between two short texts, or `most + 1` when it is more.
 * @see Damerau, "A technique for computer detection and correction of spelling errors", CACM 1964 (optimal string alignment)
 */
export function editDistance(a: string, b: string, most = 2): number {
  if (a === b) return 0
  if (Math.abs(a.length - b.length) > most || a.length > 200 || b.length > 200) return most + 1
  let before: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let row = 1; row <= a.length; row += 1) {
    const line = [row]
    for (let column = 1; column <= b.length; column += 1) {
      const cost = a[row - 1] === b[column - 1] ? 0 : 1
      const swap =
        row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]
          ? (before[column - 2] ?? 0) + 1
          : Number.POSITIVE_INFINITY
      line.push(Math.min((last[column] ?? 0) + 1, (line[column - 1] ?? 0) + 1, (last[column - 1] ?? 0) + cost, swap))
    }
    if (Math.min(...line) > most) return most + 1
    before = last
    last = line
  }
  return Math.min(last[b.length] ?? most + 1, most + 1)
}

/** A misspelling among more names than these is not looked for. */
const MAX_CANDIDATES = 500

/** The candidate that a writer may have meant: one or two edits away, or the same name with one more or one less part. */
export function nearestName(name: string, candidates: Iterable<string>): string | undefined {
  let best: { name: string; distance: number } | undefined
  let seen = 0
  for (const candidate of candidates) {
    if ((seen += 1) > MAX_CANDIDATES) break
    const most = name.length >= 6 ? 2 : 1
    const distance = editDistance(name, candidate, most)
    const extended = candidate.startsWith(`${name}-`) || name.startsWith(`${candidate}-`) ? most : most + 1
    const near = Math.min(distance, extended)
    if (near > 0 && near <= most && (!best || near < best.distance)) best = { name: candidate, distance: near }
  }
  return best?.name
}
