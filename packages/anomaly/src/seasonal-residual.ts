import { phaseMedians } from './phase-medians.ts'
import { quantile, sorted } from './quantiles.ts'

/**
 * Values without their season: each less the median of the values at its phase in all periods, neighbouring phases pooled over a
 * hundredth of the period, so that few periods give a smooth season and an anomaly in one of them does not enter it.
 * Without a season, less the median of all.
 *
 * @param period in values; 0 for none
 * @see Hochenbaum, Vallis and Kejariwal, "Automatic Anomaly Detection in the Cloud Via Statistical Learning", 2017, §3 (medians in
 * place of the means of STL)
 */
export function seasonalResidual(values: Float64Array, period: number): Float64Array {
  if (period === 0) {
    const level = quantile(sorted(values), 0.5)
    return values.map((value) => value - level)
  }
  const season = phaseMedians(values, { period, reach: Math.max(1, Math.floor(period / 100)) })
  return values.map((value, at) => value - season[at % period]!)
}
