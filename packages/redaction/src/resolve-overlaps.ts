import { SPAN_TYPES, type Span } from './span.ts'

const RANK = new Map(SPAN_TYPES.map((type, rank) => [type, rank]))

/**
 * Spans in the order of the text, none over another, covering exactly what they covered before. Where two overlap, the type that would be
 * worse to lose keeps all of its own and the other what is left.
 */
export function resolveOverlaps(spans: readonly Span[]): Span[] {
  const sorted = [...spans].sort((one, other) => one.start - other.start)
  const resolved: Span[] = []
  for (let from = 0; from < sorted.length;) {
    let to = from + 1
    let end = sorted[from]!.end
    for (; to < sorted.length && sorted[to]!.start < end; to++) end = Math.max(end, sorted[to]!.end)
    if (to === from + 1) resolved.push(sorted[from]!)
    else resolved.push(...paint(sorted.slice(from, to), end))
    from = to
  }
  return resolved
}

/** Spans that touch each other, painted from the least to the worst to lose; what shows at the end are runs of one type. */
function paint(cluster: readonly Span[], end: number): Span[] {
  const offset = cluster[0]!.start
  const colours = new Uint8Array(end - offset)
  for (const { start, end, type } of [...cluster].sort((one, other) => RANK.get(other.type)! - RANK.get(one.type)!))
    colours.fill(RANK.get(type)! + 1, start - offset, end - offset)
  const runs: Span[] = []
  for (let start = 0; start < colours.length;) {
    let stop = start + 1
    while (stop < colours.length && colours[stop] === colours[start]) stop++
    runs.push({ start: offset + start, end: offset + stop, type: SPAN_TYPES[colours[start]! - 1]! })
    start = stop
  }
  return runs
}
