import { compareSeverity } from '@faultmaven/signals'
import type { ExaminedSource } from '@faultmaven/diagnosis'
import type { LogDigest } from '@faultmaven/logs'

/** A log and what it is to be compared with. */
export type Pair = { readonly bad: Logged; readonly good: Logged }
/** A source that is a log. */
export type Logged = ExaminedSource & { readonly log: LogDigest }

/** Pairs compared in a turn. */
const MAX_PAIRS = 6
const GOOD =
  /^(?:good|ok|okay|working|works|healthy|before|old|baseline|base|pass|passed|passing|success|stable|yesterday|reference|normal|expected)$/
const BAD = /^(?:bad|broken|ko|nok|fail|failed|failing|failure|unhealthy|after|new|incident|today|candidate|canary|actual)$/
/** A date, the number of an instance, or the hash that a scheduler gives: what tells files of one kind apart. */
const MARK = /^\d{1,14}$|^(?=[a-z]{0,12}\d)[a-z0-9]{5,12}$/
/** `app.log.1` is the part of `app.log` before it, and not another. */
const ROTATED = /\.log\.\d{1,3}$|-\d{1,3}\.log$/
const MIN_RECORDS = 40

/**
 * Logs whose names are equal but for good or bad, before or after, a date, or the name of a pod: at most one pair of each such name.
 * Which is bad say the words, else the later date, else the share of faults.
 */
export function comparisonPairs(sources: readonly ExaminedSource[]): readonly Pair[] {
  const kinds = new Map<string, Logged[]>()
  for (const source of sources) {
    if (!isLogged(source)) continue
    const stem = stemOf(source.name)
    kinds.set(stem, [...(kinds.get(stem) ?? []), source])
  }
  return [...kinds.values()].flatMap((logs) => pairOf(logs) ?? []).slice(0, MAX_PAIRS)
}

function isLogged(source: ExaminedSource): source is Logged {
  return source.kind === 'log' && (source.log?.coverage.records ?? 0) >= MIN_RECORDS
}

function wordsOf(name: string): string[] {
  return name
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '')
}

/** The name without what tells it from others of its kind. */
function stemOf(name: string): string {
  return wordsOf(name)
    .filter((word) => !GOOD.test(word) && !BAD.test(word) && !MARK.test(word))
    .join(' ')
}

function pairOf(logs: readonly Logged[]): Pair | undefined {
  const good = logs.filter(({ name }) => wordsOf(name).some((word) => GOOD.test(word)))
  const bad = logs.filter(({ name }) => wordsOf(name).some((word) => BAD.test(word)))
  const others = logs.filter((log) => !good.includes(log) && !bad.includes(log))
  if (good.length > 0 || bad.length > 0) return toPair(bad[0] ?? others[0], good[0] ?? others[0])
  if (logs.length < 2) return undefined
  // Dates are written so that they sort: the last day against the one before.
  if (logs.every(({ name }) => /\d{4}\D?\d\d\D?\d\d/.test(name))) {
    const days = logs.toSorted((a, b) => (a.name < b.name ? -1 : 1))
    return toPair(days.at(-1), days.at(-2))
  }
  if (logs.some(({ name }) => ROTATED.test(name))) return undefined
  const calmFirst = logs.toSorted((a, b) => faultShare(a.log) - faultShare(b.log) || (a.name < b.name ? -1 : 1))
  return toPair(calmFirst.at(-1), calmFirst[0])
}

function toPair(bad: Logged | undefined, good: Logged | undefined): Pair | undefined {
  return bad === undefined || good === undefined || bad === good ? undefined : { bad, good }
}

function faultShare({ templates, coverage }: LogDigest): number {
  const faults = templates.filter(({ severity }) => severity !== undefined && compareSeverity(severity, 'warn') >= 0)
  return faults.reduce((sum, { count }) => sum + count, 0) / Math.max(1, coverage.records)
}
