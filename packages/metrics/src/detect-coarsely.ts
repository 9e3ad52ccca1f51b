import { bounded } from './bounded.ts'
import { detectAnomalies, type SeriesAnomaly } from './detect-anomalies.ts'
import { isCounter, ratesOf } from './rates.ts'
import type { MetricSeries, Sample } from './series.ts'

export type CoarseDetection = {
  readonly anomalies: readonly SeriesAnomaly[]
  readonly isRate: boolean
  /** How many neighbours each mean is of; 1 where the samples themselves were looked at. */
  readonly group: number
}

/**
 * What {@link detectAnomalies} finds in the means of neighbours, those of rates for a counter, of which there are at most `maxValues`: for series so long that looking at
 * each of their samples takes too much time. What is told are samples all the same: of those around, the one furthest from the usual. A
 * single sample far out is seldom told: `describeSeries` looks at each of them.
 */
export function detectCoarsely(series: MetricSeries, maxValues: number): CoarseDetection {
  const isRate = isCounter(series)
  const all = series.samples
  if (all.length <= maxValues) return { anomalies: detectAnomalies(series, isRate).anomalies, isRate, group: 1 }
  const shown = isRate ? ratesOf(all) : all
  const group = Math.max(1, Math.ceil(shown.length / maxValues))
  const { name, attributes } = series
  const { anomalies } = detectAnomalies({ name, attributes, samples: meansOf(shown, group) }, false)
  return { anomalies: anomalies.map((one) => refined(one, shown, group)), isRate, group }
}

/** Each at the place of its first sample; an incomplete last group is left out. */
function meansOf(samples: readonly Sample[], group: number): Sample[] {
  return Array.from({ length: Math.floor(samples.length / group) }, (_, at) => {
    let sum = 0
    for (let each = at * group; each < (at + 1) * group; each++) sum += bounded(samples[each]!.value)
    const { time, line } = samples[at * group]!
    return { time, line, value: sum / group }
  })
}

/** The same event by the samples themselves. */
function refined(anomaly: SeriesAnomaly, samples: readonly Sample[], group: number): SeriesAnomaly {
  const { usual, onset, peak } = anomaly
  const [peakAt, onsetAt] = [indexOf(samples, peak), indexOf(samples, onset)]
  const around = samples.slice(Math.max(0, peakAt - group), peakAt + 2 * group)
  const furthest = around.reduce((most, one) => (Math.abs(one.value - usual) > Math.abs(most.value - usual) ? one : most), peak)
  const half = (furthest.value - usual) / 2
  const begin = samples.slice(Math.max(0, onsetAt - group), onsetAt + 2 * group)
  const first = begin.find(({ value }) => (value - usual - half) * Math.sign(half) >= 0)
  const direction = furthest.value >= usual ? 'up' : 'down'
  return { ...anomaly, onset: first ?? furthest, peak: furthest, direction }
}

/** Samples are in the order of their times, and of their lines within one. */
function indexOf(samples: readonly Sample[], { time, line }: Sample): number {
  let [low, high] = [0, samples.length - 1]
  while (low < high) {
    const middle = (low + high) >> 1
    const one = samples[middle]!
    if (one.time < time || (one.time === time && one.line < line)) low = middle + 1
    else high = middle
  }
  return low
}
