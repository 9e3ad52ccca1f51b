import { logGamma } from './beta.ts'

/** So many of so many. */
export type Share = { readonly count: number; readonly of: number }

const MAX_TERMS = 20_000

/**
 * Two-sided p-value of Fisher's exact test, that both shares are drawn alike: twice the smaller tail of the hypergeometric distribution, at
 * most 1. 1 where a side is empty; 0 below the smallest number there is. O(smaller side), at most 20 000 terms.
 * @see Agresti, "Categorical Data Analysis", 3rd edition, § 3.5
 */
export function fisherExact(a: Share, b: Share): number {
  if (a.of <= 0 || b.of <= 0) return 1
  const isMore = a.count * b.of >= b.count * a.of
  const [one, other] = isMore ? [a, b] : [b, a]
  return Math.min(1, 2 * upperTail(one, other))
}

/** Chance that `one` has as many or more, given how many both have together. */
function upperTail(one: Share, other: Share): number {
  const hits = one.count + other.count
  const all = one.of + other.of
  const logChance = logChoose(hits, one.count) + logChoose(all - hits, one.of - one.count) - logChoose(all, one.of)
  let term = 1
  let sum = 1
  const last = Math.min(one.of, hits, one.count + MAX_TERMS)
  for (let count = one.count; count < last; count += 1) {
    term *= ((hits - count) * (one.of - count)) / ((count + 1) * (all - hits - one.of + count + 1))
    sum += term
    if (term < 1e-12 * sum) break
  }
  return Math.exp(logChance) * sum
}

function logChoose(of: number, count: number): number {
  return logGamma(of + 1) - logGamma(count + 1) - logGamma(of - count + 1)
}
