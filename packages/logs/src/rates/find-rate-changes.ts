import { microseconds, type Microseconds } from '@faultmaven/signals'
import type { LogDigest, Template } from '../digest.ts'
import { controlFalseDiscoveries } from './control-false-discoveries.ts'
import { logPoissonTail } from './poisson-tail.ts'

/**
 * A template whose rate moved. `burst`: many more than before and after; `silence`: it stopped for a while and came back;
 * `new`: it begins late in the source; `vanished`: it stops for good before the source ends.
 */
export type RateChange = {
  readonly kind: 'burst' | 'silence' | 'new' | 'vanished'
  readonly templateId: number
  /** Buckets concerned: `[from, to)`. */
  readonly from: Microseconds
  readonly to: Microseconds
  /** Rate within over rate elsewhere: above 1 for bursts, 0 for silences, Infinity when there is none elsewhere. */
  readonly ratio: number
  /** Chance of so strong a change anywhere in the source if nothing changed; over-dispersion and the search are accounted for. */
  readonly pValue: number
  /** Comparable within a source, [0, 1). */
  readonly score: number
}

const MIN_BUCKETS = 10
const MIN_BURST = 5
const MIN_RATIO = 3
/** A template that begins in the first tenth of a source is not new. */
const LATE = 0.1

type Scale = { readonly from: number; readonly widthUs: number; readonly total: readonly number[] }
type Candidate = Pick<RateChange, 'kind' | 'ratio'> & { readonly first: number; readonly end: number; readonly logP: number }

/**
 * Bursts, silences, new and vanished templates of a digest, strongest first. At most 5% of them are expected to be chance
 * (Benjamini–Hochberg over all tests). Empty when the source has no times or fewer than ten buckets.
 *
 * Counts are compared as over-dispersed Poisson: log lines come in clusters, so their variance over the mean, measured outside the
 * window, scales the test. Silence is measured against what other templates wrote meanwhile: a source that stops whole is not one.
 */
export function findRateChanges(digest: Pick<LogDigest, 'histogram' | 'templates'>): RateChange[] {
  const { from, widthUs, total } = digest.histogram
  if (from === undefined || widthUs === undefined || total.length < MIN_BUCKETS) return []
  const scale = { from, widthUs, total }
  const candidates = digest.templates.flatMap((template) =>
    [findBurst(template, total.length), findSilence(template, scale)].flatMap((found) =>
      found === undefined ? [] : [toChange(template, found, scale)],
    ),
  )
  const tests = digest.templates.length * 2
  return controlFalseDiscoveries(candidates, { tests }).sort((a, b) => b.score - a.score || a.templateId - b.templateId)
}

function toChange({ id }: Template, { kind, ratio, first, end, logP }: Candidate, { from, widthUs }: Scale): RateChange {
  const strength = -logP / Math.LN10
  return {
    kind,
    templateId: id,
    from: microseconds(from + first * widthUs),
    to: microseconds(from + end * widthUs),
    ratio,
    pValue: Math.exp(logP),
    score: strength / (strength + 10),
  }
}

/** The window of 1, 2, 4, … buckets that stands out most. */
function findBurst({ buckets, count }: Template, size: number): Candidate | undefined {
  if (count < MIN_BURST) return undefined
  const sums = prefixSums(buckets)
  let best: Candidate | undefined
  for (let width = 1; width <= size / 4; width *= 2) {
    const first = densestWindow(sums, width)
    const inside = sums[first + width]! - sums[first]!
    const outside = (sums[size]! - inside) / (size - width)
    const ratio = inside / width / outside
    if (inside < MIN_BURST || ratio < MIN_RATIO) continue
    const dispersion = dispersionOutside(buckets, first, first + width)
    // Half a record elsewhere stands for "none seen yet": a rate of zero would make everything certain.
    const mean = Math.max(outside, 0.5 / (size - width)) * width
    const logP = Math.min(0, logPoissonTail(inside / dispersion, mean / dispersion) + Math.log(size))
    if (best === undefined || logP < best.logP) best = { kind: 'burst', first, end: first + width, ratio, logP }
  }
  if (best === undefined) return undefined
  const isNew = sums[best.first] === 0 && best.first >= size * LATE
  return isNew ? { ...best, kind: 'new' } : best
}

/** The longest run of empty buckets while other templates went on; at the end of the source it is a vanishing. */
function findSilence({ buckets, count }: Template, { total }: Scale): Candidate | undefined {
  const others = prefixSums(total.map((all, at) => all - buckets[at]!))
  const size = total.length
  let best: Candidate | undefined
  let start = buckets.findIndex((value) => value > 0)
  if (start < 0) return undefined
  const active = { first: start }
  for (let at = start + 1; at <= size; at++) {
    if (at < size && buckets[at] === 0) continue
    if (at - start > 1) {
      const found = silenceOf({ first: start + 1, end: at, active, count, others, buckets, size })
      if (found !== undefined && (best === undefined || found.logP < best.logP)) best = found
    }
    start = at
  }
  return best
}

type Run = {
  readonly first: number
  readonly end: number
  readonly active: { readonly first: number }
  readonly count: number
  readonly others: readonly number[]
  readonly buckets: readonly number[]
  readonly size: number
}

function silenceOf({ first, end, active, count, others, buckets, size }: Run): Candidate | undefined {
  const within = others[end]! - others[first]!
  const elsewhere = others[size]! - others[active.first]! - within
  if (elsewhere <= 0) return undefined
  const expected = (count * within) / elsewhere
  const dispersion = dispersionOutside(buckets, first, end)
  const logP = Math.min(0, -expected / dispersion + Math.log(size))
  return { kind: end === size ? 'vanished' : 'silence', first, end, ratio: 0, logP }
}

/** Variance over mean of the buckets outside a window, at least 1: how much more clustered than chance the records are. */
function dispersionOutside(buckets: readonly number[], first: number, end: number): number {
  let sum = 0
  let squares = 0
  let size = 0
  for (let at = 0; at < buckets.length; at++) {
    if (at >= first && at < end) continue
    const value = buckets[at]!
    sum += value
    squares += value * value
    size += 1
  }
  if (sum === 0) return 1
  const mean = sum / size
  return Math.max(1, (squares / size - mean * mean) / mean)
}

function densestWindow(sums: readonly number[], width: number): number {
  let best = 0
  let most = -1
  for (let at = 0; at + width < sums.length; at++) {
    const inside = sums[at + width]! - sums[at]!
    if (inside > most) [best, most] = [at, inside]
  }
  return best
}

function prefixSums(values: readonly number[]): number[] {
  const sums = [0]
  for (const value of values) sums.push(sums.at(-1)! + value)
  return sums
}
