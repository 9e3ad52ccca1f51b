import type { LogDigest, Origin, Pause } from '../digest.ts'
import { fitPauseTail } from './chance-of-pause.ts'
import type { Episode } from './template-episodes.ts'

/** An origin that wrote nothing for longer than it ever would by chance, or right after something that never happened before. */
export type Silence = {
  readonly origin: Origin
  readonly pause: Pause
  readonly firstLine: number
  readonly lastLine: number
  /** The new message that it began with, when the pause alone is not long enough to tell. */
  readonly trigger?: Episode
  /** log10 of one over its chance, the search among all origins accounted for. */
  readonly strength: number
}

/** Share of all records from which an origin is expected to be heard. */
const MIN_SHARE = 0.005
const MIN_RECORDS = 50
/** A message that comes more often is no single event. */
const MAX_TRIGGER_COUNT = 3
/** Where more messages than this came only once, that says nothing. */
const MAX_TRIGGERS = 20
/** From this strength on a pause is told by itself, or together with its trigger. */
const SURE = 2
const LIKELY = 0.7
const KEPT_SHARE = 0.75
/** Share of the lines within a pause from which on one message is a flood that only kept others from being heard. */
const FLOOD_SHARE = 0.5
/** Chance of so long a pause above which it is none. */
const MAX_CHANCE = 0.05

type Source = Pick<LogDigest, 'activity' | 'coverage' | 'from' | 'to'>

/**
 * Silences of origins that otherwise write regularly, strongest first, one an origin. A pause counts by the lines that others wrote
 * meanwhile and, where there are times, by the clock: neither a flood of one message nor a quiet night is a silence.
 *
 * @param episodes what else happened: floods
 * @param triggers messages that never came before
 */
export function findSilences(source: Source, episodes: readonly Episode[], triggers: readonly Episode[]): Silence[] {
  const { records } = source.coverage
  const steady = source.activity.origins.filter(({ count }) => count >= Math.max(MIN_RECORDS, records * MIN_SHARE))
  const single = triggers.filter(({ count }) => count <= MAX_TRIGGER_COUNT)
  const rare = single.length > MAX_TRIGGERS ? [] : single
  const dense = episodes.filter(isDense)
  return steady
    .flatMap((origin) => {
      const pauses = origin.pauses.filter((pause) => !isFlooded(linesOf(pause, source), dense))
      const found = pauses.flatMap((pause) => [
        ...longSilence(origin, pause, source, steady.length),
        ...rare.flatMap((trigger) => silenceAfter(origin, pause, source, trigger)),
      ])
      return found.sort((a, b) => b.strength - a.strength).slice(0, 1)
    })
    .sort((a, b) => b.strength - a.strength)
}

/** The pause is longer than the others let expect. */
function longSilence(origin: Origin, pause: Pause, source: Source, tests: number): Silence[] {
  const expected = Math.max(
    ...scalesOf(source).map((scale) => tailOf(origin, pause, scale)?.expected(scale.lengthOf(pause)) ?? 1),
  )
  const strength = -Math.log10(expected * tests)
  return strength < SURE ? [] : [{ origin, pause, ...linesOf(pause, source), strength }]
}

/**
 * A long pause is nothing rare in a whole log, but rare right after a given line. Of a large origin it is the likelier to mean
 * something. The clock decides where there is one; what others wrote must only agree with it.
 */
function silenceAfter(origin: Origin, pause: Pause, source: Source, trigger: Episode): Silence[] {
  const { firstLine } = trigger
  const within = linesOf(pause, source)
  if (firstLine < within.firstLine || trigger.lastLine >= within.lastLine) return []
  const ahead = (within.lastLine - firstLine) / (within.lastLine - within.firstLine)
  const chances = scalesOf(source).map((scale) => tailOf(origin, pause, scale)?.chanceAhead(scale.lengthOf(pause) * ahead) ?? 1)
  if (Math.max(...chances) > MAX_CHANCE) return []
  const strength = -Math.log10(Math.min(1, (chances.at(-1)! * source.coverage.records) / origin.count))
  return strength < LIKELY ? [] : [{ origin, pause, firstLine, lastLine: within.lastLine, trigger, strength }]
}

type Scale = { readonly lengthOf: (pause: Pause) => number; readonly whole: number }

/** Lines, and the clock where there is one. */
function scalesOf({ coverage, from, to }: Source): Scale[] {
  const lines = { lengthOf: (pause: Pause) => pause.lines, whole: coverage.lines }
  if (from === undefined || to === undefined) return [lines]
  const timeOf = ({ fromTime, toTime }: Pause) => (fromTime === undefined ? 0 : Math.max(0, (toTime ?? to) - fromTime))
  return [lines, { lengthOf: timeOf, whole: to - from }]
}

function tailOf({ pauses }: Origin, left: Pause, { lengthOf, whole }: Scale) {
  const others = pauses.filter((pause) => pause !== left).map(lengthOf)
  // Pauses are kept by lines: what is long because of a flood of others may be short by the clock, and says nothing there.
  const longest = others.sort((a, b) => b - a).slice(0, Math.ceil(others.length * KEPT_SHARE))
  return fitPauseTail(longest, whole)
}

type Lines = { readonly firstLine: number; readonly lastLine: number }

function isFlooded({ firstLine, lastLine }: Lines, dense: readonly Episode[]): boolean {
  const least = (lastLine - firstLine) * FLOOD_SHARE
  return dense.some(
    (episode) => episode.count >= least && Math.min(episode.lastLine, lastLine) - Math.max(episode.firstLine, firstLine) >= least,
  )
}
/** Stretches that one message fills almost alone. */
function isDense({ count, firstLine, lastLine }: Episode): boolean {
  return count > 1 && count >= ((lastLine - firstLine) * FLOOD_SHARE) / 2
}

function linesOf({ fromLine, toLine }: Pause, { coverage }: Source): Lines {
  return { firstLine: fromLine, lastLine: toLine ?? coverage.lines }
}
