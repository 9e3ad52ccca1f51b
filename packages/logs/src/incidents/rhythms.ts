import { microseconds, type Microseconds } from '@faultmaven/signals'
import type { Rhythm, Missed } from '../digest.ts'

/** Gaps by which a period is learnt, and how often that is tried: a start is seldom regular. */
const LEARNT = 12
const MAX_TRIES = 4
/** Of the mean direction of the gaps' phases: e^(−12 · 0.82²) is a chance of 1 in 3000. */
const MIN_CONCENTRATION = 0.82
/** Microseconds. What comes faster is traffic. */
const MIN_PERIOD = 1e6
/** Of whole seconds every gap is a multiple of one: only longer periods show. */
const SECOND = 1e6
const MIN_SECONDS = 5
/** A gap is a beat while it is within these times the period. */
const SHORTEST = 0.5
const LONGEST = 1.5
/** Share of gaps that are too short from which on it is no rhythm any more, once there are as many. */
const MAX_UNTIMELY = 0.25
const MIN_JUDGED = 24
/** While it is this young, beats that do not come are no rhythm either; later they are what is looked for. */
const YOUNG = 64
const MAX_MISSED = 8
const RECENT = 16

/** A rhythm while it is followed. Plain data: every record comes by here. */
type OpenRhythm = {
  line: number
  time: Microseconds
  tries: number
  learning: number[]
  period: number
  beats: number
  untimely: number
  /** Gaps that were too long, and the beats that did not come in them. */
  long: number
  missedBeats: number
  /** Sums of the phases' directions. */
  cosines: number
  sines: number
  readonly early: number[]
  /** The last gaps, and where each began, as rings. */
  readonly late: number[]
  readonly lateLines: number[]
  gaps: number
  readonly missed: Missed[]
}

/**
 * Follows which groups of records come at equal distances in time. A group that is not regular within its first 48 records, or has one without a time, is
 * given up and costs nothing from then on. Needs times in order: a step back is a gap of none.
 */
export function createRhythms() {
  const groups: (OpenRhythm | null | undefined)[] = []
  return {
    /**
     * @param timeUs NaN for none
     * @returns false when the group is given up
     */
    add(group: number, line: number, timeUs: number): boolean {
      const open = groups[group]
      if (open === null) return false
      const time = microseconds(timeUs)
      if (open === undefined) {
        groups[group] = Number.isNaN(timeUs) ? null : openRhythm(line, time)
        return !Number.isNaN(timeUs)
      }
      const gap = time - open.time
      if (Number.isNaN(gap) || !(open.period === 0 ? learn(open, gap) : follow(open, gap, line, time))) {
        groups[group] = null
        return false
      }
      open.line = line
      open.time = time
      return true
    },
    /** @param templateOf the template of each group */
    result: (templateOf: (group: number) => number | undefined): Rhythm[] =>
      groups.flatMap((open, group) =>
        open === null || open === undefined || open.period === 0 ? [] : [toRhythm(open, templateOf(group) ?? -1)],
      ),
  }
}

function openRhythm(line: number, time: Microseconds): OpenRhythm {
  return {
    line,
    time,
    tries: 0,
    learning: [],
    period: 0,
    beats: 0,
    untimely: 0,
    long: 0,
    missedBeats: 0,
    cosines: 0,
    sines: 0,
    early: [],
    late: [],
    lateLines: [],
    gaps: 0,
    missed: [],
  }
}

/** @returns false when the group is to be given up */
function learn(open: OpenRhythm, gap: number): boolean {
  open.learning.push(gap)
  if (open.learning.length < LEARNT) return true
  const period = open.learning.toSorted((a, b) => a - b)[LEARNT >> 1]!
  open.cosines = open.sines = 0
  const isWhole = open.learning.every((learnt) => learnt % SECOND === 0)
  if (period >= (isWhole ? MIN_SECONDS * SECOND : MIN_PERIOD)) {
    for (const learnt of open.learning) addPhase(open, learnt / period)
    if (Math.hypot(open.cosines, open.sines) >= MIN_CONCENTRATION * LEARNT) {
      open.period = period
      open.beats = LEARNT
      open.early.push(...open.learning)
      open.learning = []
      return true
    }
  }
  open.tries += 1
  open.learning = []
  return open.tries < MAX_TRIES && period >= MIN_PERIOD
}

function follow(open: OpenRhythm, gap: number, line: number, time: Microseconds): boolean {
  const ratio = gap / open.period
  addPhase(open, ratio)
  if (ratio < SHORTEST) open.untimely += 1
  else {
    open.beats += 1
    if (ratio > LONGEST) {
      open.long += 1
      open.missedBeats += Math.round(ratio) - 1
      keepMissed(open, { fromLine: open.line, fromTime: open.time, toLine: line, toTime: time })
    }
    if (open.early.length < RECENT) open.early.push(gap)
    open.late[open.gaps % RECENT] = gap
    open.lateLines[open.gaps % RECENT] = open.line
    open.gaps += 1
  }
  const judged = open.beats + open.untimely
  const bad = judged < YOUNG ? open.untimely + open.long : open.untimely
  return judged < MIN_JUDGED || bad <= MAX_UNTIMELY * judged
}

function addPhase(open: OpenRhythm, ratio: number): void {
  open.cosines += Math.cos(2 * Math.PI * ratio)
  open.sines += Math.sin(2 * Math.PI * ratio)
}

function keepMissed({ missed }: OpenRhythm, pause: Missed): void {
  missed.push(pause)
  if (missed.length <= MAX_MISSED) return
  const lengths = missed.map(({ fromTime, toTime }) => toTime - fromTime)
  missed.splice(lengths.indexOf(Math.min(...lengths)), 1)
}

function toRhythm(open: OpenRhythm, template: number): Rhythm {
  const { period, beats, untimely, cosines, sines, early, late, lateLines, gaps, missed, missedBeats, line, time } = open
  const whole = beats + untimely
  const oldest = late.length < RECENT ? 0 : gaps % RECENT
  return {
    template,
    periodUs: period,
    beats,
    concentration: Math.hypot(cosines, sines) / whole,
    early: [...early],
    late: late.length < RECENT ? [] : [...late],
    lateLine: lateLines[oldest] ?? line,
    missedBeats,
    missed: missed.toSorted((a, b) => a.fromLine - b.fromLine),
    lastLine: line,
    lastTime: time,
  }
}
