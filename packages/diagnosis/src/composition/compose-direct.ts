import type { CheckedClaim, Claim, Interval, ProposedClaim, Selector } from '@faultmaven/contracts'
import type { AskedRange } from '../question/asked-range.ts'
import type { TimeAnchor } from '../question/fit-range.ts'
import type { DirectQuestion } from '../question/direct-question.ts'
import type { Statement } from './compose-answer.ts'

/** What was asked for directly: its sentences, and what must be said of the time it was read for. */
export type DirectAnswer = {
  /** Absent where nothing was counted. */
  readonly headline?: string
  /** That no record holds the words: the headline of an answer that found no cause either. */
  readonly nothing?: string
  readonly statements: readonly Statement[]
}

/** A claim for each reading of the question that any count fulfils: its result is the count. */
export function countingClaims({ selectors }: DirectQuestion, range: AskedRange | undefined): ProposedClaim[] {
  return selectors.map((selector, index) => ({
    id: `counted-${index}`,
    text: 'Counted.',
    predicate: { name: 'count', selector: withinRange(selector, range), comparison: '>=', number: 0 },
  }))
}

/**
 * The claims that answer, from what was counted: one for every reading that some records meet, most first; else that none meets the first.
 * Empty when nothing could be counted.
 */
export function directClaims({ kind, subject }: DirectQuestion, counted: readonly CheckedClaim[]): ProposedClaim[] {
  const claims = verifiedOf(counted)
  const most = claims.toSorted((a, b) => Number(b.result['matches']) - Number(a.result['matches']))
  const met = distinct(most.filter(({ result }) => result['matches'] !== 0))
  return (met.length > 0 ? met : claims.slice(0, 1)).map((claim, index) => ({
    ...countClaim(claim, { kind, subject }),
    id: `direct-${index}`,
  }))
}

function verifiedOf(checked: readonly CheckedClaim[]): Claim[] {
  return checked.flatMap((one) => (one.outcome === 'verified' ? [one.claim] : []))
}

/** "timeout" in any case and as it is written are one. */
function distinct(claims: readonly Claim[]): Claim[] {
  const same = ({ predicate }: Claim) =>
    predicate.name === 'count' ? (predicate.selector.literals ?? []).join('\n').toLowerCase() : ''
  return claims.filter((claim, index) => claims.findIndex((other) => same(other) === same(claim)) === index)
}

function countClaim(
  { id, text, predicate, result }: Claim,
  { kind, subject }: Pick<DirectQuestion, 'kind' | 'subject'>,
): ProposedClaim {
  if (predicate.name !== 'count') return { id, text, predicate }
  const { selector } = predicate
  const { matches, recordsSearched, atMost, firstAt, lastAt } = result
  const what = wordsOf(selector, subject)
  const within = selector.window ? ` from ${clockOf(selector.window.from)} to ${clockOf(selector.window.to)} UTC` : ''
  if (matches === 0) {
    const none = { ...predicate, comparison: '=' as const, number: 0 }
    return { id, text: `No record ${singular(what)}${within}.`, predicate: none }
  }
  const isExact = atMost === undefined
  const number = `${isExact ? '' : 'At least '}${Number(matches).toLocaleString('en-US')} of ${Number(recordsSearched).toLocaleString('en-US')} records`
  const when = timesOf(firstAt, lastAt)
  const said =
    kind === 'when' && when !== ''
      ? `${capitalised(when)}: ${number} ${what}${within}.`
      : `${number} ${what}${within}${when === '' ? '' : `, ${when}`}.`
  return { id, text: said, predicate: { ...predicate, comparison: isExact ? '=' : '>=', number: Number(matches) } }
}

/**
 * The answer in front of all that the diagnosis says. Without a headline where no record holds the words: they may be named otherwise
 * there, so what the diagnosis found goes before it.
 */
export function composeDirect(
  { subject }: DirectQuestion,
  checked: readonly CheckedClaim[],
  { range, anchor }: { readonly range: AskedRange | undefined; readonly anchor: TimeAnchor | undefined },
): DirectAnswer {
  const claims = verifiedOf(checked)
  const [first] = claims
  if (!first) {
    const why = checked.flatMap((one) => (one.outcome === 'verified' ? [] : [one.why]))[0] ?? 'no source could be searched'
    return { statements: [{ id: 's-direct', text: `“${subject}” could not be counted: ${why}.`, basis: 'inference' }] }
  }
  const isMet = first.result['matches'] !== 0
  return {
    ...(isMet
      ? { headline: claims.map(({ text }) => text.replace(/\.$/, '')).join('; ') }
      : { nothing: first.text.replace(/\.$/, '') }),
    statements: [...claims.map(({ id, text }) => ({ id: `s-${id}`, text, basis: id })), ...rangeStatement(range, anchor)],
  }
}

/** Says what "last hour" was counted back from: nobody knows when uploaded evidence was sent, but where it ends. */
export function rangeStatement(range: AskedRange | undefined, anchor: TimeAnchor | undefined): Statement[] {
  if (!range?.isRelative || anchor === undefined) return []
  const from = anchor.isNow ? 'now, as live sources are attached' : 'the end of the evidence'
  const text = `“${range.words}” is counted back from ${from}, ${clockOf(anchor.at)} UTC: ${clockOf(range.from)} to ${clockOf(range.to)}.`
  return [{ id: 's-range', text, basis: 'inference' }]
}

function withinRange(selector: Selector, range: AskedRange | undefined): Selector {
  return range ? { ...selector, window: windowOf(range) } : selector
}

function windowOf({ from, to }: Interval): Interval {
  return { from, to }
}

function wordsOf({ literals, minSeverity, ignoreCase, wholeWords }: Selector, subject: string): string {
  const level = minSeverity === undefined ? '' : `have severity ${minSeverity} or worse`
  if (!literals) return level === '' ? `match “${subject}”` : level
  const said = literals.map((literal) => `“${literal}”`).join(' and later ')
  const how = [ignoreCase && /[a-z]/i.test(literals.join('')) ? 'in any case' : '', wholeWords ? 'as a whole word' : ''].filter(
    (word) => word !== '',
  )
  return `hold ${said}${how.length === 0 ? '' : ` (${how.join(', ')})`}${level === '' ? '' : ` and ${level}`}`
}

function timesOf(firstAt: unknown, lastAt: unknown): string {
  if (typeof firstAt !== 'string' || typeof lastAt !== 'string') return ''
  return firstAt === lastAt
    ? `at ${clockOf(firstAt)} UTC`
    : `the first at ${clockOf(firstAt)}, the last at ${clockOf(lastAt)} UTC`
}

/** `2026-03-12 08:00:07`. */
function clockOf(instant: string): string {
  return instant.slice(0, 19).replace('T', ' ')
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

function singular(words: string): string {
  return words
    .replace(/^hold\b/, 'holds')
    .replace(/^have\b/, 'has')
    .replace(/^match\b/, 'matches')
}
