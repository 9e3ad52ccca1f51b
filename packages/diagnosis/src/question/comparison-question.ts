import type { Interval, Source } from '@faultmaven/contracts'
import { fromInstant, type Microseconds, microseconds, toInstant } from '@faultmaven/signals'
import { endOfEvidence, fitRange } from './fit-range.ts'

/** One side of a comparison: some logs, or a window of them. */
export type ComparedSide = {
  /** What it is called: its file, or the words of the question. */
  readonly name: string
  readonly sourceIds: readonly string[]
  readonly window?: Interval
}

/** What a question wants compared. Neither side is good or bad by itself: `second` is the later one, or the one named last. */
export type ComparisonQuestion = { readonly first: ComparedSide; readonly second: ComparedSide }

/** Whether it wants things compared, whichever. */
export function asksComparison(text: string): boolean {
  return COMPARES.test(text) && !CAUSE.test(text)
}

const COMPARES =
  /\b(?:compar(?:e|ed|ing|ison)|contrast|differen(?:t|ce|ces|tly)|differs?|diff|what (?:has |is |was )?changed? (?:between|from|since|after)|what is new (?:since|after)|versus|vs\.?)\b/i
/** Asks for a cause: what differs is one way to it, and the diagnosis takes it by itself. */
const CAUSE = /\bwhy\b|\bcaus(?:e|ed|es|ing)\b|\breasons?\b|\bwhat (?:went wrong|broke|is wrong)\b|\bhow (?:do|can|should|to)\b/i
const AROUND = /\b(?:before (?:and|with|to|vs\.?|versus|against) after|after (?:and|with|to|vs\.?|versus|against) before)\b/i
const SINCE = /\bwhat (?:has |is |was )?(?:changed?|new) (?:since|after)\b/i
/** Between the two sides, the clearest first: "and" and "to" stand within a time as well. */
const BETWEEN = [/\b(?:with|against|versus|vs\.?|compared to|rather than)\b/i, /\band\b/i, /\b(?:to|from|than)\b/i]
/** The time of as much just before what the other side names. */
const JUST_BEFORE =
  /\b(?:hour|day|week|minutes?|time|one|period) before\b|\bbefore (?:that|it|then)\b|\bprevious (?:hour|day|week|period)\b/i
/** All that the other side is not. */
const REST = /\b(?:rest|everything else|other times?|usual|normal(?:ly)?|baseline)\b/i
const NO_NAME =
  /^(?:the|and|an?|of|in|is|are|was|were|what|which|how|do|does|between|compare[ds]?|comparing|comparison|difference|different|differences|differs?|diff|logs?|files?|pods?|hosts?|nodes?|servers?|instances?|services?|run|runs|one|two|both|other|my|our|this|that|these|those|me|show|please|against|with|versus|vs|txt|json|ones?|changed|new)$/i

type Asked = {
  readonly sources: readonly Pick<Source, 'id' | 'name' | 'kind' | 'interval'>[]
  /** IANA zone of the user. */
  readonly zone?: string | undefined
}

/**
 * Reads a question that wants two logs or two windows compared: only where both sides are told by it and the evidence has them. One that asks
 * for a cause is for the diagnosis.
 */
export function readComparison(text: string, { sources, zone }: Asked): ComparisonQuestion | undefined {
  const asked = text.replaceAll(/\s+/g, ' ').trim()
  const logs = sources.filter(({ kind }) => kind === 'log')
  if (asked.length > 400 || !asksComparison(asked) || logs.length === 0) return undefined
  return aroundMoment(asked, logs, zone) ?? ofTwoPhrases(asked, logs, zone)
}

type Logs = Asked['sources']

/** "Before and after 10:00", "what changed since the 10:00 deploy". */
function aroundMoment(text: string, logs: Logs, zone: string | undefined): ComparisonQuestion | undefined {
  if (!AROUND.test(text) && !SINCE.test(text)) return undefined
  const range = fitRange(text.replace(AROUND, 'at'), logs, zone)
  const covered = coveredBy(logs)
  if (!range || !covered) return undefined
  const at = fromInstant(range.from)
  if (at <= fromInstant(covered.from) || at > fromInstant(covered.to)) return undefined
  const clock = `${range.from.slice(0, 19).replace('T', ' ')} UTC`
  const named = timed(logs)
  return {
    first: { name: `before ${clock}`, sourceIds: named, window: { from: covered.from, to: toInstant(earlier(at)) } },
    second: { name: `from ${clock} on`, sourceIds: named, window: { from: range.from, to: covered.to } },
  }
}

function ofTwoPhrases(text: string, logs: Logs, zone: string | undefined): ComparisonQuestion | undefined {
  for (const connector of BETWEEN) {
    const pieces = text.split(connector)
    for (let at = 1; at < pieces.length; at += 1) {
      const [one, other] = [pieces.slice(0, at).join(' and '), pieces.slice(at).join(' and ')]
      const found = ofSources(one, other, logs) ?? ofWindows(one, other, logs, zone)
      if (found) return found
    }
  }
  return undefined
}

/** "a.log and b.log", "the good and the bad pod": names that one phrase has and the other has not. */
function ofSources(one: string, other: string, logs: Logs): ComparisonQuestion | undefined {
  const [left, right] = [namedBy(one, logs), namedBy(other, logs)]
  // "bad.log with the rest": what is named against all others.
  if (left.length > 0 && right.length === 0 && REST.test(other)) return againstOthers(left, logs)
  const [first, second] = [left.filter((log) => !right.includes(log)), right.filter((log) => !left.includes(log))]
  return first.length > 0 && second.length > 0 ? { first: sideOf(first), second: sideOf(second) } : undefined
}

function againstOthers(named: Logs, logs: Logs): ComparisonQuestion | undefined {
  const others = logs.filter((log) => !named.includes(log))
  return others.length === 0 ? undefined : { first: { ...sideOf(others), name: 'all other logs' }, second: sideOf(named) }
}

function sideOf(logs: Logs): ComparedSide {
  const [first] = logs
  const name = logs.length === 1 ? (first?.name ?? '') : `${first?.name} and ${logs.length - 1} more`
  return { name, sourceIds: logs.map(({ id }) => id) }
}

/** Logs that a phrase names whole; else those of whose name a word stands in it. */
function namedBy(phrase: string, logs: Logs): Logs {
  const said = phrase.toLowerCase()
  const whole = logs.filter(({ name }) => [name, basename(name)].some((form) => hasWord(said, form.toLowerCase())))
  if (whole.length > 0) return whole
  const words = new Set((said.match(/[a-z0-9][\w-]*/g) ?? []).filter((word) => word.length > 1 && !NO_NAME.test(word)))
  return logs.filter(({ name }) => partsOf(name).some((part) => words.has(part)))
}

function basename(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1)
}

function partsOf(name: string): string[] {
  const stem = basename(name).replace(/(?:\.(?:log|txt|json|jsonl|gz|out|\d+))+$/i, '')
  return [stem, ...name.split('/'), ...name.split(/[^A-Za-z0-9]+/)]
    .map((part) => part.toLowerCase())
    .filter((part) => part.length > 1 && !NO_NAME.test(part))
}

function hasWord(text: string, word: string): boolean {
  const at = text.indexOf(word)
  return word.length > 1 && at >= 0 && !/[\w-]/.test(text[at - 1] ?? ' ') && !/[\w-]/.test(text[at + word.length] ?? ' ')
}

/** "Yesterday with today", "the last hour and the hour before", "10:00-10:30 against the rest". */
function ofWindows(one: string, other: string, logs: Logs, zone: string | undefined): ComparisonQuestion | undefined {
  const isRelative = (phrase: string) => JUST_BEFORE.test(phrase) || REST.test(phrase)
  const [left, right] = [one, other].map((phrase) => (isRelative(phrase) ? undefined : fitRange(phrase, logs, zone)))
  const covered = coveredBy(logs)
  if (!covered) return undefined
  const named = timed(logs)
  const side = (window: Interval, name: string): ComparedSide => ({
    name,
    sourceIds: named,
    window: { from: window.from, to: window.to },
  })
  if (left && right && !meets(left, right)) {
    const sides = [side(left, clocksOf(left)), side(right, clocksOf(right))] as const
    return left.from <= right.from ? { first: sides[0], second: sides[1] } : { first: sides[1], second: sides[0] }
  }
  const known = left ?? right
  const phrase = left ? other : one
  if (!known || (left && right)) return undefined
  if (JUST_BEFORE.test(phrase)) {
    const from = fromInstant(known.from)
    const length = fromInstant(known.to) - from
    const before = { from: toInstant(microseconds(from - length)), to: toInstant(earlier(from)) }
    return { first: side(before, clocksOf(before)), second: side(known, clocksOf(known)) }
  }
  // What both sides choose counts for the second only.
  return REST.test(phrase) ? { first: side(covered, 'all other times'), second: side(known, clocksOf(known)) } : undefined
}

function meets(a: Interval, b: Interval): boolean {
  return fromInstant(a.from) <= fromInstant(b.to) && fromInstant(b.from) <= fromInstant(a.to)
}

function earlier(at: Microseconds): Microseconds {
  return microseconds(at - 1)
}

function timed(logs: Logs): string[] {
  return logs.flatMap(({ id, interval }) => (interval ? [id] : []))
}

function coveredBy(logs: Logs): Interval | undefined {
  const from = logs.flatMap(({ interval }) => interval?.from ?? []).toSorted()[0]
  const to = endOfEvidence(logs)
  return from === undefined || to === undefined ? undefined : { from, to }
}

/** `2026-03-12 10:00:00 to 10:29:59 UTC`. */
function clocksOf({ from, to }: Interval): string {
  const [start, end] = [from, to].map((instant) => instant.slice(0, 19).replace('T', ' '))
  const isSameDay = start?.slice(0, 10) === end?.slice(0, 10)
  return `${start} to ${isSameDay ? end?.slice(11) : end} UTC`
}
