import { microseconds, type Microseconds } from '@faultmaven/signals'
import type { LogDigest, Missed, Rhythm, Template } from '../digest.ts'
import { controlFalseDiscoveries } from '../rates/control-false-discoveries.ts'

/** A message that came at equal distances and then did not: for good (`stopped`), for a while (`paused`), or at others (`drifted`). */
export type LostRhythm = {
  readonly kind: 'stopped' | 'paused' | 'drifted'
  readonly template: Template
  readonly periodUs: number
  /** Period after it drifted. */
  readonly laterUs?: number
  /** Beats that it kept. */
  readonly beats: number
  /** Beats that did not come; 0 for a drift. */
  readonly missed: number
  /** The last record before; the first after, or the end of the log. */
  readonly firstLine: number
  readonly lastLine: number
  readonly from: Microseconds
  readonly to: Microseconds
  readonly pValue: number
  /** Comparable between files, [0, 1). */
  readonly score: number
}

/** Records from which on there is a rhythm to lose. */
const MIN_BEATS = 20
/** Chance, as ln, that the gaps are all of equal likelihood: Rayleigh's test, whose period was chosen by the gaps. */
const MAX_LOG_RAYLEIGH = Math.log(1e-6)
const MIN_MISSED = 2
const MAX_COUNTED = 60
const MIN_DRIFT = 0.2
const HALF = 6
/** Lines of others within a pause, of those usual in such a time: where hardly anybody wrote, the clock or the machine stood. */
const MIN_OTHERS = 0.25

/**
 * Rhythms that were lost, most certain first, each where it was lost the longest. The chance of a pause is that of as many beats missed one after another, given how often
 * the same message misses one elsewhere; at most 5% of what is told is expected to be chance.
 *
 * @see Mardia and Jupp, "Directional Statistics", 2000, § 6.3.1, for Rayleigh's test
 */
export function findLostRhythms(digest: Pick<LogDigest, 'rhythms' | 'templates' | 'coverage' | 'from' | 'to'>): LostRhythm[] {
  const { from, to } = digest
  if (from === undefined || to === undefined) return []
  const templates = new Map(digest.templates.map((template) => [template.id, template]))
  const clock = { to, lines: digest.coverage.lines, linesPerUs: digest.coverage.lines / Math.max(1, to - from) }
  const kept = digest.rhythms.filter(
    ({ beats, concentration }) => beats >= MIN_BEATS && -beats * concentration ** 2 <= MAX_LOG_RAYLEIGH,
  )
  const tests = kept.reduce((sum, { missed }) => sum + missed.length + 2, 0)
  const found = kept.flatMap((rhythm) => {
    const template = templates.get(rhythm.template)
    return template === undefined ? [] : [...findPauses(rhythm, template, clock), ...findDrift(rhythm, template, clock)]
  })
  const sure = controlFalseDiscoveries(found, { tests }).sort((a, b) => b.score - a.score || a.firstLine - b.firstLine)
  const told = new Set<Template>()
  return sure.filter(({ template }) => !told.has(template) && told.add(template))
}

type Clock = { readonly to: Microseconds; readonly lines: number; readonly linesPerUs: number }

function findPauses(
  { missed, missedBeats, lastLine, lastTime, periodUs, beats }: Rhythm,
  template: Template,
  { to, lines, linesPerUs }: Clock,
): LostRhythm[] {
  const open: Missed = { fromLine: lastLine, fromTime: lastTime, toLine: lines, toTime: to }
  const beatsIn = ({ fromTime, toTime }: Missed) => Math.round((toTime - fromTime) / periodUs) - 1
  return [...missed, open].flatMap((pause): LostRhythm[] => {
    const isOpen = pause === open
    // The end of the log may come right before a beat.
    const count = isOpen ? Math.floor((to - lastTime) / periodUs - 0.5) : beatsIn(pause)
    const others = pause.toLine - pause.fromLine - 1
    const isStill = others < MIN_OTHERS * linesPerUs * (pause.toTime - pause.fromTime)
    if (count < MIN_MISSED || isStill) return []
    const elsewhere = isOpen ? missedBeats : Math.max(0, missedBeats - count)
    const rate = (elsewhere + 1) / (beats + elsewhere + 2)
    const logP = Math.min(0, Math.min(count, MAX_COUNTED) * Math.log(rate) + Math.log(beats))
    return [
      {
        kind: isOpen ? 'stopped' : 'paused',
        template,
        periodUs,
        beats,
        missed: count,
        firstLine: pause.fromLine,
        lastLine: pause.toLine,
        from: pause.fromTime,
        to: pause.toTime,
        pValue: Math.exp(logP),
        score: scoreOf(logP),
      },
    ]
  })
}

/** The last 16 gaps against the first: Welch's t, taken as normal with its 16 and 16. */
function findDrift(
  { early, late, lateLine, lastLine, lastTime, periodUs, beats }: Rhythm,
  template: Template,
  clock: Clock,
): LostRhythm[] {
  if (late.length === 0 || clock.to - lastTime > 3 * periodUs) return []
  const [before, after] = [momentsOf(early), momentsOf(late)]
  const z = Math.abs(after.mean - before.mean) / Math.sqrt((before.variance + after.variance) / late.length + 1)
  const change = Math.abs(after.median - before.median) / before.median
  if (change < MIN_DRIFT) return []
  // The tail of a normal variable, bounded from above (Chernoff).
  const logP = Math.min(0, Math.LN2 - (z * z) / 2)
  const from = lastTime - late.reduce((sum, gap) => sum + gap, 0)
  return [
    {
      kind: 'drifted',
      template,
      periodUs: before.median,
      laterUs: after.median,
      beats,
      missed: 0,
      firstLine: lateLine,
      lastLine,
      from: microseconds(from),
      to: lastTime,
      pValue: Math.exp(logP),
      score: scoreOf(logP) * Math.min(1, change),
    },
  ]
}

function scoreOf(logP: number): number {
  const strength = -logP / Math.LN10
  return strength / (strength + HALF)
}

function momentsOf(values: readonly number[]) {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, values.length - 1)
  return { mean, variance, median: values.toSorted((a, b) => a - b)[values.length >> 1]! }
}
