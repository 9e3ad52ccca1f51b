import type { Microseconds } from '@faultmaven/signals'

/**
 * One metric series; samples in time order. `line` of each sample is where its value stands in the file,
 * `heading` where a name is written once for many values, as in JSON: there a value alone says nothing.
 */
export type MetricSeries = {
  readonly name: string
  readonly unit?: string
  readonly heading?: { readonly line: number; readonly text: string }
  readonly attributes: Readonly<Record<string, string>>
  readonly samples: readonly { readonly time: Microseconds; readonly value: number; readonly line: number }[]
}
