import type { LogActivity, LogDigest, Template } from '../digest.ts'
import { logPoissonTail } from '../rates/poisson-tail.ts'
import type { SparseSeries } from './sparse-series.ts'

/** A stretch of lines in which a message came that otherwise comes never (`new`) or far less (`burst`). */
export type Episode = {
  readonly kind: 'new' | 'burst'
  readonly template: Template
  readonly firstLine: number
  readonly lastLine: number
  /** Records of the template within. */
  readonly count: number
  /** Rate within over rate elsewhere; Infinity for what is new. */
  readonly ratio: number
  /** log10 of one over the chance of so strong a concentration anywhere in the source; 0 for a single record. */
  readonly strength: number
}

/** Share of the source at its start in which every message is new. */
const START = 0.02
/** What fills more of the source than this is how the source is. */
const WIDEST = 0.5
const MIN_BURST = 5
const MIN_RATIO = 4
/** Buckets from which on clusters within are told from an even flow. */
const MIN_SPREAD = 8
/** A bucket belongs to a burst while its rate is this many times that of the rest. */
const BURST_EDGE = 2

/**
 * The strongest episode of each template, in the order of the templates; none for those that come evenly.
 * Measured in records of the whole log, not in time: what rises with everything else is load.
 */
export function findEpisodes({
  templates,
  activity,
  coverage,
}: Pick<LogDigest, 'templates' | 'activity' | 'coverage'>): Episode[] {
  const scale = { lines: coverage.lines, exposure: prefixSums(activity.records), activity }
  return templates.flatMap((template) => {
    const series = activity.templates.get(template.id)
    if (series === undefined) return []
    return newEpisode(template, series, scale) ?? burstEpisode(template, series, scale) ?? []
  })
}

type Scale = { readonly lines: number; readonly exposure: readonly number[]; readonly activity: LogActivity }

function newEpisode(template: Template, series: SparseSeries, { lines }: Scale): Episode | undefined {
  const { firstLine, lastLine, count } = template
  const share = (lastLine - firstLine + 1) / lines
  if (firstLine <= 1 + lines * START || share > WIDEST) return undefined
  const clusters = count / dispersionOf(series)
  // All of them within one window this narrow, wherever the window stands.
  const logChance = (clusters - 1) * Math.log(share) + Math.log(clusters)
  const strength = clusters <= 1 ? 0 : Math.max(0, -logChance / Math.LN10)
  return { kind: 'new', template, firstLine, lastLine, count, ratio: Infinity, strength }
}

/** The window of 1, 2, 4, … buckets of records in which the template's share of all records rises most. */
function burstEpisode(template: Template, series: SparseSeries, scale: Scale): Episode | undefined {
  const { exposure, activity } = scale
  const size = activity.records.length
  let best: (Window & { readonly strength: number; readonly ratio: number }) | undefined
  for (let width = 1; width <= size * (WIDEST / 2); width *= 2) {
    const window = densestWindow(series, width)
    const inside = window.count
    const within = exposure[Math.min(size, window.end)]! - exposure[window.first]!
    const elsewhere = exposure[size]! - within
    const rate = Math.max(template.count - inside, 0.5) / Math.max(1, elsewhere)
    const ratio = inside / within / rate
    if (inside < MIN_BURST || ratio < MIN_RATIO) continue
    const dispersion = dispersionOutside(series, window, scale)
    const logChance = logPoissonTail(inside / dispersion, (rate * within) / dispersion) + Math.log(size)
    const strength = Math.max(0, -logChance / Math.LN10)
    if (best === undefined || strength > best.strength) best = { ...window, strength, ratio }
  }
  return best === undefined ? undefined : toEpisode(template, series, best, scale)
}

type Window = { readonly first: number; readonly end: number; readonly count: number }

function toEpisode(
  template: Template,
  { buckets, counts, firstLines }: SparseSeries,
  { first, end, strength, ratio, count: inside }: Window & { readonly strength: number; readonly ratio: number },
  { activity, exposure, lines }: Scale,
): Episode {
  const rest = Math.max(0.5, template.count - inside) / Math.max(1, exposure.at(-1)!)
  const dense = buckets.flatMap((bucket, at) =>
    bucket >= first && bucket < end && counts[at]! > BURST_EDGE * rest * activity.records[bucket]! ? [at] : [],
  )
  const from = dense[0]!
  const to = dense.at(-1)!
  const after = activity.firstLines[buckets[to]! + 1]
  return {
    kind: 'burst',
    template,
    firstLine: firstLines[from]!,
    lastLine: Math.min(template.lastLine, after === undefined ? lines : after - 1),
    count: dense.reduce((sum, at) => sum + counts[at]!, 0),
    ratio,
    strength,
  }
}

function densestWindow({ buckets, counts }: SparseSeries, width: number): Window {
  let best: Window = { first: 0, end: width, count: 0 }
  let count = 0
  let from = 0
  for (let to = 0; to < buckets.length; to++) {
    count += counts[to]!
    while (buckets[to]! - buckets[from]! >= width) count -= counts[from++]!
    if (count > best.count) best = { first: buckets[from]!, end: buckets[from]! + width, count }
  }
  return best
}

/** Between its first and its last bucket, where there are enough of them to tell. */
function dispersionOf({ buckets, counts }: SparseSeries): number {
  const size = buckets.at(-1)! - buckets[0]! + 1
  return size < MIN_SPREAD ? 1 : dispersion(counts, size)
}
function dispersionOutside({ buckets, counts }: SparseSeries, { first, end }: Window, { activity }: Scale): number {
  const outside = counts.filter((_, at) => buckets[at]! < first || buckets[at]! >= end)
  return dispersion(outside, activity.records.length - (end - first))
}
/** Variance over mean of as many buckets, those not listed empty; at least 1. Lines come in clusters, which count as one each. */
function dispersion(counts: readonly number[], size: number): number {
  const sum = counts.reduce((total, count) => total + count, 0)
  if (sum === 0 || size <= 0) return 1
  const mean = sum / size
  const squares = counts.reduce((total, count) => total + count * count, 0)
  return Math.max(1, (squares / size - mean * mean) / mean)
}

function prefixSums(values: readonly number[]): number[] {
  const sums = [0]
  for (const value of values) sums.push(sums.at(-1)! + value)
  return sums
}
