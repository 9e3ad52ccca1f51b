import { middle } from './numbers.ts'
import type { WindowChange } from './window-change.ts'

type Rows = { readonly window: readonly [number, number]; readonly ordinary: readonly number[] }

/** Share of the worst row that a row must stay under for the window to have a calm part. */
const CALM = 0.4

/**
 * Where in the window the symptom lives: for each row how far it left its usual value, as a share of the worst row.
 * @returns nothing when the symptom fills the window or is not in it
 */
export function symptomProfile(values: Float64Array, { window, ordinary }: Rows): readonly number[] | undefined {
  const usual = middle(ordinary.map((row) => values[row] ?? Number.NaN))
  const above = Array.from(values.subarray(window[0], window[1]), (value) =>
    Number.isFinite(value) ? Math.max(0, value - usual) : 0,
  )
  const worst = above.reduce((most, value) => Math.max(most, value), 0)
  const profile = above.map((value) => (worst > 0 ? value / worst : 0))
  return worst > 0 && profile.some((share) => share < CALM) ? profile : undefined
}

/**
 * Deviation between the rows where the symptom lives and the calm rows of the same window: what was there in the calm part too
 * is drift, however rare it was in ordinary time.
 */
export function withinWindow(
  values: Float64Array,
  { spread }: WindowChange,
  profile: readonly number[],
  [from, to]: readonly [number, number],
): number {
  let bad = 0
  let badWeight = 0
  let calm = 0
  let calmWeight = 0
  for (let row = from; row < to; row += 1) {
    const value = values[row] ?? Number.NaN
    const share = profile[row - from] ?? 0
    if (!Number.isFinite(value)) continue
    bad += share * value
    badWeight += share
    calm += (1 - share) * value
    calmWeight += 1 - share
  }
  // Too little on either side to compare: the comparison forbids nothing.
  if (badWeight < 0.5 || calmWeight < 0.5) return Number.POSITIVE_INFINITY
  return (1.25 * (bad / badWeight - calm / calmWeight)) / spread
}
