import type { Fault } from '@faultmaven/contracts'
import { findLimits, formatValue, type LimitedSeries, measureOfSeries, type MetricSeries } from '@faultmaven/metrics'
import { hasDate, toInstant } from '@faultmaven/signals'
import { clip } from '../composition/clip.ts'
import type { DraftFinding } from '../draft.ts'
import { presentAt } from './series-literals.ts'
import { placeOfSeries } from './series-words.ts'

/** Things that are taken and given back: what only grows is not given back. */
const LEAKING = new Set(['pool', 'memory', 'heap', 'descriptor', 'thread'])

/** Amounts at the limit that another series of the same thing states. */
export function examineSeriesLimits(
  series: readonly MetricSeries[],
  sourceName: string,
  faultOf: (one: MetricSeries) => Fault,
): DraftFinding[] {
  return findLimits(series).map((found) => limitFinding(found, sourceName, faultOf(found.series)))
}

function limitFinding(
  { series, limit, limitName, highest, before, start, isLasting, isLeak }: LimitedSeries,
  sourceName: string,
  fault: Fault,
): DraftFinding {
  const { scale } = measureOfSeries(series)
  const exactly = (value: number) => (scale === 'number' ? String(value) : formatValue(value, scale))
  const [from, last] = [series.samples[start], series.samples.at(-1)]
  const clock = from === undefined || from.time === 0 ? '' : ` from ${toInstant(from.time).slice(11, 16)} on`
  const mode = isLeak && LEAKING.has(fault.resource) ? 'leaking' : 'exhausted'
  const peak = series.samples.find(({ value }) => value === highest) ?? from
  return {
    sourceName,
    kind: 'series',
    check: 'metrics-limits',
    title: clip(
      `${series.name}${placeOfSeries(series)} is at its limit of ${exactly(limit)}${before === undefined ? '' : `${clock}, ${formatValue(before, scale)} before`}`,
      200,
    ),
    score: isLasting ? 0.72 : 0.5,
    severity: 'error',
    count: series.samples.length,
    ...(from &&
      last &&
      hasDate(from.time) &&
      before !== undefined && { interval: { from: toInstant(from.time), to: toInstant(last.time) } }),
    entities: Object.values(series.attributes)
      .filter((value) => value !== '')
      .slice(0, 4),
    fault: {
      ...fault,
      mode,
      mechanism: `${fault.resource}/${mode}`,
      magnitude: { value: Math.round((100 * highest) / limit), unit: '%' },
    },
    details: [
      mode === 'leaking' ? 'it only ever grew on the way there' : '',
      `${exactly(highest)} of ${exactly(limit)} (${limitName})`,
    ].filter((detail) => detail !== ''),
    places: [from, peak, last].flatMap((sample) => (sample ? [{ line: sample.line }] : [])),
    predicates: [from, peak].flatMap((sample) => (sample ? presentAt(series, sample.line) : [])),
  }
}
