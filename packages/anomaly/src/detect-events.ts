import { findEvents, type AnomalyEvent } from './find-events.ts'
import { findPeriod } from './find-period.ts'
import { forecastResidual } from './forecast-residual.ts'
import { isolationScores } from './isolation-forest.ts'
import { groupMeans } from './group-means.ts'
import { quantile, sorted } from './quantiles.ts'
import { seasonalResidual } from './seasonal-residual.ts'
import { subPca } from './sub-pca.ts'
import { tailUnits } from './tail-units.ts'
import { windowFeatures } from './window-features.ts'

export type Detection = {
  /** Evidence of each value in tail units, comparable between series: 4.4 is about the most that chance brings in one series. */
  readonly scores: Float64Array
  /** Strongest first. */
  readonly events: readonly AnomalyEvent[]
  /** Of the strongest season, in values; 0 for none. */
  readonly period: number
}

/** Fewer values have no usual maximum to stand out from. */
const MIN_VALUES = 160
/**
 * A series is out of the ordinary when the evidence of several scales together passes what chance brings in eighty stretches of it (4.4)
 * and in the bursts of a busy system. Only then its lesser peaks are told too: what is rare in a usual series is likely where something
 * is known to have happened. bench/RESULTS.md has what other values cost.
 */
const CERTAIN = 5.5
const LEAST = 1.5
const SURE = 2.5
const MAX_EVENTS = 6
/** Votes against are not counted beyond this: one blind detector must not silence the others. */
const LEAST_VOTE = -2
const FOREST_TREES = 50

/**
 * Events in values that stand at equal distances: the season is taken out, subsequences of 24, 64 and 256 values are weighed by their
 * distance from the usual ones, and the three scales are averaged into one evidence a value. When that is beyond chance, the peaks of
 * what three unlike detectors say together (subsequences of 64, errors of a forecast, an isolation forest) are events, one alert each.
 * A matrix profile as a fourth was tried: no better, and the slowest of all.
 * Deterministic; a change of scale or offset changes nothing.
 *
 * @param values finite numbers
 * @returns scores of the same length; zeros and no events for fewer than 160 values or values that do not vary
 */
export function detectEvents(values: Float64Array): Detection {
  const scaled = rescale(values)
  if (values.length < MIN_VALUES || scaled === undefined)
    return { scores: new Float64Array(values.length), events: [], period: 0 }
  const period = findPeriod(scaled)
  const residual = seasonalResidual(scaled, period)
  const fine = tailUnits(subPca(residual, { length: 24, directions: 5 }))
  const middle = tailUnits(subPca(residual, { length: 64, directions: 10, clip: 0 }))
  const coarse = tailUnits(coarsePca(residual))
  const scores = average([fine, middle, coarse])
  if (scores.every((score) => score < CERTAIN)) return { scores, events: [], period }
  const forecast = tailUnits(forecastResidual(residual).map(Math.abs))
  const forest = tailUnits(isolationScores(windowFeatures(scaled, residual), { trees: FOREST_TREES }))
  const evidence = average([middle, forecast, forest])
  return { scores, events: findEvents(evidence, { least: LEAST, sure: SURE, maxEvents: MAX_EVENTS }), period }
}

const LARGEST = 1e300
/** In distances of the twentieths: what is further away is strange enough. */
const FAR = 1e9

/** Median 0, distance of the twentieths 1; undefined where nothing varies. */
function rescale(values: Float64Array): Float64Array | undefined {
  const order = sorted(values)
  // Differences of the largest numbers are none any more.
  if (order.at(-1)! > LARGEST || order[0]! < -LARGEST) return rescale(values.map((value) => value * 2 ** -600))
  const middle = quantile(order, 0.5)
  const span = quantile(order, 0.95) - quantile(order, 0.05) || order.at(-1)! - order[0]!
  return span > 0 && Number.isFinite(span)
    ? values.map((value) => Math.max(-FAR, Math.min(FAR, (value - middle) / span)))
    : undefined
}

/** Subsequences of 256 values as means of four. */
function coarsePca(residual: Float64Array): Float64Array {
  const group = 4
  const means = groupMeans(residual, group)
  const length = Math.min(64, Math.floor(means.length / 6))
  const distances = subPca(means, { length, directions: 10, clip: 0 })
  return residual.map((_, at) => distances[Math.min(distances.length - 1, Math.floor(at / group))]!)
}

function average(votes: readonly Float64Array[]): Float64Array {
  return votes[0]!.map((_, at) => votes.reduce((sum, vote) => sum + Math.max(LEAST_VOTE, vote[at]!), 0) / votes.length)
}
