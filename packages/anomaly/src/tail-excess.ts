import { localMaxima } from './local-maxima.ts'

/** Peaks nearer than this, in values, are one. */
const APART = 32
/** The strongest are left out: they may be what is looked for. */
const LEFT_OUT = 6
/** The tail is told by the peaks from there up to this rank. */
const RANKS = 20
/** Least scale of the tail, in units of the peak it begins at: peaks that are all alike say nothing of how far one may go. */
const MIN_SCALE = 0.05

/**
 * How far the highest peak stands out from the peaks that recur, in scales of the exponential tail that the seventh to twentieth highest
 * tell; 0 is what such a tail has as its mean maximum, 0.5 is exceeded in one of four series without an event. Bursts of load whose
 * heights follow an exponential law have a highest one, which is no event.
 *
 * @param evidence amplitudes, not squares of them
 * @returns −Infinity for fewer than twenty peaks
 * @see Rényi, "On the theory of order statistics", 1953: the gaps between ordered exponentials are exponentials of scale 1 / rank; Weissman,
 * "Estimation of parameters and large quantiles based on the k largest observations", JASA 73, 1978
 */
export function tailExcess(evidence: Float64Array): number {
  const heights = localMaxima(evidence, { apart: Math.min(APART, evidence.length / 60), most: RANKS + 1 }).map(
    (at) => evidence[at]!,
  )
  if (heights.length <= RANKS) return -Infinity
  const [start, end] = [heights[LEFT_OUT]!, heights[RANKS]!]
  let above = 0
  let expected = 0
  for (let rank = LEFT_OUT; rank < RANKS; rank++) {
    above += heights[rank]! - end
    expected += harmonic(rank, RANKS)
  }
  const scale = Math.max(above / expected, MIN_SCALE * start, Number.MIN_VALUE)
  return (heights[0]! - start) / scale - harmonic(0, LEFT_OUT)
}

/** Mean distance of two ordered exponentials: 1 / (from + 1) + … + 1 / to. */
function harmonic(from: number, to: number): number {
  let sum = 0
  for (let rank = from + 1; rank <= to; rank++) sum += 1 / rank
  return sum
}
