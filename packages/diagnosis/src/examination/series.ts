import type { Fault } from '@faultmaven/contracts'
import {
  describeSeries,
  formatValue,
  type Measure,
  type MeasureKind,
  type MetricSeries,
  type SeriesDescription,
} from '@faultmaven/metrics'
import { hasDate, toInstant } from '@faultmaven/signals'
import { clip } from '../composition/clip.ts'
import type { DraftFinding, DraftPredicate } from '../draft.ts'
import { examineAnomalies } from './series-anomalies.ts'
import { markedGroups } from './series-common.ts'
import { examineSeriesLimits } from './series-limits.ts'
import { presentAt } from './series-literals.ts'
import { MECHANISMS, SYMPTOMS } from './series-mechanisms.ts'
import { examineUnserved } from './series-unserved.ts'
import { calledThing, namingFirst, placeOfSeries } from './series-words.ts'
import { compareDrafts } from './structure-draft.ts'

/** Score from which a series says that something got worse. */
const WORSE = 0.15
const MAX_FINDINGS = 60
const MAX_HEALTHY = 10

/**
 * What metric series say: movements that noise does not explain, in the direction that is bad for what is measured, and
 * amounts at their limit, and what is strange in series long enough to have habits; steady series of known measures as good news.
 * Best first.
 */
export function examineSeries(series: readonly MetricSeries[], sourceName: string): DraftFinding[] {
  const told = series.flatMap((one) => (one.samples.length === 0 ? [] : [{ series: one, description: describeSeries(one) }]))
  const worse = told.filter(({ series: one, description }) => scoreOf(one, description) >= WORSE)
  const single = new Map(
    told.flatMap(({ series: one, description }) => {
      const isAlone = !worse.some((other) => other.series !== one)
      return movedFinding(one, isAlone ? withoutLimit(description) : description, sourceName).map(
        (found) => [one, found] as const,
      )
    }),
  )
  const movedSeries = new Set([...single].flatMap(([one, { score }]) => (score >= WORSE ? [one] : [])))
  const marked = markedGroups(told, single)
  for (const group of marked.values()) for (const { series: one } of group) single.delete(one)
  const moved = [...single.values(), ...marked.keys()]
  const limited = examineSeriesLimits(series, sourceName, (one) => faultOf(one, describeSeries(one)))
  const alone = withPeers(told)
  const anomalous = examineAnomalies(series, sourceName, movedSeries)
  const found = [...limited, ...examineUnserved(series, sourceName), ...anomalous, ...moved.map((finding) => alone(finding))]
  return [...found.sort(compareDrafts).slice(0, MAX_FINDINGS), ...steadyFindings(told, sourceName)]
}

/** The first of them: each costs a walk through its samples. */
function steadyFindings(told: readonly Told[], sourceName: string): DraftFinding[] {
  const found: DraftFinding[] = []
  for (const { series, description } of told) {
    if (found.length >= MAX_HEALTHY) break
    found.push(...steadyFinding(series, description, sourceName))
  }
  return found
}

type Told = { readonly series: MetricSeries; readonly description: SeriesDescription }

const MIN_PEERS = 2
const ALONE = 0.08

/**
 * Of the same measure in several places, the one that moved while all others stand still: that it is alone says where to look, and that
 * no common load is behind it.
 */
function withPeers(told: readonly Told[]): (finding: DraftFinding) => DraftFinding {
  const byName = new Map<string, Told[]>()
  for (const one of told) byName.set(one.series.name, [...(byName.get(one.series.name) ?? []), one])
  const lone = new Map<string, number>()
  for (const peers of byName.values()) {
    const moved = peers.filter(({ description }) => description.shape !== 'steady' && !description.recovered)
    const [one] = moved
    if (one && moved.length === 1 && peers.length > MIN_PEERS) lone.set(headOf(one), peers.length)
  }
  return (finding) => {
    const count = [...lone].find(([head]) => finding.title.startsWith(head))?.[1]
    return count === undefined
      ? finding
      : { ...finding, score: Math.min(0.8, finding.score + ALONE), details: [`alone of ${count} alike`, ...finding.details] }
  }
}

const headOf = ({ series, description }: Told) => `${series.name}${placeOfSeries(series)} ${description.phrase}`.slice(0, 150)

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
      title: clip(`${series.name}${placeOfSeries(series)} ${phrase}`, 200),
      score,
      severity: score > 0.45 ? 'error' : 'warn',
      count: series.samples.length,
      ...(changedAt !== undefined &&
        last &&
        hasDate(last.time) && { interval: { from: toInstant(changedAt), to: toInstant(last.time) } }),
      entities: Object.values(series.attributes)
        .filter((value) => value !== '')
        .slice(0, 4),
      fault: faultOf(series, description),
      details: detailsOf(description),
      places: [...new Set([places.change, places.peak, places.last, places.first])].map((line) => ({ line })),
      predicates: [
        ...namePredicate(series),
        ...[...new Set([places.change, places.peak])].flatMap((line) => presentAt(series, line)),
      ],
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
  if (shape === 'steady') return isDown ? 0.4 : Math.max(full, levelScore(measure, before))
  if (measure.badWhen === 'neither') return 0.2 * significance
  // Supply that goes down from plenty to plenty is used, not used up.
  if (!isBad) return full
  if (COUNTS.has(measure.kind) && measure.scale === 'number' && Math.abs(peak - before) <= 1) return full
  const ratio = foldOf(before, peak)
  const size = Math.min(1, Math.log2(Math.max(1, ratio)) / 5)
  const isCalled = measure.kind === 'latency' && calledThing(series) !== undefined
  const symptom = SYMPTOMS.has(measure.kind) && !isCalled ? 0.06 : 0
  const spared = saturation !== undefined && saturation < 0.6 ? 0.15 : 0
  const score = (0.26 + 0.28 * size - symptom - spared) * significance + full * 0.5
  return Math.max(full, recovered ? score * 0.6 : score)
}

/** Amounts counted one by one: that one more waits or is open says nothing, though it is infinitely more than none. */
const COUNTS = new Set<MeasureKind>(['queue', 'lag', 'pool', 'threads', 'descriptors'])

/**
 * Shares that are bad at any time, however long they have been so: a container that waits for its next period in a quarter of them, a
 * machine whose hypervisor gives a tenth of its time to others.
 * @see https://docs.kernel.org/scheduler/sched-bwc.html#statistics (`nr_throttled` of `nr_periods`)
 */
const BAD_LEVELS: Partial<Record<MeasureKind, number>> = { 'cpu-throttling': 0.25, 'cpu-steal': 0.1 }

function levelScore({ kind, scale }: Measure, level: number): number {
  const bad = BAD_LEVELS[kind]
  const share = scale === 'percent' ? level / 100 : scale === 'ratio' ? level : 0
  return bad === undefined || share < bad || share > 1 ? 0 : 0.5 + 0.2 * share
}

function meaningOf(kind: MeasureKind, level: string): string {
  return kind === 'cpu-throttling'
    ? `in ${level} of the scheduler's periods it was throttled: its CPU limit was used up`
    : `the hypervisor gives ${level} of its CPU time to others`
}

/** How many times more, or less, the far end is. */
function foldOf(before: number, peak: number): number {
  const small = Math.min(Math.abs(before), Math.abs(peak))
  const large = Math.max(Math.abs(before), Math.abs(peak))
  return small > 0 ? large / small : large > 0 ? 32 : 1
}

function faultOf({ name, attributes, unit }: MetricSeries, { measure, peak, shape, direction }: SeriesDescription): Fault {
  const called = measure.kind === 'latency' ? calledThing({ attributes }) : undefined
  const [usual, mode] = called === undefined ? MECHANISMS[measure.kind] : (['upstream', 'slow'] as const)
  const resource = measure.kind === 'lag' && /consumer|topic|kafka|group|queue|offset/i.test(name) ? 'broker' : usual
  const entity = called ?? namingFirst(attributes)[0]
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
    blames: called === undefined ? 'resource' : 'callee',
    vocabulary: [],
  }
}

function detailsOf({ measure, before, after, peak, saturation, isRate, shape }: SeriesDescription): string[] {
  if (shape === 'steady' && levelScore(measure, before) > 0) return [meaningOf(measure.kind, formatValue(before, measure.scale))]
  const say = (value: number) => `${formatValue(value, measure.scale)}${isRate ? '/s' : ''}`
  const full = saturation !== undefined && saturation >= 0.8 ? `${Math.round(saturation * 100)}% used up at the end` : ''
  return [`from ${say(before)} to ${say(after)}, furthest ${say(peak)}`, full].filter((detail) => detail !== '')
}

function steadyFinding(series: MetricSeries, description: SeriesDescription, sourceName: string): DraftFinding[] {
  const { measure, shape, saturation, recovered, phrase, places } = description
  const calm =
    (shape === 'steady' &&
      measure.badWhen !== 'neither' &&
      (saturation ?? 0) < 0.8 &&
      levelScore(measure, description.before) === 0) ||
    (recovered && measure.badWhen !== 'neither')
  if (!calm || series.samples.length < 3) return []
  return [
    {
      sourceName,
      kind: 'healthy',
      check: recovered ? 'metrics-recovered' : 'metrics-steady',
      title: clip(`${series.name}${placeOfSeries(series)} ${phrase}`, 200),
      score: recovered ? 0.35 : 0.2,
      count: series.samples.length,
      entities: Object.values(series.attributes).slice(0, 4),
      details: [],
      places: [{ line: places.last }],
      predicates: [...namePredicate(series), ...presentAt(series, places.last)],
    },
  ]
}

/** Where the name has a line of its own it comes first: it opens at the head of the series, a value in the middle of numbers. */
function namePredicate({ heading, samples }: MetricSeries): DraftPredicate[] {
  return heading === undefined || /["\\]/.test(heading.text) || samples.some(({ line }) => line === heading.line)
    ? []
    : [{ name: 'present', literals: [heading.text], lines: [heading.line] }]
}
