import { findEvents, type AnomalyEvent } from './find-events.ts'
import { findPeriod } from './find-period.ts'
import { groupMeans } from './group-means.ts'
import { isolationScores } from './isolation-forest.ts'
import { leftNovelty } from './left-novelty.ts'
import { quantile, sorted } from './quantiles.ts'
import { seasonalResidual } from './seasonal-residual.ts'
import { subPca } from './sub-pca.ts'
import { tailExcess } from './tail-excess.ts'
import { lawOfMaxima, tailUnits } from './tail-units.ts'
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
/** In tail units: so much of several scales together is beyond any tail, whatever the series. */
const CERTAIN = 9
/**
 * About what chance brings in a series of eighty stretches (4.4). It is enough where the strongest peak also stands out from those that
 * recur: the greatest of many bursts is no event. Only in a series that is out of the ordinary as a whole its lesser peaks are told: what
 * is rare in a usual series is likely where something is known to have happened. bench/RESULTS.md has what other values cost.
 */
const LIKELY = 4.5
const OUTSTANDING = 0.5
/**
 * Less evidence is enough where something new came late: at least so many usual spreads from all that was before, times the share of the
 * series that was before it, and so many scales beyond the novelties that recur. The first of many bursts is new too; among things that
 * come in any order, the chance to be the newest of all falls as the share before it grows. Only the news itself is told then.
 */
const POSSIBLE = 3
const FAR = 2
const BEYOND_NOVELTIES = 5
const LEAST = 1.75
const SURE = 12
const MAX_EVENTS = 10
/** Votes against are not counted beyond this: one blind detector must not silence the others. */
const LEAST_VOTE = -2
const FOREST_TREES = 50
const FOREST_WEIGHT = 0.5
/** Values in a window whose novelty is judged. */
const WINDOW = 24
/** So many values at first have too little before them to be new. */
const LEARNING = 100
/** What differs from all before by less than this part of the usual spread is hardly new. */
const HARDLY_NEW = 0.5
const MIN_NOVELTY_SCALE = 0.15

/**
 * Events in values that stand at equal distances: the season is taken out, subsequences of 24, 64 and 256 values are weighed by their
 * distance from the usual ones, and the three scales are averaged into one evidence a value. When that is beyond chance and beyond what
 * recurs, the peaks of what three unlike detectors say together (subsequences of 64, novelty against all that was before, an isolation
 * forest) are events, one alert each at its onset.
 * A matrix profile and the errors of a forecast were tried as voters: no better (bench/RESULTS.md).
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
  const short = subPca(residual, { length: 24, directions: 5 })
  const long = subPca(residual, { length: 64, directions: 10, clip: 0 })
  const middle = tailUnits(long)
  const coarse = tailUnits(coarsePca(residual))
  const scores = average([tailUnits(short), middle, coarse])
  const most = scores.reduce((a, b) => Math.max(a, b), 0)
  if (most < POSSIBLE) return { scores, events: [], period }
  const features = windowFeatures(residual, WINDOW)
  const novelty = leftNovelty(features, LEARNING)
  const isOutOfOrdinary = most >= CERTAIN || (most >= LIKELY && [short, long].every(hasMoreThanRecurs))
  const late = novelty.map((distance, at) => (distance * at) / novelty.length)
  if (!isOutOfOrdinary && !hasNews(late)) return { scores, events: [], period }
  const forest = tailUnits(isolationScores(features, { trees: FOREST_TREES }))
  const evidence = average([middle, noveltyUnits(novelty), forest], [1, 1, FOREST_WEIGHT])
  const events = findEvents(evidence, { least: LEAST, sure: SURE, maxEvents: MAX_EVENTS })
  return { scores, events: isOutOfOrdinary ? events : events.filter(({ peak }) => isNews(late, peak)), period }
}

/** @param squares distances of subsequences */
const hasMoreThanRecurs = (squares: Float64Array) => tailExcess(squares.map(Math.sqrt)) >= OUTSTANDING

const hasNews = (late: Float64Array) => late.some((distance) => distance >= FAR) && tailExcess(late) >= BEYOND_NOVELTIES
const isNews = (late: Float64Array, peak: number) =>
  late.subarray(Math.max(0, peak - WINDOW), peak + WINDOW).some((distance) => distance >= FAR)

/** The logarithm of novelty in scales of the law of its maxima: most values of most series are hardly new. */
function noveltyUnits(novelty: Float64Array): Float64Array {
  const compressed = novelty.map((distance) => Math.log(distance + HARDLY_NEW))
  const { location, scale } = lawOfMaxima(compressed)
  return compressed.map((value) => (value - location) / Math.max(scale, MIN_NOVELTY_SCALE))
}

const LARGEST = 1e300
/** In distances of the twentieths: what is further away is strange enough. */
const FARTHEST = 1e9

/** Median 0, distance of the twentieths 1; undefined where nothing varies. */
function rescale(values: Float64Array): Float64Array | undefined {
  const order = sorted(values)
  // Differences of the largest numbers are none any more.
  if (order.at(-1)! > LARGEST || order[0]! < -LARGEST) return rescale(values.map((value) => value * 2 ** -600))
  const middle = quantile(order, 0.5)
  const span = quantile(order, 0.95) - quantile(order, 0.05) || order.at(-1)! - order[0]!
  return span > 0 && Number.isFinite(span)
    ? values.map((value) => Math.max(-FARTHEST, Math.min(FARTHEST, (value - middle) / span)))
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

function average(votes: readonly Float64Array[], weights: readonly number[] = votes.map(() => 1)): Float64Array {
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  return votes[0]!.map(
    (_, at) => votes.reduce((sum, vote, each) => sum + weights[each]! * Math.max(LEAST_VOTE, vote[at]!), 0) / total,
  )
}
