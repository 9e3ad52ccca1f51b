import type { GridSeries } from './sample-grid.ts'
import { quantile, sortFinite } from './numbers.ts'

/** A series made comparable: larger is worse, and its noise does not depend on its level. */
export type ScaledSeries = {
  readonly series: GridSeries
  readonly values: Float64Array
  /** What was lost at each row against the usual value: seconds, failed requests, cores …; NaN without a sample. */
  readonly losses: Float64Array
  /** Differences of `values` smaller than this are nobody's incident. */
  readonly least: number
  /** Level in ordinary time, in the series' own unit. */
  readonly usual: number
}

/** Requests assumed behind a share whose load is unknown. */
const USUAL_LOAD = 200
const FEWEST_REQUESTS = 5

/**
 * Scales by what a series measures: shares of failures become log-odds of counted failures, counts their variance-stabilising root,
 * everything else a logarithm that is flat near zero.
 * @param load requests a row of the same entity
 * @param ordinary rows from which the usual value is taken
 * @returns nothing for a series that says nothing, as an availability that is mostly zero
 */
export function scaleSeries(
  series: GridSeries,
  load: Float64Array | undefined,
  ordinary: readonly number[],
): ScaledSeries | undefined {
  switch (series.meaning) {
    case 'availability':
      return scaleAvailability(series, load)
    case 'errors':
    case 'network':
      return scaleCounts(series, load, ordinary)
    default:
      return scaleLevel(series, load, ordinary)
  }
}

function scaleAvailability(series: GridSeries, load: Float64Array | undefined): ScaledSeries | undefined {
  const known = sortFinite(series.values)
  if (quantile(known, 0.5) <= 0) return undefined
  const full = quantile(known, 1) > 1.5 ? 100 : 1
  const requestsAt = (row: number) => {
    const requests = load?.[row] ?? Number.NaN
    return Number.isFinite(requests) ? requests : USUAL_LOAD
  }
  const losses = Float64Array.from(series.values, (value, row) => Math.max(0, 1 - value / full) * requestsAt(row))
  const values = losses.map((failed, row) => {
    const requests = requestsAt(row)
    return requests < FEWEST_REQUESTS ? Number.NaN : Math.log((failed + 0.5) / (Math.max(failed, requests) - failed + 0.5))
  })
  return { series, values, losses, least: 0.35, usual: 0 }
}

function scaleCounts(series: GridSeries, load: Float64Array | undefined, ordinary: readonly number[]): ScaledSeries {
  const isShare = quantile(sortFinite(series.values), 1) <= 1 && load !== undefined
  const counts = series.values.map((value, row) => (isShare ? value * (load[row] ?? Number.NaN) : value))
  const usual = quantile(sortFinite(ordinary.map((row) => counts[row] ?? Number.NaN)), 0.5) || 0
  return {
    series,
    values: counts.map((value) => 2 * Math.sqrt(Math.max(0, value) + 0.375)),
    losses: counts.map((value) => value - usual),
    least: 1,
    usual: 0,
  }
}

function scaleLevel(series: GridSeries, load: Float64Array | undefined, ordinary: readonly number[]): ScaledSeries {
  // The latency of no request is whatever the exporter fills in.
  const isIdle = (row: number) => series.meaning === 'latency' && load?.[row] === 0
  const known = series.values.map((value, row) => (isIdle(row) ? Number.NaN : value))
  const base = sortFinite(ordinary.map((row) => known[row] ?? Number.NaN))
  const usual = quantile(base, 0.5) || 0
  const flat = Math.max(1e-9, 0.1 * Math.abs(usual), 0.02 * Math.abs(quantile(base, 0.95) || 0))
  const weigh = series.meaning === 'latency' ? load : undefined
  return {
    series,
    values: known.map((value) => Math.log(Math.max(0, value) + flat)),
    losses: known.map((value, row) => (value - usual) * (weigh ? weigh[row] || 0 : 1)),
    least: 0.1,
    usual,
  }
}
