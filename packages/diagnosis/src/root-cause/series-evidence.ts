import { createNull } from './empirical-null.ts'
import type { EntityGraph } from './entity-graph.ts'
import type { Evidence, EvidenceKind, Indicator } from './evidence.ts'
import { shareLosses } from './loss-ledger.ts'
import { clamp, quantile, sortFinite } from './numbers.ts'
import type { GridSeries, SampleGrid } from './sample-grid.ts'
import { scaleSeries, type ScaledSeries } from './series-scale.ts'
import { symptomProfile, withinWindow } from './symptom-profile.ts'
import { measureChange, type WindowChange } from './window-change.ts'

/** Meanings that can be evidence, with the indicator they speak for. */
const ADVERSE: Partial<Record<GridSeries['meaning'], readonly [EvidenceKind, Indicator]>> = {
  cpu: ['cpu', 'cpu'],
  memory: ['memory', 'memory'],
  disk: ['disk', 'disk'],
  network: ['network', 'network'],
  latency: ['latency', 'latency'],
  errors: ['errors', 'availability'],
  availability: ['availability', 'availability'],
}
/** Evidence of another kind than the symptom, where the symptom's entity does not show that kind. */
const OFF_SYMPTOM = 0.1

const RESOURCES: ReadonlySet<string> = new Set(['cpu', 'memory', 'disk'])

type Changed = { readonly scaled: ScaledSeries; readonly change: WindowChange; readonly score: number; readonly loss: number }

export type SeriesContext = {
  readonly grid: SampleGrid
  readonly graph: EntityGraph
  readonly window: readonly [number, number]
  readonly ordinary: readonly number[]
  readonly symptom?: { readonly entity: string; readonly metric: string }
}

/** Evidence from metrics: which series left its usual range in the window, weighed by its entity's own part of the damage. */
export function judgeSeries(context: SeriesContext): Evidence[] {
  const { grid, symptom } = context
  const loads = new Map(grid.series.filter(({ meaning }) => meaning === 'load').map(({ entity, values }) => [entity, values]))
  const scaled = grid.series.flatMap((series) => {
    if (ADVERSE[series.meaning] === undefined) return []
    const result = scaleSeries(series, loads.get(series.entity), context.ordinary)
    return result ? [result] : []
  })
  const noticed = scaled.find(({ series }) => series.entity === symptom?.entity && series.metric === symptom.metric)
  const profile = noticed && symptomProfile(noticed.values, context)
  const changes = scaled.flatMap((entry) => {
    const change = measureChange(entry.values, { ...context, least: entry.least })
    if (!change) return []
    const score = profile ? Math.min(change.score, withinWindow(entry.values, change, profile, context.window)) : change.score
    return [{ scaled: entry, change, score, loss: lossIn(entry, context.window) }]
  })
  const meanings = [...new Set(changes.map(({ scaled: { series } }) => series.meaning))]
  return meanings.flatMap((meaning) =>
    weigh(
      changes.filter((entry) => entry.scaled.series.meaning === meaning),
      noticed,
      context,
    ),
  )
}

function weigh(changes: readonly Changed[], noticed: ScaledSeries | undefined, context: SeriesContext): Evidence[] {
  const scores = createNull(
    changes.flatMap(({ change }) => change.ordinary),
    { overlap: context.window[1] - context.window[0] },
  )
  const evidence: Evidence[] = []
  const charged = new Map<string, number>()
  const looks = new Map<string, number>()
  const byMetric = new Map<string, Changed[]>()
  for (const entry of changes) {
    const { entity, metric } = entry.scaled.series
    looks.set(entity, (looks.get(entity) ?? 0) + 1)
    const known = byMetric.get(metric)
    if (known) known.push(entry)
    else byMetric.set(metric, [entry])
  }
  for (const [metric, same] of [...byMetric].toSorted((a, b) => tailOf(a[0]) - tailOf(b[0]))) {
    const losses = new Map(same.map(({ scaled, score, loss }) => [scaled.series.entity, score > 1 ? loss : 0]))
    const atSymptom = noticed && same.find(({ scaled }) => scaled.series.entity === noticed.series.entity)
    const meaning = same[0]?.scaled.series.meaning
    // What is little beside what the large ones of the system use anyway is not what broke it.
    const material = meaning && RESOURCES.has(meaning) ? quantile(sortFinite(same.map(({ scaled }) => scaled.usual)), 0.9) : 0
    const shares = shareLosses(losses, context.graph, 0.5 * Math.max(0, atSymptom?.loss ?? 0, material))
    const isShown =
      noticed === undefined ||
      atSymptom === undefined ||
      noticed.series.meaning === atSymptom.scaled.series.meaning ||
      atSymptom.score > 3
    for (const { scaled, change, score } of same) {
      // Quantiles of callers and callees do not add up as means do: the first metric of an entity decides.
      const share = charged.get(scaled.series.entity) ?? shares.get(scaled.series.entity) ?? 0
      charged.set(scaled.series.entity, share)
      const nats = scores.surprise(score, changes.length) * Math.sqrt(share) * (isShown ? 1 : OFF_SYMPTOM)
      const alone = scores.surprise(score, looks.get(scaled.series.entity) ?? 1)
      const kind = ADVERSE[scaled.series.meaning]
      if (!(alone > 0) || !kind) continue
      const statement = `${metric} is ${score.toFixed(1)} times its usual variation above usual; ${percent(share)} of what was lost began here`
      evidence.push({
        entity: scaled.series.entity,
        kind: kind[0],
        indicator: kind[1],
        nats,
        alone,
        statement,
        ...onsetOf(scaled, change, context),
      })
    }
  }
  return evidence
}

function onsetOf({ values }: ScaledSeries, { usual, spread, value }: WindowChange, { grid, window }: SeriesContext) {
  for (let row = window[0]; row < window[1]; row += 1) {
    const onset = grid.times[row]
    if ((values[row] ?? Number.NaN) > usual + Math.max(2 * spread, 0.5 * (value - usual)) && onset !== undefined) return { onset }
  }
  return {}
}

function lossIn({ losses }: ScaledSeries, [from, to]: readonly [number, number]): number {
  return clamp(quantile(sortFinite(losses.subarray(from, to)), 0.7) || 0, 0, Number.MAX_VALUE)
}

/** How far out in the distribution of its values a metric looks: 0.5 for a mean, 0.95 for a `p95`. */
function tailOf(metric: string): number {
  const digits = /p(\d{2,3})|0?\.(\d{2,3})|max/i.exec(metric)
  if (!digits) return 0.5
  return Number(`0.${digits[1] ?? digits[2] ?? '999'}`)
}

const percent = (share: number) => `${Math.round(share * 100)} %`
