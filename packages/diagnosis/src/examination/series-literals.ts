import type { MetricSeries } from '@faultmaven/metrics'
import type { DraftPredicate } from '../draft.ts'

/**
 * What a series says at a line, as it is written there: of a counter its own value, whatever rate was made of it, of a computed value
 * what it is of. None where the series has no sample there, or none that can be read.
 */
export function presentAt({ samples }: MetricSeries, line: number): DraftPredicate[] {
  const sample = samples.find((one) => one.line === line)
  if (sample === undefined || sample.text === '') return []
  return [{ name: 'present', literals: [sample.text ?? String(sample.value)], lines: [line] }]
}
