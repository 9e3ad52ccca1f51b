import type { Fault } from '@faultmaven/contracts'
import { formatValue, isCounter, measureOfSeries, median, type MetricSeries, ratesOf } from '@faultmaven/metrics'
import { hasDate, microseconds, type Microseconds, toInstant } from '@faultmaven/signals'
import type { TraceAnalysis } from '@faultmaven/traces'
import { clip } from '../composition/clip.ts'
import type { DraftFinding, DraftPlace, DraftPredicate, ExaminedSource } from '../draft.ts'
import type { Indicator } from '../root-cause/evidence.ts'
import { findRootCauses, type RootCauseReport } from '../root-cause/find-root-causes.ts'
import type { EntitySeries, TimeWindow } from '../root-cause/input.ts'
import { readMeaning } from '../root-cause/metric-meaning.ts'
import type { RootCause } from '../root-cause/rank-evidence.ts'
import { presentAt } from './series-literals.ts'
import { createTraceWords } from './traces-words.ts'

const CHECK = 'root-causes'
const MAX_CAUSES = 3
const MAX_PLACES = 3
/** Of larger cases the first are compared: the ranking holds each span and sample as an object. */
const MAX_SPANS = 100_000
const MAX_SAMPLES = 1_000_000
/** Nats of evidence at which a cause has half the weight that a finding can get from them. */
const HALF_WEIGHT = 4
/** Attributes that name what a series is of, the closest first. @see https://opentelemetry.io/docs/specs/semconv/resource/ */
const ENTITY_KEYS = [
  /^service(?:[._]name)?$/i,
  /^(?:app|application|deployment|workload)$/i,
  /^(?:container|pod)(?:[._]name)?$/i,
  /^(?:db|database|queue|topic)(?:[._]name)?$/i,
  /^job$/i,
  /^(?:host(?:[._]?name)?|node|instance)$/i,
]

/** What an indicator says of an entity, in the words of the fault grammar. */
const MECHANISMS: Readonly<Record<Indicator, readonly [resource: string, mode: string]>> = {
  cpu: ['cpu', 'overloaded'],
  memory: ['memory', 'overloaded'],
  disk: ['disk-io', 'slow'],
  network: ['network', 'slow'],
  latency: ['process', 'slow'],
  errors: ['process', 'failed'],
  availability: ['process', 'failed'],
  code: ['process', 'changed'],
  change: ['process', 'changed'],
}

/** A series as it is ranked, and what it is cited by. */
type Ranked = Omit<EntitySeries, 'samples'> & {
  /** Rates of a counter; each stands where its later value does. */
  readonly samples: MetricSeries['samples']
  readonly source: ExaminedSource
  readonly series: MetricSeries
}

/**
 * Where an incident begins, from the metrics and traces of all sources together: at most three findings, the most likely entity first; none
 * when nothing is beyond what ordinary time shows too, or when there are not two entities to tell apart. Each says what raised it and
 * what would be said without its best evidence, and cites samples of its series or spans of its service within the window.
 */
export function examineRootCauses(sources: readonly ExaminedSource[]): DraftFinding[] {
  const series = rankedSeries(sources)
  const traces = sources.flatMap((source) => (source.traces === undefined ? [] : [{ source, analysis: source.traces }]))
  const spans = traces
    .flatMap(({ analysis }) => (analysis.spans.length > MAX_SPANS ? [] : [...analysis.spans]))
    .slice(0, MAX_SPANS)
  if (new Set([...series.map(({ entity }) => entity), ...spans.map(({ service }) => service)]).size < 2) return []
  const report = findRootCauses({ series, spans, logs: [] })
  const { verdict, window, candidates } = report
  if (verdict === 'quiet' || window === undefined) return []
  return candidates.slice(0, MAX_CAUSES).flatMap((cause, rank) => {
    const proof = proofOfSpans(cause, window, traces) ?? proofOfSeries(cause, window, series)
    return proof === undefined ? [] : [causeDraft(cause, { report, window, rank, proof })]
  })
}

function rankedSeries(sources: readonly ExaminedSource[]): Ranked[] {
  let total = 0
  return sources.flatMap((source) =>
    source.series.flatMap((series) => {
      total += series.samples.length
      const named = nameParts(series)
      const isDated = hasDate(series.samples[0]?.time ?? microseconds(0))
      if (named === undefined || !isDated || total > MAX_SAMPLES) return []
      // A counter is always at its highest: what it counts a second is what changes.
      const samples = isCounter(series) ? ratesOf(series.samples) : series.samples
      return [{ ...named, ...(series.unit !== undefined && { unit: series.unit }), samples, source, series }]
    }),
  )
}

/** Whose series it is and of what: by its attributes, or by the two parts of a column such as `orders|cpu`. */
function nameParts({ name, attributes }: MetricSeries): { entity: string; metric: string } | undefined {
  const keys = Object.keys(attributes).filter((key) => attributes[key] !== '')
  const closest = ENTITY_KEYS.map((pattern) => keys.find((key) => pattern.test(key))).find((key) => key !== undefined)
  if (closest !== undefined) return { entity: attributes[closest] ?? '', metric: name }
  const [, entity, metric] = /^(.{1,100})[|](.{1,100})$/.exec(name) ?? []
  return entity === undefined || metric === undefined ? undefined : { entity, metric }
}

/** What a finding rests on: places of one source, and predicates that say what stands there. */
type Proof = {
  readonly sourceName: string
  readonly places: readonly DraftPlace[]
  readonly predicates: readonly DraftPredicate[]
  readonly shown: string
}

/** The longest and the failing spans of the entity that begin in the window. */
function proofOfSpans(
  { entity, evidence }: RootCause,
  window: TimeWindow,
  traces: readonly { readonly source: ExaminedSource; readonly analysis: TraceAnalysis }[],
): Proof | undefined {
  const isOfSpans = evidence[0] !== undefined && /time|spans|path/.test(evidence[0].kind)
  const wantsErrors = evidence[0]?.kind === 'failed-spans'
  if (!isOfSpans) return undefined
  for (const { source, analysis } of traces) {
    const words = createTraceWords(analysis, source.name)
    const found: { readonly index: number; readonly durationNs: number }[] = []
    for (let index = 0; index < analysis.spans.length; index += 1) {
      const { service, start, durationNs, status } = analysis.spans.at(index)
      const fits = service === entity && start >= window.start && start <= window.end && (!wantsErrors || status === 'error')
      if (fits) found.push({ index, durationNs })
    }
    const shown = found.toSorted((a, b) => b.durationNs - a.durationNs).slice(0, MAX_PLACES)
    if (shown.length === 0) continue
    const places = shown.map(({ index }) => ({ line: analysis.spans.at(index).line, span: words.spanOf(index) }))
    const predicates = shown.map(({ index, durationNs }): DraftPredicate => {
      const span = words.spanOf(index)
      return wantsErrors
        ? { name: 'span', span, field: 'isError', comparison: '=', value: true }
        : { name: 'span', span, field: 'durationNs', comparison: '>=', value: durationNs }
    })
    return { sourceName: source.name, places, predicates, shown: '' }
  }
  return undefined
}

/** The sample furthest from the usual in the window, of the entity's series that means what the evidence is about. */
function proofOfSeries(
  { entity, indicator, evidence }: RootCause,
  window: TimeWindow,
  all: readonly Ranked[],
): Proof | undefined {
  const own = all.filter((one) => one.entity === entity)
  const wanted = new Set<string>([...evidence.map(({ kind }) => kind), indicator])
  const told = own.filter(({ metric }) => wanted.has(readMeaning(metric)))
  for (const { series, samples, source } of [...told, ...own]) {
    const inside = samples.filter(({ time }) => time >= window.start && time <= window.end)
    const outside = samples.filter(({ time }) => time < window.start || time > window.end).map(({ value }) => value)
    const usual = median(outside)
    const shown = inside.toSorted((a, b) => Math.abs(b.value - usual) - Math.abs(a.value - usual)).slice(0, MAX_PLACES)
    const [worst] = shown
    if (worst === undefined || worst.value === usual) continue
    const { scale } = measureOfSeries(series)
    return {
      sourceName: source.name,
      places: shown.map(({ line }) => ({ line })),
      predicates: shown.flatMap(({ line }) => presentAt(series, line)),
      shown: `${series.name} ${formatValue(worst.value, scale)} at ${clockOf(worst.time)}, usually ${formatValue(usual, scale)}`,
    }
  }
  return undefined
}

type Told = { readonly report: RootCauseReport; readonly window: TimeWindow; readonly rank: number; readonly proof: Proof }

function causeDraft({ entity, indicator, score, evidence }: RootCause, { report, window, rank, proof }: Told): DraftFinding {
  const { shown, ...cited } = proof
  const [resource, mode] = MECHANISMS[indicator]
  // What shows first of it in a series is sharper than the window.
  const onsets = evidence.flatMap(({ onset }) => onset ?? [])
  const begins = onsets.length === 0 ? window.start : microseconds(Math.min(...onsets))
  const fault: Fault = { resource, mode, mechanism: `${resource}/${mode}`, entity, blames: 'resource', vocabulary: [] }
  const without = rank === 0 ? report.counterfactuals.find(({ first }) => first !== undefined && first !== entity) : undefined
  return {
    ...cited,
    kind: 'series',
    check: CHECK,
    title: clip(
      `The trouble from ${clockOf(window.start)} on begins in ${entity} (${indicator}): ${evidence[0]?.statement ?? ''}`,
      220,
    ),
    score: rank === 0 ? 0.45 + 0.35 * (score / (score + HALF_WEIGHT)) : 0.3 * (score / (score + HALF_WEIGHT)),
    severity: rank === 0 ? 'error' : 'warn',
    count: 1,
    interval: { from: toInstant(begins), to: toInstant(window.end) },
    entities: [entity],
    fault,
    details: [
      shown,
      ...evidence.slice(1, 4).map(({ statement }) => clip(statement, 160)),
      without === undefined ? '' : `without its ${without.without} evidence ${without.first} would come first`,
      rank === 0 && report.lookNext.length > 0 ? `look next at ${report.lookNext.slice(0, 3).join(', ')}` : '',
    ].filter((detail) => detail !== ''),
  }
}

const clockOf = (time: Microseconds) => toInstant(time).slice(11, 16)
