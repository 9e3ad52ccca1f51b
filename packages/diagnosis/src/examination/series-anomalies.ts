import {
  detectCoarsely,
  findLastingChanges,
  formatValue,
  measureOfSeries,
  type MetricSeries,
  type SeriesAnomaly,
} from '@faultmaven/metrics'
import { hasDate, toInstant } from '@faultmaven/signals'
import { clip } from '../composition/clip.ts'
import type { DraftFinding } from '../draft.ts'
import { presentAt } from './series-literals.ts'
import { namingFirst, placeOfSeries } from './series-words.ts'

/** A source tells so many series that left what is usual for them, the strangest ones. */
const MAX_FINDINGS = 5
/** Detection takes five microseconds a sample: of more than so many in a source, long series are looked at in means. */
const MAX_SAMPLES = 1_000_000
/** As many means of a series are looked at. */
const COARSE_LENGTH = 4096
const MAX_ALSO = 3
/** Evidence of half the weight that a finding can get from it. */
const HALF_WEIGHT = 12

/**
 * Series long enough to have a usual behaviour that left it: one finding a series, its strangest event as the title, lesser ones as a
 * detail. Series that are told already (`told`), by a movement that plain words describe better, are left out. Worst first.
 */
export function examineAnomalies(
  series: readonly MetricSeries[],
  sourceName: string,
  told: ReadonlySet<MetricSeries>,
): DraftFinding[] {
  const found: { readonly series: MetricSeries; readonly draft: DraftFinding; readonly isRate: boolean }[] = []
  const samples = series.reduce((sum, one) => sum + (one.sampleCount ?? one.samples.length), 0)
  const maxValues = samples > MAX_SAMPLES ? COARSE_LENGTH : Infinity
  for (const one of series) {
    if (told.has(one)) continue
    const { anomalies, isRate, group } = detectCoarsely(one, maxValues)
    const [worst, ...others] = anomalies
    if (worst !== undefined)
      found.push({ series: one, draft: draftOf(one, { sourceName, worst, others, isRate, group }), isRate })
  }
  return found
    .toSorted((a, b) => b.draft.score - a.draft.score)
    .slice(0, MAX_FINDINGS)
    .map(({ series: one, draft, isRate }) => ({ ...draft, details: [...draft.details, ...changesOf(one, isRate)] }))
}

type Told = {
  readonly sourceName: string
  readonly worst: SeriesAnomaly
  readonly others: readonly SeriesAnomaly[]
  readonly isRate: boolean
  readonly group: number
}

function draftOf(series: MetricSeries, { sourceName, worst, others, isRate, group }: Told): DraftFinding {
  const measure = measureOfSeries(series)
  const { first, onset, peak, last, direction, usual, score } = worst
  const isBad = measure.badWhen === (direction === 'up' ? 'high' : 'low')
  const weight = (isBad ? 0.4 : 0.25) * (score / (score + HALF_WEIGHT))
  const say = (value: number) => formatValue(value, measure.scale) + (isRate ? '/s' : '')
  const clock = (anomaly: SeriesAnomaly) => (anomaly.peak.time === 0 ? '' : ` at ${clockOf(anomaly.peak.time)}`)
  const proofs = [...new Map([onset, peak, last].map((sample) => [sample.line, sample])).values()]
  return {
    sourceName,
    kind: 'series',
    check: 'metrics-anomalies',
    title: clip(
      `${series.name}${placeOfSeries(series)} ${direction === 'up' ? 'rose' : 'fell'} to ${say(peak.value)}${clock(worst)}, usually ${say(usual)}`,
      200,
    ),
    score: 0.1 + weight,
    severity: isBad ? 'warn' : 'info',
    count: series.samples.length,
    ...(hasDate(first.time) && { interval: { from: toInstant(first.time), to: toInstant(last.time) } }),
    entities: namingFirst(series.attributes).slice(0, 4),
    details: [
      `evidence ${score.toFixed(1)} on the scale of extremes; chance alone seldom passes 4.4 in a series`,
      ...(group > 1 ? [`the file is large: what is unusual was looked for in means of ${group} samples`] : []),
      ...others.slice(0, MAX_ALSO).map((other) => `less sure: ${say(other.peak.value)}${clock(other)}`),
    ],
    places: proofs.map(({ line }) => ({ line })),
    predicates: proofs.flatMap(({ line }) => presentAt(series, line)),
  }
}

const CHANGED = { mean: 'level', variance: 'noise' } as const

/** `level changed at 05-05 14:05, from 12 to 80`, for each change that lasts. */
function changesOf(series: MetricSeries, isRate: boolean): string[] {
  const { scale } = measureOfSeries(series)
  const say = (value: number) => formatValue(value, scale) + (isRate ? '/s' : '')
  return findLastingChanges(series).map(({ kind, first, before, after }) => {
    const clock = first.time === 0 ? '' : ` at ${clockOf(first.time)}`
    return `${CHANGED[kind]} changed${clock}${kind === 'mean' ? `, from ${say(before)} to ${say(after)}` : ''}`
  })
}

/** Month, day and time of day in UTC: such series are long. */
const clockOf = (time: SeriesAnomaly['peak']['time']) => toInstant(time).slice(5, 16).replace('T', ' ')
