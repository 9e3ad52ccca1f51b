import type { Fault } from '@faultmaven/contracts'
import { describeSeries, formatValue, type MeasureKind, type MetricSeries, type SeriesDescription } from '@faultmaven/metrics'
import { toInstant } from '@faultmaven/signals'
import { clip } from '../composition/clip.ts'
import type { DraftFinding, DraftPredicate } from '../draft.ts'
import { compareDrafts } from './structure-draft.ts'

/** What it means when a measure goes the bad way, in the words of the fault grammar. */
const MECHANISMS: Readonly<Record<MeasureKind, readonly [resource: string, mode: string]>> = {
  cpu: ['cpu', 'exhausted'],
  'cpu-throttling': ['cpu', 'throttled'],
  throttling: ['rate', 'throttled'],
  credits: ['cpu', 'throttled'],
  memory: ['memory', 'exhausted'],
  heap: ['heap', 'exhausted'],
  disk: ['disk', 'exhausted'],
  'disk-io': ['disk-io', 'slow'],
  inodes: ['inode', 'exhausted'],
  descriptors: ['descriptor', 'exhausted'],
  threads: ['thread', 'exhausted'],
  pool: ['pool', 'exhausted'],
  concurrency: ['quota', 'exhausted'],
  connections: ['connections', 'exhausted'],
  lag: ['replica', 'lagging'],
  queue: ['queue', 'lagging'],
  latency: ['process', 'slow'],
  errors: ['process', 'failed'],
  success: ['process', 'failed'],
  availability: ['process', 'unhealthy'],
  restarts: ['container', 'restarting'],
  locks: ['lock', 'hung'],
  pauses: ['gc', 'slow'],
  'transaction-ids': ['transaction-id', 'exhausted'],
  certificate: ['certificate', 'expired'],
  traffic: ['process', 'overloaded'],
  other: ['process', 'changed'],
}
/** Kinds that follow from others: load makes everything slow, so they seldom are the cause. */
const SYMPTOMS = new Set<MeasureKind>(['latency', 'errors', 'success', 'traffic', 'other', 'availability'])
/** Score from which a series says that something got worse. */
const WORSE = 0.15
const MAX_FINDINGS = 60
const MAX_HEALTHY = 10

/**
 * What metric series say: movements that noise does not explain, in the direction that is bad for what is measured, and
 * amounts at their limit; steady series of known measures as good news. Best first.
 */
export function examineSeries(series: readonly MetricSeries[], sourceName: string): DraftFinding[] {
  const told = series.filter((one) => one.samples.length > 0).map((one) => ({ series: one, description: describeSeries(one) }))
  const worse = told.filter(({ series: one, description }) => scoreOf(one, description) >= WORSE)
  const moved = told.flatMap(({ series: one, description }) => {
    const isAlone = !worse.some((other) => other.series !== one)
    return movedFinding(one, isAlone ? withoutLimit(description) : description, sourceName)
  })
  const steady = told.flatMap(({ series: one, description }) => steadyFinding(one, description, sourceName))
  return [...moved.sort(compareDrafts).slice(0, MAX_FINDINGS), ...steady.slice(0, MAX_HEALTHY)]
}

/** An amount at its limit that nothing else suffers from is in good use. */
function withoutLimit(description: SeriesDescription): SeriesDescription {
  const { saturation: _, ...rest } = description
  return description.isPinned ? rest : description
}

function movedFinding(series: MetricSeries, description: SeriesDescription, sourceName: string): DraftFinding[] {
  const score = scoreOf(series, description)
  if (score < 0.1) return []
  const { phrase, places, changedAt, saturation } = description
  const full = saturation !== undefined && saturation >= 0.9 && description.shape !== 'spike'
  const last = series.samples.at(-1)
  return [
    {
      sourceName,
      kind: 'series',
      check: full ? 'metrics-saturation' : 'metrics-movement',
      title: clip(`${series.name}${whereOf(series)} ${phrase}`, 200),
      score,
      severity: score > 0.45 ? 'error' : 'warn',
      count: series.samples.length,
      ...(changedAt !== undefined && last && { interval: { from: toInstant(changedAt), to: toInstant(last.time) } }),
      entities: Object.values(series.attributes)
        .filter((value) => value !== '')
        .slice(0, 4),
      fault: faultOf(series, description),
      details: detailsOf(description),
      places: [...new Set([places.peak, places.change, places.last, places.first])].map((line) => ({ line })),
      predicates: [...namePredicate(series), { name: 'present', literals: literalAt(series, places.peak), lines: [places.peak] }],
    },
  ]
}

function scoreOf(
  series: MetricSeries,
  { measure, shape, direction, significance, before, peak, saturation, recovered }: SeriesDescription,
): number {
  const isBad = measure.badWhen !== 'neither' && direction === (measure.badWhen === 'high' ? 'up' : 'down')
  const full =
    saturation === undefined ? 0 : saturation >= 0.97 ? 0.5 : saturation >= 0.9 ? 0.42 : saturation >= 0.8 && isBad ? 0.25 : 0
  const isDown = measure.kind === 'availability' && measure.badWhen === 'low' && series.samples.at(-1)?.value === 0
  if (shape === 'steady') return isDown ? 0.4 : full
  if (measure.badWhen === 'neither') return 0.2 * significance
  // Supply that goes down from plenty to plenty is used, not used up.
  if (!isBad) return full
  const ratio = foldOf(before, peak)
  const size = Math.min(1, Math.log2(Math.max(1, ratio)) / 5)
  const symptom = SYMPTOMS.has(measure.kind) ? 0.06 : 0
  const spared = saturation !== undefined && saturation < 0.6 ? 0.15 : 0
  const score = (0.26 + 0.28 * size - symptom - spared) * significance + full * 0.5
  return Math.max(full, recovered ? score * 0.6 : score)
}

/** How many times more, or less, the far end is. */
function foldOf(before: number, peak: number): number {
  const small = Math.min(Math.abs(before), Math.abs(peak))
  const large = Math.max(Math.abs(before), Math.abs(peak))
  return small > 0 ? large / small : large > 0 ? 32 : 1
}

function faultOf({ name, attributes, unit }: MetricSeries, { measure, peak, shape, direction }: SeriesDescription): Fault {
  const [usual, mode] = MECHANISMS[measure.kind]
  const resource = measure.kind === 'lag' && /consumer|topic|kafka|group|queue|offset/i.test(name) ? 'broker' : usual
  const entity = Object.values(attributes).find((value) => value !== '')
  const isLeak =
    (measure.kind === 'memory' || measure.kind === 'heap') &&
    measure.badWhen === 'high' &&
    shape === 'trend' &&
    direction === 'up'
  const chosen = isLeak ? 'leaking' : mode
  return {
    resource,
    mode: chosen,
    mechanism: `${resource}/${chosen}`,
    entity: entity ?? name,
    magnitude: { value: peak, unit: unit ?? measure.scale },
    blames: 'resource',
    vocabulary: [],
  }
}

function detailsOf({ measure, before, after, peak, saturation, isRate }: SeriesDescription): string[] {
  const say = (value: number) => `${formatValue(value, measure.scale)}${isRate ? '/s' : ''}`
  const full = saturation !== undefined && saturation >= 0.8 ? `${Math.round(saturation * 100)}% used up at the end` : ''
  return [`from ${say(before)} to ${say(after)}, furthest ${say(peak)}`, full].filter((detail) => detail !== '')
}

function steadyFinding(series: MetricSeries, description: SeriesDescription, sourceName: string): DraftFinding[] {
  const { measure, shape, saturation, recovered, phrase, places } = description
  const calm =
    (shape === 'steady' && measure.badWhen !== 'neither' && (saturation ?? 0) < 0.8) ||
    (recovered && measure.badWhen !== 'neither')
  if (!calm || series.samples.length < 3) return []
  return [
    {
      sourceName,
      kind: 'healthy',
      check: recovered ? 'metrics-recovered' : 'metrics-steady',
      title: clip(`${series.name}${whereOf(series)} ${phrase}`, 200),
      score: recovered ? 0.35 : 0.2,
      count: series.samples.length,
      entities: Object.values(series.attributes).slice(0, 4),
      details: [],
      places: [{ line: places.last }],
      predicates: [...namePredicate(series), { name: 'present', literals: literalAt(series, places.last), lines: [places.last] }],
    },
  ]
}

const whereOf = ({ attributes }: MetricSeries) => {
  const values = Object.values(attributes)
    .filter((value) => value !== '')
    .slice(0, 2)
  return values.length > 0 ? ` (${values.join(', ')})` : ''
}

/** Where the name has a line of its own it comes first: it opens at the head of the series, a value in the middle of numbers. */
function namePredicate({ heading, samples }: MetricSeries): DraftPredicate[] {
  return heading === undefined || /["\\]/.test(heading.text) || samples.some(({ line }) => line === heading.line)
    ? []
    : [{ name: 'present', literals: [heading.text], lines: [heading.line] }]
}

/** The value as it stands in the line. */
function literalAt({ samples }: MetricSeries, line: number): string[] {
  const sample = samples.find((one) => one.line === line)
  return sample ? [String(sample.value)] : []
}
