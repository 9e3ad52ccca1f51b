import type { Finding } from '@faultmaven/contracts'
import { fromInstant } from '@faultmaven/signals'
import { endsOnPurpose } from '../grammar/health-words.ts'
import { isCovered, readAskedTimes } from '../question/asked-time.ts'
import { stem } from '../question/content-words.ts'
import { type Evidence, textOfFinding } from './evidence.ts'
import type { Ranked } from './rank.ts'
import { isVague } from './candidate.ts'

/** Whether the evidence supports a fault at all: decided by what is there, not by how the question is put. */
export type Verdict =
  | { readonly kind: 'fault' }
  | { readonly kind: 'no-fault'; readonly why: string }
  | { readonly kind: 'insufficient'; readonly why: string }

type Balance = {
  /** Salience of the best candidate, and the best score of what describes the present. */
  readonly best: number
  readonly present: number
  /** Faults that were logged and their number of records. */
  readonly past: readonly Finding[]
  readonly pastCount: number
  readonly healthy: readonly Finding[]
  readonly wellness: number
  readonly recovered: boolean
}

/** Scores below this are chatter. */
const FAINT = 0.36
const FAINTEST = 0.26
const CLEAR = 0.5
const STRONG = 0.62
const FEW = 6
const PRESENT_KINDS = new Set<Finding['kind']>(['state', 'reference', 'series', 'change'])

/**
 * Weighs the present state against past traces. Quiet when nothing stands out, when the only signs are meant to be, or when what was
 * logged is over and the present state is healthy; insufficient when the evidence does not even mention what was asked about.
 * `missing` are names of the question that a search did not find anywhere.
 */
export function judgeSufficiency(ranked: readonly Ranked[], evidence: Evidence, missing: readonly string[]): Verdict {
  const balance = weigh(ranked, evidence.findings)
  if (balance.best < STRONG && isAboutOthers(evidence, missing))
    return { kind: 'insufficient', why: `it does not mention ${missing.slice(0, 2).join(' or ')}` }
  const window = balance.best < STRONG ? otherWindow(evidence) : undefined
  if (window !== undefined) return { kind: 'insufficient', why: window }
  if (isByDesign(balance)) return { kind: 'no-fault', why: 'what fires is meant to' }
  if (balance.best < faintFor(balance, evidence)) return quietVerdict(balance, evidence)
  if (evidence.question?.asksWhetherOver === true && balance.recovered && balance.present < FAINT)
    return { kind: 'no-fault', why: 'it recovered after the last trace of trouble' }
  if (!asksForPast(balance, evidence) && isOver(balance))
    return { kind: 'no-fault', why: 'what was logged is over and the present state is healthy' }
  if (isQuiet(balance, evidence, ranked))
    return { kind: 'no-fault', why: 'the signs of trouble are faint and the state is healthy' }
  return { kind: 'fault' }
}

/**
 * None of the names asked about stands anywhere in the evidence; proper names count where the question names no thing by its id. A file
 * that is named after a thing of the question is about it.
 */
function isAboutOthers({ question, sources }: Evidence, missing: readonly string[]): boolean {
  const named = question?.words.some(
    (word) => word.length > 4 && /[-_.\d]/.test(word) && sources.some(({ name }) => name.includes(word)),
  )
  if (named === true) return false
  const asked = question?.entities.length ? question.entities : question?.presumesFault ? question.names : []
  return asked.length > 0 && asked.every((name) => missing.includes(name))
}

/** Where every clock time of the question lies outside all that the evidence covers: what it covers, in words. */
function otherWindow({ question, sources }: Evidence): string | undefined {
  const intervals = sources.flatMap(({ interval }) => (interval ? [interval] : []))
  const asked = readAskedTimes(question?.text ?? '')
  const from = intervals.map((interval) => interval.from).toSorted()[0]
  const to = intervals
    .map((interval) => interval.to)
    .toSorted()
    .at(-1)
  if (from === undefined || to === undefined || asked.length === 0) return undefined
  const covered = intervals.some((interval) =>
    asked.some((time) => isCovered(time, { from: fromInstant(interval.from) / 1000, to: fromInstant(interval.to) / 1000 })),
  )
  return covered ? undefined : `it covers ${clock(from)} to ${clock(to)} UTC, not the time asked about`
}

/** `2026-03-12 08:00`. */
function clock(instant: string): string {
  return `${instant.slice(0, 10)} ${instant.slice(11, 16)}`
}

/** What was asked about is in the evidence as a clear fault: that it is over is no answer to why it was. */
function asksForPast({ best }: Balance, { question }: Evidence): boolean {
  return question?.presumesFault === true && !question.asksWhetherOver && best >= STRONG
}

/** Where a fault is presumed and nothing speaks for health, even a faint trace is worth showing, with little confidence. */
function faintFor({ wellness }: Balance, { question }: Evidence): number {
  return question?.presumesFault === true && wellness < 0.5 ? FAINTEST : FAINT
}

/** Nothing stands out: that is an answer only where the evidence speaks of what was asked. */
function quietVerdict({ healthy }: Balance, { question }: Evidence): Verdict {
  const text = healthy.map(textOfFinding).join(' ').toLowerCase()
  const touches =
    question === undefined ||
    !question.presumesFault ||
    question.words.some((word) => word.length > 3 && text.includes(stem(word)))
  if (healthy.length > 0 && touches) return { kind: 'no-fault', why: 'what is there is healthy' }
  return { kind: 'insufficient', why: healthy.length > 0 ? 'it speaks of other things' : 'nothing in it points to a fault' }
}

function weigh(ranked: readonly Ranked[], findings: readonly Finding[]): Balance {
  const candidates = ranked.flatMap(({ candidate }) => candidate.findings)
  const healthy = findings.filter((finding) => finding.kind === 'healthy')
  const past = candidates.filter((finding) => finding.kind === 'fault' && finding.score >= FAINT)
  return {
    best: Math.max(0, ...ranked.map(({ salience }) => salience)),
    present: Math.max(0, ...candidates.filter((finding) => PRESENT_KINDS.has(finding.kind)).map((finding) => finding.score)),
    past,
    pastCount: past.reduce((sum, finding) => sum + finding.count, 0),
    healthy,
    wellness: healthy.reduce((sum, finding) => sum + Math.min(finding.score, 0.7), 0),
    recovered: healthy.some((finding) => finding.details.includes('recovered') && !isBefore(finding, past)),
  }
}

/** Something fires because it is meant to. That somebody restarted a program says nothing of what else is wrong. */
function isByDesign({ healthy, best }: Balance): boolean {
  return best < STRONG && healthy.some(({ details, title }) => details.includes('by-design') && !endsOnPurpose(title))
}

/** Nothing is wrong now, few things were logged, none of them fatal, and several observations say that it is well. */
function isOver({ present, past, pastCount, wellness, recovered, best, healthy }: Balance): boolean {
  if (present >= FAINT || past.some((finding) => finding.severity === 'fatal')) return false
  // What is undated, as the reply of a command, tells of the present.
  if (past.some(({ interval, score }) => interval === undefined && score >= STRONG)) return false
  const repeated = past.some((finding) => finding.severity === 'error' && finding.count > 2)
  const answered = past.length > 0 && past.every((finding) => isAnswered(finding, healthy))
  if (pastCount <= FEW && !repeated && answered && wellness >= 1) return true
  if (pastCount <= FEW && !repeated && wellness >= (recovered ? 1.2 : 2)) return true
  return recovered && best < STRONG && wellness >= 2 && !repeated
}

/** Good news of the same thing came after the last trace of it: "failed to schedule", then "assigned to node". */
function isAnswered({ interval, entities }: Finding, healthy: readonly Finding[]): boolean {
  const until = interval?.to
  return (
    until !== undefined &&
    healthy.some(
      (news) =>
        news.interval !== undefined && news.interval.from >= until && news.entities.some((entity) => entities.includes(entity)),
    )
  )
}

/** An open question ("is anything wrong?") needs clearer signs than one that presumes a fault. */
function isQuiet({ best, wellness, present }: Balance, { question }: Evidence, ranked: readonly Ranked[]): boolean {
  const clear = ranked.filter(({ salience }) => salience >= CLEAR)
  if (clear.some(({ candidate }) => !isVague(candidate.mode))) return false
  const open = question?.presumesFault === false
  if (open && best < FAINT + 0.06 && present < FAINT) return true
  return best < (open ? CLEAR : FAINT + 0.06) && present < CLEAR && wellness >= (open ? 0.4 : 1.2)
}

/** True when good news came before the last trace of trouble, so that it cannot be its end. */
function isBefore(news: Finding, past: readonly Finding[]): boolean {
  if (!news.interval) return false
  const at = fromInstant(news.interval.to)
  return past.some((finding) => finding.interval !== undefined && fromInstant(finding.interval.to) > at)
}
