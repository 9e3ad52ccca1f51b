import { quantile, sorted, sortedSample } from './quantiles.ts'

/** Maxima are taken over so many stretches, of at least `MIN_BLOCK` values. */
const BLOCKS = 80
const MIN_BLOCK = 16
/** Quartiles of a Gumbel law lie so many scales apart: ln ln 4 − ln ln (4/3). */
const QUARTILES = 1.573
/** Least scale in units of the logarithm: scores that hardly move say nothing of their tail. */
const MIN_SCALE = 0.05

/**
 * Raw scores of any detector in units in which they can be compared and added: how far each lies beyond the usual maximum of a
 * stretch, in scales of the law of maxima. 0 is the median maximum; in a series in which nothing happens z is exceeded by a stretch with
 * chance e^−z, so about ln(80) = 4.4 once in the whole series. The logarithm before makes a tail that falls as a power one that falls
 * exponentially, and keeps lighter ones light: the units promise too much for none of them. Neither location nor scale is moved by
 * events in less than a quarter of the stretches.
 *
 * @param raw 0 or more, the higher the stranger
 * @see Gumbel, "Statistics of Extremes", 1958; Siffer et al., "Anomaly Detection in Streams with Extreme Value Theory", KDD 2017
 * (excesses over a threshold there; maxima of stretches need no declustering of overlapping windows)
 */
export function tailUnits(raw: Float64Array): Float64Array {
  const compressed = compress(raw)
  const { location, scale } = lawOfMaxima(compressed)
  return compressed.map((value) => (value - location) / scale)
}

/** ln(1 + excess over the median in units of the upper spread). */
function compress(raw: Float64Array): Float64Array {
  const order = sortedSample(raw)
  const middle = quantile(order, 0.5)
  const spread = Math.max(quantile(order, 0.9) - middle, (quantile(order, 0.99) - middle) / 2.5, 1e-12)
  return raw.map((value) => Math.log1p(Math.max(0, value - middle) / spread))
}

/** Gumbel's location and scale by the quartiles of the maxima of stretches. */
export function lawOfMaxima(scores: Float64Array): { readonly location: number; readonly scale: number } {
  const length = Math.max(MIN_BLOCK, Math.round(scores.length / BLOCKS))
  const maxima: number[] = []
  for (let start = 0; start + length <= scores.length; start += length) {
    let most = -Infinity
    for (let at = start; at < start + length; at++) if (scores[at]! > most) most = scores[at]!
    maxima.push(most)
  }
  const order = sorted(maxima)
  const scale = Math.max((quantile(order, 0.75) - quantile(order, 0.25)) / QUARTILES, MIN_SCALE)
  return { location: quantile(order, 0.5), scale }
}
