import type { Microseconds } from '@faultmaven/signals'

/**
 * A value at an instant, and the line of the file where it stands. `text` is what can be read there where that is not `String(value)`:
 * the cell as written (`9.05 GiB`, `1e3`); for a value that is computed from several a text that tells what of; '' for nothing.
 */
export type Sample = { readonly time: Microseconds; readonly value: number; readonly line: number; readonly text?: string }

/**
 * One metric series; samples in time order. `line` of each sample is where its value stands in the file,
 * `heading` where a name is written once for many values, as in JSON: there a value alone says nothing.
 */
export type MetricSeries = {
  readonly name: string
  readonly unit?: string
  readonly heading?: { readonly line: number; readonly text: string }
  readonly attributes: Readonly<Record<string, string>>
  readonly samples: readonly Sample[]
  /** How many there are, where `samples` makes them when it is asked for. */
  readonly sampleCount?: number
}
