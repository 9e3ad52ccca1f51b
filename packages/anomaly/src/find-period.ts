import { quantile, sortedSample } from './quantiles.ts'

const MIN_PERIOD = 4
/** Correlation from which a season is believed, and what a longer period must gain over a shorter one. */
const MIN_CORRELATION = 0.3
const GAIN = 1.1
/** Pairs looked at for each lag of the coarse search. */
const PAIRS = 4000

/**
 * Length of the strongest season in values, by autocorrelation: the highest local maximum after the correlation first fell, refined to
 * the exact lag (without refining, a season of 288 drifts out of phase after some days). Outliers are clipped. O(values).
 * @returns at most a third of the values; 0 where there is no season
 * @see Box and Jenkins, "Time Series Analysis", 1970, §2.1.5
 */
export function findPeriod(values: Float64Array): number {
  const centred = centre(values)
  const variance = meanSquare(centred)
  if (!(variance > 0)) return 0
  const lags = coarseLags(Math.floor(values.length / 3))
  const step = Math.max(1, Math.floor(values.length / PAIRS))
  const correlations = lags.map((lag) => covarianceAt(centred, lag, step) / variance)
  let hasFallen = false
  let best = 0
  let height = MIN_CORRELATION
  for (let at = 1; at + 1 < lags.length; at++) {
    const here = correlations[at]!
    hasFallen ||= here < 0.1 || here < correlations[0]! / 2
    const isPeak = here >= correlations[at - 1]! && here >= correlations[at + 1]!
    if (!hasFallen || !isPeak || here <= (best === 0 ? height : height * GAIN + 0.02)) continue
    height = here
    best = lags[at]!
  }
  return best === 0 ? 0 : refine(centred, best)
}

function centre(values: Float64Array): Float64Array {
  const order = sortedSample(values)
  const [low, high] = [quantile(order, 0.02), quantile(order, 0.98)]
  const clipped = values.map((value) => Math.min(high, Math.max(low, value)))
  const mean = clipped.reduce((sum, value) => sum + value, 0) / clipped.length
  return clipped.map((value) => value - mean)
}

const meanSquare = (values: Float64Array) => values.reduce((sum, value) => sum + value * value, 0) / values.length

/** Every lag at first, then a hundredth apart. */
function coarseLags(longest: number): number[] {
  const lags: number[] = []
  for (let lag = MIN_PERIOD; lag < longest; lag += Math.max(1, Math.floor(lag / 100))) lags.push(lag)
  return lags
}

function covarianceAt(values: Float64Array, lag: number, step: number): number {
  let sum = 0
  let pairs = 0
  for (let at = lag; at < values.length; at += step) {
    sum += values[at]! * values[at - lag]!
    pairs += 1
  }
  return sum / pairs
}

function refine(values: Float64Array, around: number): number {
  const reach = Math.max(1, Math.floor(around / 100))
  let best = around
  let height = -Infinity
  for (let lag = around - reach; lag <= around + reach; lag++) {
    const here = covarianceAt(values, lag, 1)
    if (here <= height) continue
    height = here
    best = lag
  }
  return best
}
