import type { CheckedClaim, Interval, ProposedClaim, Selector } from '@faultmaven/contracts'
import type { AskedRange } from '../question/asked-range.ts'
import type { DirectQuestion } from '../question/direct-question.ts'
import type { Statement } from './compose-answer.ts'

/** What was asked for directly: its sentence, and what must be said of the time it was read for. */
export type DirectAnswer = { readonly headline: string; readonly statements: readonly Statement[] }

/** A claim for each reading of the question that any count fulfils: its result is the count. */
export function countingClaims({ selectors }: DirectQuestion, range: AskedRange | undefined): ProposedClaim[] {
  return selectors.map((selector, index) => ({
    id: `counted-${index}`,
    text: 'Counted.',
    predicate: { name: 'count', selector: withinRange(selector, range), comparison: '>=', number: 0 },
  }))
}

/** The claim that answers, from what was counted: of the reading that most records meet. Undefined when nothing could be counted. */
export function directClaim({ kind, subject }: DirectQuestion, counted: readonly CheckedClaim[]): ProposedClaim | undefined {
  const found = counted
    .flatMap((checked) => (checked.outcome === 'verified' && checked.claim.predicate.name === 'count' ? [checked.claim] : []))
    .toSorted((a, b) => Number(b.result['matches']) - Number(a.result['matches']))[0]
  if (!found || found.predicate.name !== 'count') return undefined
  const { selector } = found.predicate
  const { matches, recordsSearched, atMost, firstAt, lastAt } = found.result
  const what = wordsOf(selector, subject)
  const within = selector.window ? ` from ${clockOf(selector.window.from)} to ${clockOf(selector.window.to)} UTC` : ''
  if (matches === 0) {
    return {
      id: 'direct',
      text: `No record ${singular(what)}${within}.`,
      predicate: { name: 'count', selector, comparison: '=', number: 0 },
    }
  }
  const isExact = atMost === undefined
  const number = `${isExact ? '' : 'At least '}${Number(matches).toLocaleString('en-US')} of ${Number(recordsSearched).toLocaleString('en-US')} records`
  const when = timesOf(firstAt, lastAt)
  const text =
    kind === 'when' && when !== ''
      ? `${capitalised(when)}: ${number} ${what}${within}.`
      : `${number} ${what}${within}${when === '' ? '' : `, ${when}`}.`
  return { id: 'direct', text, predicate: { name: 'count', selector, comparison: isExact ? '=' : '>=', number: Number(matches) } }
}

/** The answer in front of all that the diagnosis says. */
export function composeDirect(
  { subject }: DirectQuestion,
  checked: CheckedClaim | undefined,
  { range, end }: { readonly range: AskedRange | undefined; readonly end: string | undefined },
): DirectAnswer {
  if (checked?.outcome !== 'verified') {
    const why = checked ? checked.why : 'no source could be searched'
    const headline = `“${subject}” could not be counted: ${why}`
    return { headline, statements: [{ id: 's-direct', text: `${headline}.`, basis: 'inference' }] }
  }
  const { text } = checked.claim
  return {
    headline: text.replace(/\.$/, ''),
    statements: [{ id: 's-direct', text, basis: checked.claim.id }, ...rangeStatement(range, end)],
  }
}

/** Says what "last hour" was counted back from: nobody knows when the evidence was sent, but where it ends. */
export function rangeStatement(range: AskedRange | undefined, end: string | undefined): Statement[] {
  if (!range?.isRelative || end === undefined) return []
  const text = `“${range.words}” is counted back from the end of the evidence, ${clockOf(end)} UTC: ${clockOf(range.from)} to ${clockOf(range.to)}.`
  return [{ id: 's-range', text, basis: 'inference' }]
}

function withinRange(selector: Selector, range: AskedRange | undefined): Selector {
  return range ? { ...selector, window: windowOf(range) } : selector
}

function windowOf({ from, to }: Interval): Interval {
  return { from, to }
}

function wordsOf({ literals, minSeverity, ignoreCase, wholeWords }: Selector, subject: string): string {
  if (!literals) return minSeverity === undefined ? `match “${subject}”` : `have severity ${minSeverity} or worse`
  const said = literals.map((literal) => `“${literal}”`).join(' and later ')
  const how = [ignoreCase && /[a-z]/i.test(literals.join('')) ? 'in any case' : '', wholeWords ? 'as a whole word' : ''].filter(
    (word) => word !== '',
  )
  return `hold ${said}${how.length === 0 ? '' : ` (${how.join(', ')})`}`
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
