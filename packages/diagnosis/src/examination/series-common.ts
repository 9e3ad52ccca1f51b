import { formatValue, type MetricSeries, median, type SeriesDescription } from '@faultmaven/metrics'
import { toInstant } from '@faultmaven/signals'
import { clip } from '../composition/clip.ts'
import type { DraftFinding } from '../draft.ts'

type Told = { readonly series: MetricSeries; readonly description: SeriesDescription }
type Mark = { readonly name: string; readonly value: string }

const MIN_SERIES = 4
/** A mark shared by one series alone is that series. */
const MIN_MARKED = 2

/**
 * What marks the bad ones: of the same measure by several attributes (version, zone, route), the value that all series have which got
 * worse, and none of those that did not. The finding of the whole group, made from that of its best member.
 */
export function markedGroups(
  told: readonly Told[],
  found: ReadonlyMap<MetricSeries, DraftFinding>,
): Map<DraftFinding, readonly Told[]> {
  const groups = new Map<DraftFinding, readonly Told[]>()
  const byName = new Map<string, Told[]>()
  for (const one of told) byName.set(one.series.name, [...(byName.get(one.series.name) ?? []), one])
  for (const [name, all] of byName) {
    const bad = all.filter(
      ({ series, description }) => found.has(series) && description.shape !== 'steady' && !description.recovered,
    )
    const rest = all.filter((one) => !bad.includes(one))
    const mark = all.length >= MIN_SERIES && bad.length >= MIN_MARKED && rest.length > 0 ? markOf(bad, rest) : undefined
    const [best] = bad.flatMap(({ series }) => found.get(series) ?? []).toSorted((a, b) => b.score - a.score)
    if (mark && best) groups.set(groupFinding(name, mark, { bad, rest, best }), bad)
  }
  return groups
}

function markOf(bad: readonly Told[], rest: readonly Told[]): Mark | undefined {
  const attributes = Object.entries(bad[0]?.series.attributes ?? {})
  const found = attributes.find(
    ([name, value]) =>
      value !== '' &&
      bad.every(({ series }) => series.attributes[name] === value) &&
      rest.every(({ series }) => series.attributes[name] !== value),
  )
  return found && { name: found[0], value: found[1] }
}

function groupFinding(
  name: string,
  mark: Mark,
  { bad, rest, best }: { bad: readonly Told[]; rest: readonly Told[]; best: DraftFinding },
): DraftFinding {
  const scale = bad[0]?.description.measure.scale ?? 'number'
  const say = (values: readonly number[]) => formatValue(median(values), scale)
  const starts = bad.flatMap(({ description }) => description.changedAt ?? [])
  const at = starts.length === 0 ? '' : ` at ${toInstant(starts.toSorted((a, b) => a - b)[0] ?? starts[0]!).slice(11, 16)}`
  const [before, after] = [
    say(bad.map(({ description }) => description.before)),
    say(bad.map(({ description }) => description.after)),
  ]
  return {
    ...best,
    check: 'metrics-marked',
    title: clip(
      `${name} went from ${before} to ${after}${at} in all ${bad.length} series of ${mark.name} ${mark.value}; the ${rest.length} others stay at ${say(rest.map(({ description }) => description.after))}`,
      200,
    ),
    score: Math.min(0.75, best.score + 0.16),
    entities: [mark.value],
    details: [`${mark.name} ${mark.value} marks the bad ones`],
    ...(best.fault && { fault: { ...best.fault, entity: mark.value } }),
  }
}
