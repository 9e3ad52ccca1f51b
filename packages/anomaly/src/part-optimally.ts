/** Cost of values `from` up to and without `to` as one part; two parts never cost more than the whole of them. */
export type Cost = (from: number, to: number) => number

type Search = { readonly cost: Cost; readonly penalty: number; readonly minLength: number }

/**
 * The division of `count` values into parts of at least `minLength` for which the sum of costs, and of a penalty for each part after the
 * first, is least.
 * @returns first indexes of the later parts, ascending
 * @see Killick, Fearnhead and Eckley, "Optimal Detection of Changepoints With a Linear Computational Cost", JASA 107, 2012, §3.1
 */
export function partOptimally(count: number, { cost, penalty, minLength }: Search): number[] {
  const least = new Float64Array(count + 1)
  least[0] = -penalty
  const last = new Int32Array(count + 1)
  const lostAt = new Int32Array(count + 1).fill(count + 1)
  let candidates = [0]
  for (let to = minLength; to <= count; to++) {
    let best = Infinity
    const totals = candidates.map((from) => least[from]! + cost(from, to))
    totals.forEach((total, at) => {
      if (total + penalty >= best) return
      best = total + penalty
      last[to] = candidates[at]!
    })
    least[to] = best
    // A start that is worse here than a fresh one stays worse; but the part of the fresh one is long enough only minLength later.
    totals.forEach((total, at) => {
      const from = candidates[at]!
      if (total > best) lostAt[from] = Math.min(lostAt[from]!, to)
    })
    candidates = candidates.filter((from) => to + 1 < lostAt[from]! + minLength)
    const next = to - minLength + 1
    if (next >= minLength) candidates.push(next)
  }
  const points: number[] = []
  for (let to = last[count]!; to > 0; to = last[to]!) points.push(to)
  return points.reverse()
}
