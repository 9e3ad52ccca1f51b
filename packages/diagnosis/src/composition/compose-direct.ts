import type { CheckedClaim, Claim, Predicate, ProposedClaim, Selector } from '@faultmaven/contracts'
import type { AskedRange } from '../question/asked-range.ts'
import type { TimeAnchor } from '../question/fit-range.ts'
import type { DirectQuestion } from '../question/direct-question.ts'
import type { Statement } from './compose-answer.ts'
import { divisionClaim, divisionsOf, finest } from './compose-division.ts'
import { capitalised, clockOf, singular, timesOf, within as withinWords, wordsOf } from './selector-words.ts'

/** What was asked for directly: its sentences, and what must be said of the time it was read for. */
export type DirectAnswer = {
  /** Absent where nothing was counted. */
  readonly headline?: string
  /** That no record holds the words: the headline of an answer that found no cause either. */
  readonly nothing?: string
  /** That it cannot be told, and why: the headline of a follow-up, which asks for nothing else. */
  readonly unanswered?: string
  readonly statements: readonly Statement[]
}

/** Where it is counted. */
export type CountedPlaces = {
  readonly range: AskedRange | undefined
  /** Logs of the case: what is one line in each is counted in each, as the same request may stand in several. */
  readonly logs: readonly { readonly id: string; readonly name: string }[]
}

/** More logs than this are counted together. */
const MAX_PLACES = 12
/** Claims told in the headline. */
const MAX_TOLD = 2

/** A claim for each reading of the question, and for each place, that any count fulfils: its result is the count. */
export function countingClaims(question: DirectQuestion, { range, logs }: CountedPlaces): ProposedClaim[] {
  const isSplit = logs.length > 1 && logs.length <= MAX_PLACES && isOfFields(question)
  const places: Selector[] = isSplit ? logs.map(({ id }) => ({ sourceIds: [id] })) : [{}]
  const selectors = places.flatMap((place) =>
    question.selectors.map((selector) => ({ ...place, ...withinRange(selector, range) })),
  )
  const predicates = selectors.flatMap((selector): Predicate[] => [
    ...(question.by ? divisionsOf(selector, question.by) : []),
    { name: 'count', selector, comparison: '>=', number: 0 },
  ])
  return predicates.map((predicate, index) => ({ id: `counted-${index}`, text: 'Counted.', predicate }))
}

/** Fields stand in every record of a log, where words stand in few. */
function isOfFields({ by, kind, selectors }: DirectQuestion): boolean {
  const isWhole = selectors.every(({ literals, fields }) => !literals && !fields)
  return by !== undefined || selectors.some(({ fields }) => fields) || (kind === 'when' && isWhole)
}

/**
 * The claims that answer, from what was counted: one for every reading that some records meet, most first; else that none meets the first.
 * Empty when nothing could be counted.
 */
export function directClaims(
  question: DirectQuestion,
  counted: readonly CheckedClaim[],
  { logs }: Pick<CountedPlaces, 'logs'>,
): ProposedClaim[] {
  const claims = verifiedOf(counted)
  const met = readAlike(claims.filter((claim) => matchesOf(claim) > 0))
  const sorted = question.kind === 'when' ? met.toSorted(byFirst) : met.toSorted((a, b) => matchesOf(b) - matchesOf(a))
  const answering = question.by ? finest(sorted) : distinct(sorted)
  const placesOf = ({ sourceIds }: Selector) =>
    sourceIds ? logs.filter(({ id }) => sourceIds.includes(id)).map(({ name }) => name) : []
  // Records that cannot be divided are none that answer.
  const isNone = met.length === 0
  const none = isNone
    ? claims
        .filter(({ predicate }) => predicate.name === 'count')
        .slice(0, 1)
        .map(overAll)
    : []
  return (answering.length > 0 ? answering : none).map((claim, index) => ({
    ...(claim.predicate.name === 'divides'
      ? divisionClaim(claim, question, placesOf(claim.predicate.selector))
      : countClaim(claim, question, placesOf)),
    id: `direct-${index}`,
  }))
}

/** That there is none is said of all that was looked at. */
function overAll(claim: Claim): Claim {
  if (claim.predicate.name !== 'count') return claim
  const { sourceIds: _each, ...selector } = claim.predicate.selector
  return { ...claim, predicate: { ...claim.predicate, selector } }
}

function matchesOf({ result }: Claim): number {
  return Number(result['divided'] ?? result['matches'])
}

function byFirst(a: Claim, b: Claim): number {
  const [one, other] = [a, b].map(({ result }) => String(result['firstAt'] ?? '~'))
  return one! < other! ? -1 : one === other ? 0 : 1
}

/** Where a place has records whose fields tell, its text is not read for the same. */
function readAlike(claims: readonly Claim[]): Claim[] {
  const told = new Set(claims.flatMap((claim) => (selectorOf(claim)?.fields ? [placeOf(claim)] : [])))
  return claims.filter((claim) => selectorOf(claim)?.fields !== undefined || !told.has(placeOf(claim)))
}

function selectorOf({ predicate }: Claim): Selector | undefined {
  return 'selector' in predicate ? predicate.selector : undefined
}

function placeOf(claim: Claim): string {
  return (selectorOf(claim)?.sourceIds ?? []).join()
}

function verifiedOf(checked: readonly CheckedClaim[]): Claim[] {
  return checked.flatMap((one) => (one.outcome === 'verified' ? [one.claim] : []))
}

/** "timeout" in any case and as it is written are one. */
function distinct(claims: readonly Claim[]): Claim[] {
  const same = (claim: Claim) => {
    const { literals, fields } = selectorOf(claim) ?? {}
    return `${placeOf(claim)} ${JSON.stringify(fields)} ${(literals ?? []).join('\n').toLowerCase()}`
  }
  return claims.filter((claim, index) => claims.findIndex((other) => same(other) === same(claim)) === index)
}

function countClaim(
  { id, text, predicate, result }: Claim,
  { kind, subject }: Pick<DirectQuestion, 'kind' | 'subject'>,
  placesOf: (selector: Selector) => readonly string[],
): ProposedClaim {
  if (predicate.name !== 'count') return { id, text, predicate }
  const { selector } = predicate
  const { matches, recordsSearched, atMost, firstAt, lastAt } = result
  const what = wordsOf(selector, subject)
  const within = withinWords(selector)
  if (matches === 0) {
    const none = { ...predicate, comparison: '=' as const, number: 0 }
    return { id, text: `No record ${singular(what)}${within}.`, predicate: none }
  }
  const isExact = atMost === undefined
  const names = placesOf(selector)
  const where = names.length === 0 ? '' : ` of ${names.join(', ')}`
  const number = `${isExact ? '' : 'At least '}${Number(matches).toLocaleString('en-US')} of ${Number(recordsSearched).toLocaleString('en-US')} records${where}`
  const when = timesOf(firstAt, lastAt)
  const said =
    kind === 'when' && when !== ''
      ? `${capitalised(when)}: ${number} ${what}${within}.`
      : `${number} ${what}${within}${when === '' ? '' : `, ${when}`}.`
  return { id, text: said, predicate: { ...predicate, comparison: isExact ? '=' : '>=', number: Number(matches) } }
}

/**
 * The answer in front of all that the diagnosis says. Where no record holds the words, they may be named otherwise there: unless a number was
 * asked for, what the diagnosis found goes before it.
 */
export function composeDirect(
  { kind, subject, by, selectors }: DirectQuestion,
  checked: readonly CheckedClaim[],
  { range, anchor, logs }: CountedPlaces & { readonly anchor: TimeAnchor | undefined },
): DirectAnswer {
  const claims = verifiedOf(checked)
  const [first] = claims
  if (!first) {
    const why = checked.flatMap((one) => (one.outcome === 'verified' ? [] : [one.why]))[0] ?? notDivided(by)
    const text = by ? `By ${by.say} it cannot be told: ${why}.` : `“${subject}” could not be counted: ${why}.`
    const direct: Statement = { id: 's-direct', text, basis: 'inference' }
    return { unanswered: text.replace(/\.$/, ''), statements: [direct, ...(by ? composeUnread().statements : [])] }
  }
  const isMet = first.result['matches'] !== 0
  const isNumber = kind === 'how-many' || (kind === 'which' && selectors[0]?.fields !== undefined)
  const told = isMet || isNumber ? { headline: headlineOf(claims, logs) } : { nothing: first.text.replace(/\.$/, '') }
  return {
    ...told,
    statements: [...claims.map(({ id, text }) => ({ id: `s-${id}`, text, basis: id })), ...rangeStatement(range, anchor)],
  }
}

/** What to say of a question for a fact that nothing reads: that it is none that the evidence was asked, and which can be. */
export function composeUnread(): DirectAnswer {
  const text =
    'What can be asked: how many, whether or since when (a word, a status, a path), per minute or by host; which endpoint, client, host, pod or user fails most; what differs between two times or logs; “is it …?”; what to do now; and why.'
  return {
    unanswered: 'This question cannot be answered by counting what the evidence holds; what is known of the cause stands below',
    statements: [{ id: 's-unread', text, basis: 'inference' }],
  }
}

function notDivided(by: DirectQuestion['by']): string {
  return by ? `no record that it is about has a ${by.say}` : 'no source could be searched'
}

/** The first in full; the same of another log by its number only. */
function headlineOf(claims: readonly Claim[], logs: CountedPlaces['logs']): string {
  const [first] = claims
  const nameOf = (claim: Claim) => logs.find(({ id }) => selectorOf(claim)?.sourceIds?.[0] === id)?.name
  return claims
    .slice(0, MAX_TOLD)
    .map((claim) => {
      const name = nameOf(claim)
      return claim === first || name === undefined ? claim.text.replace(/\.$/, '') : `${numberOf(claim)} in ${name}`
    })
    .join('; ')
}

/** "19 of 2,017", "/cart 141 of 264". */
function numberOf({ predicate, result }: Claim): string {
  const figure = (name: string) => Number(result[name]).toLocaleString('en-US')
  if (predicate.name !== 'divides') return `${figure('matches')} of ${figure('recordsSearched')}`
  return 'names' in predicate.by ? `${result['value 1']} ${figure('count 1')} of ${figure('divided')}` : figure('divided')
}

/** Says what "last hour" was counted back from: nobody knows when uploaded evidence was sent, but where it ends. */
export function rangeStatement(range: AskedRange | undefined, anchor: TimeAnchor | undefined): Statement[] {
  if (!range?.isRelative || anchor === undefined) return []
  const from = anchor.isNow ? 'now, as live sources are attached' : 'the end of the evidence'
  const text = `“${range.words}” is counted back from ${from}, ${clockOf(anchor.at)} UTC: ${clockOf(range.from)} to ${clockOf(range.to)}.`
  return [{ id: 's-range', text, basis: 'inference' }]
}

function withinRange(selector: Selector, range: AskedRange | undefined): Selector {
  return range ? { ...selector, window: { from: range.from, to: range.to } } : selector
}
