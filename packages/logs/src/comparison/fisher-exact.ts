import { logGamma } from '../rates/log-gamma.ts'

/** So many of so many. */
export type Share = { readonly count: number; readonly of: number }

const MAX_TERMS = 20_000

/**
 * Natural logarithm of the two-sided p-value of Fisher's exact test, that both shares are drawn from one: twice the smaller tail,
 * at most 0. Exact for all counts and free of underflow; 0 where one of the two is empty.
 *
 * @see Fisher, "Statistical Methods for Research Workers", 1934, § 21.02; twice the tail as in Agresti, "Categorical Data Analysis"
 */
export function logFisherExact(a: Share, b: Share): number {
  if (a.of <= 0 || b.of <= 0) return 0
  const successes = a.count + b.count
  const isMore = a.count * b.of >= b.count * a.of
  // The tail in which `a` has more; that in which it has fewer is the same of the failures.
  const tail = isMore ? logTail(a.count, a.of, successes, a.of + b.of) : logTail(b.count, b.of, successes, a.of + b.of)
  return Math.min(0, tail + Math.LN2)
}

/** ln P(X ≥ count) for `draws` from `all` of which `successes` are such: terms fall from the first on, or it is no tail. */
function logTail(count: number, draws: number, successes: number, all: number): number {
  let term = 1
  let sum = 1
  for (let at = count; at < Math.min(draws, successes) && at - count < MAX_TERMS; at++) {
    term *= ((successes - at) * (draws - at)) / ((at + 1) * (all - successes - draws + at + 1))
    sum += term
    if (term < 1e-12 * sum) break
  }
  const first = logChoose(successes, count) + logChoose(all - successes, draws - count) - logChoose(all, draws)
  return Math.min(0, first + Math.log(sum))
}

function logChoose(of: number, count: number): number {
  if (count < 0 || count > of) return -Infinity
  return logGamma(of + 1) - logGamma(count + 1) - logGamma(of - count + 1)
}
