import { bounded } from './bounded.ts'
import type { MetricSeries, Sample } from './series.ts'

/** Growth a second up to a sample; `at` is its index among the samples. */
export type Rate = Sample & { readonly at: number }

const MIN_SAMPLES = 5
/** A counter begins anew when its process does: seldom, and far below where it was. */
const MAX_RESETS = 0.05

/** Whether values count something up, by the naming convention and by what they do: they only grow, but for restarts. */
export function isCounter({ name, samples }: Pick<MetricSeries, 'name' | 'samples'>): boolean {
  if (samples.length < MIN_SAMPLES || !/_(?:total|count|sum)$/i.test(name)) return false
  let resets = 0
  return samples.every(({ value }, at) => {
    const previous = samples[at - 1]?.value ?? 0
    if (at === 0 || value >= previous) return true
    resets += 1
    return value >= 0 && value <= previous / 2 && resets <= Math.max(1, samples.length * MAX_RESETS)
  })
}

/**
 * Growth a second between samples, at the later one's place; after a reset all of the value has grown since.
 * @returns one fewer than samples, and none for a sample at the instant of the one before
 * @see https://prometheus.io/docs/prometheus/latest/querying/functions/#rate (which also extrapolates to the window's borders)
 */
export function ratesOf(samples: MetricSeries['samples']): Rate[] {
  const rates: Rate[] = []
  for (let at = 1; at < samples.length; at++) {
    const [previous, sample] = [samples[at - 1]!, samples[at]!]
    const seconds = (sample.time - previous.time) / 1e6
    const grown = sample.value >= previous.value ? bounded(sample.value) - bounded(previous.value) : sample.value
    if (seconds > 0) rates.push({ ...sample, value: bounded(grown / seconds), at })
  }
  return rates
}
