import type { Microseconds } from '@faultmaven/signals'
import type { IdEvent, IdEvents, LogDigest, Template } from '../digest.ts'
import { controlFalseDiscoveries } from '../rates/control-false-discoveries.ts'

/** Something that is begun by one message and ended by another of the same id, and did not end for some. */
export type BrokenSequence = {
  readonly start: Template
  readonly end: Template
  /** Of the ids that were followed, those that ended and those that did not. */
  readonly finished: number
  readonly unfinished: readonly { readonly id: string; readonly line: number; readonly time?: Microseconds }[]
  /** Share of all ids that was followed, (0, 1]. */
  readonly followed: number
  /** Longest that a finished one took, lines, and microseconds where there are times. */
  readonly longestLines: number
  readonly longestUs?: number
  /** Chance that those which take longest are just those that did not end, if all were alike. */
  readonly pValue: number
  /** Comparable between files, [0, 1). */
  readonly score: number
}

/** Ids from which on two messages are a pair, and the share of starts that must have an end. */
const MIN_FINISHED = 20
const MIN_SHARE = 0.95
/** Before those that are under way are left out. */
const ROUGHLY = 0.85
/** An id counts as unfinished when the log went on for this many times the longest that a finished one took. */
const PATIENCE = 1.5
const HALF = 4
const MAX_FOUND = 20

type Pair = { readonly start: number; readonly end: number; lines: number; us: number; finished: number }

/**
 * Sequences that were started and never finished, most certain first. Message A is followed by B when at least 95% of the ids that A
 * names come in B later; ids that A names near the end of the log are not counted, they may be under way.
 */
export function findBrokenSequences(digest: Pick<LogDigest, 'idEvents' | 'templates' | 'coverage' | 'to'>): BrokenSequence[] {
  const { idEvents, coverage, to } = digest
  const templates = new Map(digest.templates.map((template) => [template.id, template]))
  const pairs = pairsOf(idEvents)
  const found = pairs.flatMap((pair) => {
    const [start, end] = [templates.get(pair.start), templates.get(pair.end)]
    const unfinished = unfinishedOf(pair, idEvents, { lines: coverage.lines, to })
    if (start === undefined || end === undefined || unfinished.length === 0) return []
    if (pair.finished < MIN_SHARE * (pair.finished + unfinished.length)) return []
    // All orders of how long each takes being alike: one over the ways to choose so many of them.
    const logP = -logWays(pair.finished + unfinished.length, unfinished.length)
    const strength = -logP / Math.LN10
    return [
      {
        start,
        end,
        finished: pair.finished,
        unfinished,
        followed: idEvents.rate,
        longestLines: pair.lines,
        ...(pair.us > 0 ? { longestUs: pair.us } : {}),
        pValue: Math.exp(logP),
        score: strength / (strength + HALF),
      },
    ]
  })
  const sure = controlFalseDiscoveries(found, { tests: Math.max(1, pairs.length) }).sort(
    (a, b) => b.score - a.score || b.unfinished[0]!.line - a.unfinished[0]!.line || a.end.id - b.end.id,
  )
  return withoutRepeats(sure).slice(0, MAX_FOUND)
}

/** A run that broke lacks all later messages: told once. */
function withoutRepeats(sorted: readonly BrokenSequence[]): BrokenSequence[] {
  const told = new Set<string>()
  return sorted.filter(({ unfinished }) => {
    const news = unfinished.filter(({ id }) => !told.has(id))
    for (const { id } of news) told.add(id)
    return news.length > 0
  })
}

/** Messages of which nearly every id of the one comes in the other later. */
function pairsOf({ ids }: IdEvents): Pair[] {
  const starts = new Map<number, { ids: number; readonly later: Map<number, number> }>()
  for (const { events } of ids) {
    for (const [at, { template }] of events.entries()) {
      if (!isFirst(events, at)) continue
      const start = starts.get(template) ?? { ids: 0, later: new Map<number, number>() }
      starts.set(template, start)
      start.ids += 1
      const later = new Set(events.slice(at + 1).map((event) => event.template))
      for (const end of later) if (end !== template) start.later.set(end, (start.later.get(end) ?? 0) + 1)
    }
  }
  return [...starts].flatMap(([start, { ids: all, later }]) =>
    [...later]
      .filter(([, count]) => count >= MIN_FINISHED && count >= ROUGHLY * all)
      .map(([end]) => measure({ start, end, lines: 0, us: 0, finished: 0 }, ids)),
  )
}

function measure(pair: Pair, ids: IdEvents['ids']): Pair {
  for (const { events } of ids) {
    const [start, end] = endsOf(pair, events)
    if (start === undefined || end === undefined) continue
    pair.finished += 1
    pair.lines = Math.max(pair.lines, end.line - start.line)
    if (start.time !== undefined && end.time !== undefined) pair.us = Math.max(pair.us, end.time - start.time)
  }
  return pair
}

function unfinishedOf(pair: Pair, { ids }: IdEvents, whole: { readonly lines: number; readonly to: Microseconds | undefined }) {
  const unfinished = ids.flatMap(({ id, events }) => {
    const [start, end] = endsOf(pair, events)
    if (start === undefined || end !== undefined) return []
    const isLate = whole.lines - start.line <= PATIENCE * pair.lines
    const isSoon = start.time !== undefined && whole.to !== undefined && whole.to - start.time <= PATIENCE * pair.us
    if (isLate || isSoon) return []
    return [{ id, line: start.line, ...(start.time === undefined ? {} : { time: start.time }) }]
  })
  return unfinished.sort((a, b) => a.line - b.line)
}

/** The first start of an id, and the first end after it. */
function endsOf({ start, end }: Pair, events: readonly IdEvent[]): readonly [IdEvent | undefined, IdEvent | undefined] {
  const from = events.findIndex(({ template }) => template === start)
  if (from < 0) return [undefined, undefined]
  return [events[from], events.slice(from + 1).find(({ template }) => template === end)]
}

function isFirst(events: readonly IdEvent[], at: number): boolean {
  return events.findIndex(({ template }) => template === events[at]!.template) === at
}

/** ln of the number of ways to choose `some` of `all`. */
function logWays(all: number, some: number): number {
  let sum = 0
  for (let at = 1; at <= some; at++) sum += Math.log((all - some + at) / at)
  return sum
}
