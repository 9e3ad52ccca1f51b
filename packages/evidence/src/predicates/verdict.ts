import type { Citation, Claim } from '@faultmaven/contracts'

/** What the recomputation of one predicate came to. */
export type Verdict =
  | { readonly outcome: 'verified'; readonly result: Claim['result']; readonly citations: Claim['citations'] }
  | { readonly outcome: 'failed' | 'undecided'; readonly why: string }

export function verified(result: Claim['result'], citations: readonly Citation[]): Verdict {
  return { outcome: 'verified', result, citations: [...citations] }
}
export function failed(why: string): Verdict {
  return { outcome: 'failed', why }
}
export function undecided(why: string): Verdict {
  return { outcome: 'undecided', why }
}

/** A number for a result: six significant digits, null where it is unbounded (JSON has no infinity). */
export function figure(value: number): number | null {
  return Number.isFinite(value) ? Number(value.toPrecision(6)) : null
}
