import { findChangePoint, median, spread } from './statistics.ts'

/** A movement that noise does not explain. Indexes count in the values given. */
export type Movement = {
  /** `step`: another level until the end; `trend`: a steady way there; `spike`: left its level and came back. */
  readonly shape: 'step' | 'trend' | 'spike'
  /** The level it left. */
  readonly before: number
  /** Value at the start of a trend. */
  readonly from: number
  readonly peak: number
  readonly peakAt: number
  readonly start: number
  /** First value back at its level, for a spike. */
  readonly end: number
  /** It left its level so often and came back, from `firstStart` on; 1 for a single time. */
  readonly runs: number
  readonly firstStart: number
  /** [0, 1]. */
  readonly significance: number
}

const MIN_VALUES = 5
/** A movement is at least so many times the noise between neighbours and so large a share of the level. */
const MIN_NOISES = 6
const MIN_SHARE = 0.3
/** In percent of a fixed scale: ten points. */
const MIN_POINTS = 0.1

/**
 * The one movement that says most about a series, or undefined for noise.
 * First excursions from the median (a level that most values share), then a split into two levels by Pettitt's test.
 * @param full the end of a fixed scale (100 for percent), on which small absolute moves say nothing
 */
export function findMovement(values: readonly number[], full?: number): Movement | undefined {
  if (values.length < MIN_VALUES) return undefined
  return findExcursion(values, full) ?? findStep(values, full)
}

function findExcursion(values: readonly number[], full: number | undefined): Movement | undefined {
  const before = median(values)
  const noise = noiseOf(values)
  const reach = leastMove(before, noise, full)
  const out = values.map((value) => Math.abs(value - before) > reach)
  const outside = out.filter(Boolean).length
  if (outside === 0 || outside > values.length * 0.45) return undefined
  const { start, end, runs, firstStart } = mainRun(values, out, before)
  if (start === 0 && end < values.length) return findEarlyStep(values, end, before)
  const peakAt = furthest(values, before, start, end)
  const peak = values[peakAt] ?? before
  const isOver = end < values.length
  if (isOver && end - start === 1 && values.length < 12) return undefined
  const shape = !isOver && isRamp(values, start, before) ? 'trend' : isOver ? 'spike' : 'step'
  const significance = 1 - Math.exp(-Math.abs(peak - before) / (4 * Math.max(noise, reach / MIN_NOISES)) / 2)
  return { shape, before, from: values[start] ?? before, peak, peakAt, start, end, runs, firstStart, significance }
}

/** The series begins elsewhere and soon reaches the level that most values share: a step whose start is in the picture. */
function findEarlyStep(values: readonly number[], end: number, level: number): Movement | undefined {
  const before = median(values.slice(0, Math.max(1, end >> 1)))
  const distance = Math.abs(level - before)
  if (end < 2 || distance === 0) return undefined
  const start = values.findIndex((value) => Math.abs(value - before) > distance / 4)
  const peakAt = furthest(values, before, start, values.length)
  const significance = 1 - Math.exp(-distance / (4 * Math.max(roughness(values), distance / 40)))
  return {
    shape: 'step',
    before,
    from: before,
    peak: values[peakAt] ?? level,
    peakAt,
    start,
    end: values.length,
    runs: 1,
    firstStart: start,
    significance,
  }
}

type Run = { readonly start: number; readonly end: number; readonly runs: number; readonly firstStart: number }

/** The run of outside values that goes furthest, and how many there are; single values back inside do not end one. */
function mainRun(values: readonly number[], out: readonly boolean[], before: number): Run {
  let best = { start: 0, end: 0, reach: -1 }
  let runs = 0
  for (let start = 0; start < out.length; start += 1) {
    if (!out[start]) continue
    let end = start + 1
    while (end < out.length && (out[end] || out[end + 1])) end += 1
    const reach = Math.abs((values[furthest(values, before, start, end)] ?? before) - before) + (end === out.length ? 1e-9 : 0)
    if (reach > best.reach) best = { start, end, reach }
    runs += 1
    start = end
  }
  return { start: best.start, end: best.end, runs, firstStart: out.indexOf(true) }
}

function furthest(values: readonly number[], from: number, start: number, end: number): number {
  let at = start
  for (let index = start; index < end; index += 1) {
    if (Math.abs((values[index] ?? from) - from) > Math.abs((values[at] ?? from) - from)) at = index
  }
  return at
}

function findStep(values: readonly number[], full: number | undefined): Movement | undefined {
  const { index, chance } = findChangePoint(values)
  if (chance > 0.05 || index === 0) return undefined
  const first = values.slice(0, index)
  const second = values.slice(index)
  const before = median(first)
  const after = median(second)
  const ramp = isRamp(values, 0, before)
  const [from, to] = ramp ? [median(values.slice(0, 2)), median(values.slice(-2))] : [before, after]
  const noise = roughness(values)
  const wide = ramp ? 0 : 3 * Math.max(spread(first), spread(second))
  const least = leastMove(Math.min(Math.abs(from), Math.abs(to)), noise, full)
  if (Math.abs(to - from) < Math.max(least, wide)) return undefined
  const peakAt = furthest(values, from, ramp ? 0 : index, values.length)
  return {
    shape: ramp ? 'trend' : 'step',
    before: from,
    from,
    peak: values[peakAt] ?? to,
    peakAt,
    start: ramp ? 0 : index,
    end: values.length,
    runs: 1,
    firstStart: ramp ? 0 : index,
    significance: (1 - chance) * (1 - Math.exp(-Math.abs(to - from) / Math.max(noise * 4, 1e-12))),
  }
}

/** Noise between neighbours and around the level, whichever is larger. */
function noiseOf(values: readonly number[]): number {
  const steps = values.slice(1).map((value, index) => value - (values[index] ?? 0))
  return Math.max(spread(values), spread(steps) / Math.SQRT2)
}

/** Noise around the line through the neighbours: a ramp has none. */
function roughness(values: readonly number[]): number {
  const bends = values.slice(1, -1).map((value, index) => value - ((values[index] ?? 0) + (values[index + 2] ?? 0)) / 2)
  return spread(bends) / Math.sqrt(1.5)
}

function leastMove(level: number, noise: number, full: number | undefined): number {
  return Math.max(MIN_NOISES * noise, MIN_SHARE * Math.abs(level), full === undefined ? 1e-9 : MIN_POINTS * full)
}

/** Fifths that go one way only, none of them taking most of the way, are a ramp; one big stride is a step. */
function isRamp(values: readonly number[], start: number, before: number): boolean {
  const part = values.slice(start)
  if (part.length < MIN_VALUES) return false
  const fifths = [0, 1, 2, 3, 4].map((fifth) =>
    median(
      part.slice(
        Math.floor((fifth * part.length) / 5),
        Math.max(Math.floor(((fifth + 1) * part.length) / 5), Math.floor((fifth * part.length) / 5) + 1),
      ),
    ),
  )
  const strides = fifths.slice(1).map((value, index) => value - (fifths[index] ?? 0))
  const whole = (fifths[4] ?? 0) - (fifths[0] ?? 0)
  if (whole === 0 || Math.abs(whole) < 0.2 * Math.abs((fifths[4] ?? 0) - before)) return false
  // A step in the middle of a fifth gives two great strides and two of noise.
  return strides.every(
    (stride) =>
      Math.sign(stride) === Math.sign(whole) &&
      Math.abs(stride) < 0.6 * Math.abs(whole) &&
      Math.abs(stride) > 0.04 * Math.abs(whole),
  )
}
