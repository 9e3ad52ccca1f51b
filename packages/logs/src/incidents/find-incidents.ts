import { compareSeverity, type Microseconds } from '@faultmaven/signals'
import type { LogActivity, LogDigest, Template } from '../digest.ts'
import { findSilences, type Silence } from './silences.ts'
import { findEpisodes, type Episode } from './template-episodes.ts'
import { unlikeOlder } from './unlike-others.ts'

/** What went wrong in one stretch of a log: messages that were new or burst there, and who fell silent. */
export type Incident = {
  readonly kind: 'burst' | 'silence'
  /** Line of the message that it began with. */
  readonly firstLine: number
  readonly lastLine: number
  readonly from?: Microseconds
  readonly to?: Microseconds
  /** Comparable between files, [0, 1): how bad what came is, how new, and how unlikely by chance. */
  readonly score: number
  /** In the order of their first lines; empty for a silence that nothing announced. */
  readonly members: readonly Episode[]
  /** New faults shortly before, in order; they may announce it. */
  readonly precursors: readonly Episode[]
  readonly silences: readonly Silence[]
}

export type FindIncidentsOptions = {
  /** How much a message is a fault, [0, 1]. @default by its severity */
  readonly faultOf?: (template: Template) => number
}

/** A message that is at least this much of a fault can be part of an incident, and one whose burst weighs this much begins one. */
const MIN_FAULT = 0.25
const MIN_WEIGHT = 0.15
/** More of a message that is known is less of an event than a message that never was, and least where its program calls it no error. */
const ERROR_BURST = 0.6
const OTHER_BURST = 0.4
/** Strength (powers of ten) at which certainty is half. */
const HALF = 10
const HALF_SILENCE = 4
/** What scores less is no incident, and beside a loud one a faint one is none either. */
const MIN_SCORE = 0.35
const MIN_OF_BEST = 0.45
const MAX_INCIDENTS = 10
/** Bursts that are joined to incidents, heaviest first. */
const MAX_SEEDS = 500
/** Next to a burst lies what is at most this many times its mean distance between lines away: beyond e⁻⁷ it is no chance. */
const SLACK = 7
const MIN_SLACK_LINES = 5
/** Bursts of one incident are of comparable length, or begin together. */
const MAX_LENGTH_RATIO = 8
const PRECURSOR_LENGTHS = 3
const PRECURSOR_SHARE = 0.02
const MAX_PRECURSORS = 4
/** Candidates looked at for messages that came only once; more of them say nothing. */
const MAX_SINGLE = 300

/** A log of fewer records shows nothing of what is usual in it. */
const MIN_RECORDS = 40

type Weighed = Episode & { readonly fault: number; readonly weight: number }

/**
 * The incidents of a log, worst first, at most ten. Works on shares of all records by position in the source: needs no times, and
 * a rise of everything alike is none. Findings that overlap are one incident; it begins with the earliest new fault next to it.
 */
export function findIncidents(
  digest: Pick<LogDigest, 'templates' | 'activity' | 'coverage' | 'from' | 'to'>,
  { faultOf = faultBySeverity }: FindIncidentsOptions = {},
): Incident[] {
  if (digest.coverage.records < MIN_RECORDS) return []
  const episodes = findEpisodes(digest).map((episode) => weigh(episode, faultOf(episode.template)))
  const bursts = gatherBursts(episodes)
  const silences = findSilences(digest, episodes, eventsOf(episodes, digest.templates))
  const loud = bursts.map((burst) => toIncident(burst, episodes, silences, digest))
  const silent = silences
    .filter((silence) => !loud.some(({ firstLine, lastLine }) => silence.firstLine <= lastLine && silence.lastLine >= firstLine))
    .map((silence) => toSilence(silence, digest.activity))
  const found = [...loud.filter(({ score }) => score >= MIN_SCORE), ...mergeSilences(silent)].sort(
    (a, b) => b.score - a.score || a.firstLine - b.firstLine,
  )
  const best = found[0]?.score ?? 0
  return found.filter(({ score }) => score >= best * MIN_OF_BEST).slice(0, MAX_INCIDENTS)
}

/** Without knowledge of its words a message is as bad as its program says. */
export function faultBySeverity({ severity }: Template): number {
  if (severity === undefined || compareSeverity(severity, 'warn') < 0) return 0
  if (severity === 'warn') return 0.4
  return severity === 'fatal' ? 0.9 : 0.7
}

function weigh(episode: Episode, fault: number): Weighed {
  const { severity } = episode.template
  const isError = severity === 'error' || severity === 'fatal'
  const novelty = episode.kind === 'new' ? 1 : isError ? ERROR_BURST : OTHER_BURST
  return { ...episode, fault, weight: fault * novelty * (episode.strength / (episode.strength + HALF)) }
}

/** Messages that came once or twice and are like no other: what happened, however mildly it is said. */
function eventsOf(episodes: readonly Weighed[], templates: readonly Template[]): Episode[] {
  const single = episodes.filter(({ kind, count }) => kind === 'new' && count <= 3)
  return single.length > MAX_SINGLE ? [] : unlikeOlder(single, templates)
}

type Burst = { readonly members: Weighed[]; firstLine: number; lastLine: number }

/** Bursts of faults that overlap and are of one scale, as one. */
function gatherBursts(episodes: readonly Weighed[]): Burst[] {
  const seeds = episodes
    .filter(({ fault, weight }) => fault >= MIN_FAULT && weight >= MIN_WEIGHT)
    .toSorted((a, b) => b.weight - a.weight)
    .slice(0, MAX_SEEDS)
  const bursts: Burst[] = []
  for (const seed of seeds.toSorted((a, b) => a.firstLine - b.firstLine || b.lastLine - a.lastLine)) {
    const burst = bursts.find((other) => belongsTo(seed, other))
    if (burst === undefined) bursts.push({ members: [seed], firstLine: seed.firstLine, lastLine: seed.lastLine })
    else {
      burst.members.push(seed)
      burst.lastLine = Math.max(burst.lastLine, seed.lastLine)
    }
  }
  return bursts
}

function belongsTo(seed: Weighed, burst: Burst): boolean {
  const slack = slackOf(burst)
  if (seed.firstLine > burst.lastLine + slack) return false
  const lengths = [seed.lastLine - seed.firstLine + 1, burst.lastLine - burst.firstLine + 1]
  return Math.max(...lengths) <= MAX_LENGTH_RATIO * Math.min(...lengths) || seed.firstLine - burst.firstLine <= slack
}

/** Lines within which something still belongs to a burst: a few times the mean distance of its records. */
function slackOf({ members, firstLine, lastLine }: Burst): number {
  const records = members.reduce((sum, { count }) => sum + count, 0)
  return Math.max(MIN_SLACK_LINES, (SLACK * (lastLine - firstLine)) / Math.max(1, records - 1))
}

function toIncident(
  burst: Burst,
  episodes: readonly Weighed[],
  silences: readonly Silence[],
  { activity, coverage }: Pick<LogDigest, 'activity' | 'coverage'>,
): Incident {
  const slack = slackOf(burst)
  const faults = episodes.filter((episode) => episode.kind === 'new' && episode.fault >= MIN_FAULT)
  const joined = faults.filter(
    (episode) =>
      !burst.members.includes(episode) &&
      episode.firstLine >= burst.firstLine - slack &&
      episode.lastLine <= burst.lastLine + slack,
  )
  const members = [...burst.members, ...joined].toSorted((a, b) => a.firstLine - b.firstLine)
  // Where a known message began to burst is known to a bucket only; a new one begins with its first line.
  const fresh = members.filter(({ kind }) => kind === 'new')
  const firstLine = (fresh[0] ?? members[0]!).firstLine
  const lastLine = Math.max(...members.map((member) => member.lastLine))
  const reach = Math.max(PRECURSOR_LENGTHS * (lastLine - firstLine), PRECURSOR_SHARE * coverage.lines)
  return {
    kind: 'burst',
    firstLine,
    lastLine,
    ...timesOf(activity, fresh[0], firstLine, lastLine),
    score: 1 - members.reduce((left, { weight }) => left * (1 - weight), 1),
    members,
    precursors: faults
      .filter((episode) => episode.lastLine < firstLine && episode.firstLine >= firstLine - reach)
      .toSorted((a, b) => a.firstLine - b.firstLine)
      .slice(-MAX_PRECURSORS),
    silences: silences.filter((silence) => silence.firstLine <= lastLine && silence.lastLine >= firstLine),
  }
}

function toSilence(silence: Silence, activity: LogActivity): Incident {
  const { firstLine, lastLine, trigger, strength } = silence
  return {
    kind: 'silence',
    firstLine,
    lastLine,
    ...timesOf(activity, trigger, firstLine, lastLine),
    score: (0.8 * strength) / (strength + HALF_SILENCE),
    members: trigger === undefined ? [] : [trigger],
    precursors: [],
    silences: [silence],
  }
}

/** A host and its components fall silent together: one incident, as strong as the strongest. */
function mergeSilences(silent: readonly Incident[]): Incident[] {
  const merged: Incident[] = []
  for (const incident of silent.toSorted((a, b) => b.score - a.score)) {
    const at = merged.findIndex(({ firstLine, lastLine }) => incident.firstLine <= lastLine && incident.lastLine >= firstLine)
    const other = merged[at]
    if (other === undefined) merged.push(incident)
    else merged[at] = { ...other, silences: [...other.silences, ...incident.silences] }
  }
  return merged
}

function timesOf(
  activity: LogActivity,
  first: Episode | undefined,
  firstLine: number,
  lastLine: number,
): Pick<Incident, 'from' | 'to'> {
  const from = first?.template.firstTime ?? timeAt(activity, firstLine)
  const to = timeAt(activity, lastLine, 1)
  return from === undefined || to === undefined ? {} : { from, to: to < from ? from : to }
}

/** Time of the bucket that a line lies in, or of one some buckets later. */
function timeAt({ firstLines, firstTimes }: LogActivity, line: number, later = 0): Microseconds | undefined {
  const after = firstLines.findIndex((first) => first > line)
  const bucket = after < 0 ? firstLines.length - 1 : after - 1 + later
  return firstTimes[bucket]
}
