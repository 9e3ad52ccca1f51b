import { type CheckedClaim, type Claim, clipLiterals, type ProposedClaim, type Selector } from '@faultmaven/contracts'
import type { ComparedSide, ComparisonQuestion } from '../question/comparison-question.ts'
import { statusTest } from '../question/asked-fields.ts'
import { clip } from './clip.ts'
import type { DirectAnswer } from './compose-direct.ts'
import { fieldWords } from './selector-words.ts'

/** What the comparison of the logs came to: messages and values that differ, best first, and how much there was of either side. */
export type FoundDifferences = {
  readonly messages: readonly { readonly text: string }[]
  readonly values: readonly { readonly field: string; readonly value: string; readonly kind: string }[]
  readonly records: { readonly first: number; readonly second: number }
  /** Share of records whose message both sides have, [0, 1]. */
  readonly common: number
}

const MAX_MESSAGES = 6
const MAX_VALUES = 4
const MAX_QUANTITIES = 2
/** Sides that share fewer of their records tell of different things. */
const ALIKE = 0.3
/** Fewer letters than this stand in any record. */
const MIN_LETTERS = 3
const MEDIANS = /^median (-?[\d.]+), elsewhere (-?[\d.]+)$/

/**
 * A claim for each difference, the most telling kind first: that requests fail, that a number is large, that the words of a message
 * stand, or that a field has a value, in another share of the records of the two sides.
 */
export function comparisonClaims(question: ComparisonQuestion, { messages, values }: FoundDifferences): ProposedClaim[] {
  const ofMessages = messages.slice(0, MAX_MESSAGES).flatMap(({ text }) => {
    const literals = clipLiterals(piecesOf(text))
    return isTelling(literals) ? [{ literals }] : []
  })
  const single = values.filter(({ kind }) => kind === 'value').slice(0, MAX_VALUES)
  const selectors: Selector[] = [
    { fields: [statusTest('5xx')] },
    ...values
      .filter(({ kind }) => kind === 'quantity')
      .slice(0, MAX_QUANTITIES)
      .flatMap(aboveMedian),
    ...ofMessages,
    ...single.map(({ field, value }) => ({ fields: [{ names: [field], relation: 'is' as const, value }] })),
    // Where the field is none of the record's own, its name and its value stand in the text.
    ...single
      .filter(({ value }) => isTelling([value]))
      .map(({ field, value }) => ({ literals: clipLiterals([field, value]), wholeWords: true })),
  ]
  return selectors.map((selector, index) => ({
    id: `differs-${index}`,
    text: 'Compared.',
    predicate: { name: 'differs', first: within(question.first, selector), second: within(question.second, selector) },
  }))
}

/** A quantity that moved: how many are at least as large as the middle one of the side where they are larger. */
function aboveMedian({ field, value }: { readonly field: string; readonly value: string }): Selector[] {
  const [, one, other] = MEDIANS.exec(value) ?? []
  if (one === undefined || other === undefined) return []
  return [{ fields: [{ names: [field], relation: 'at-least', value: String(Math.max(Number(one), Number(other))) }] }]
}

/** The constant text of a template, which records hold in this order: `connect to <ip> failed` says "connect to" and "failed". */
function piecesOf(template: string): string[] {
  return template.split(/<[a-z*]{1,9}>/).flatMap((piece) => (piece.trim() === '' ? [] : [piece.trim()]))
}

function isTelling(literals: readonly string[]): boolean {
  return literals.join('').replaceAll(/[^\p{L}\p{N}]/gu, '').length >= MIN_LETTERS
}

function within({ sourceIds, window }: ComparedSide, selector: Selector): Selector {
  return { ...selector, sourceIds: [...sourceIds], ...(window && { window }) }
}

/** The claims that held, each worded by what the checker counted, the greatest difference first; of those about the same numbers of records one. */
export function wordedDifferences(question: ComparisonQuestion, checked: readonly CheckedClaim[]): Claim[] {
  const claims = checked.flatMap((one) => (one.outcome === 'verified' ? [one.claim] : []))
  const counted = ({ result }: Claim) => `${result['first']} ${result['second']}`
  return claims
    .filter((claim, at) => claims.findIndex((other) => counted(other) === counted(claim)) === at)
    .map((claim) => ({ ...claim, text: differenceText(question, claim) }))
    .toSorted((a, b) => gapOf(b) - gapOf(a))
}

/** Between the shares of the two sides, [0, 1]. */
function gapOf({ result }: Claim): number {
  const share = (count: unknown, of: unknown) => Number(count) / Math.max(1, Number(of))
  return Math.abs(share(result['first'], result['ofFirst']) - share(result['second'], result['ofSecond']))
}

function differenceText(question: ComparisonQuestion, claim: Claim): string {
  const sides = sidesOf(question, claim)
  return `${whatOf(claim)} stands in ${sides.join(', in ')} (p ${chanceOf(Number(claim.result['pValue']))}).`
}

/** `“connection refused”`, `status 5xx`. */
function whatOf({ predicate }: Claim): string {
  const { literals = [], fields = [] } = predicate.name === 'differs' ? predicate.first : {}
  return fields.length > 0 ? fields.map(fieldWords).join(' and ') : `“${clip(literals.join(' … '), 110)}”`
}

function sidesOf({ first, second }: ComparisonQuestion, { result }: Claim): string[] {
  const side = (count: unknown, of: unknown, name: string) =>
    `${Number(count).toLocaleString('en-US')} of ${Number(of).toLocaleString('en-US')} records ${/^(?:before|from)\b/.test(name) ? '' : 'of '}${name}`
  return [side(result['second'], result['ofSecond'], second.name), side(result['first'], result['ofFirst'], first.name)]
}

/** `= 0.003`, `< 0.000001`. */
function chanceOf(pValue: number): string {
  return pValue < 1e-6 ? '< 0.000001' : `= ${Number(pValue.toPrecision(2))}`
}

/**
 * The answer: how many differences there are, each as a claim, and how it was compared. Without a headline where nothing differs and the diagnosis
 * has more to say.
 */
export function composeComparison(
  { first, second }: ComparisonQuestion,
  { records, common }: FoundDifferences,
  claims: readonly Claim[],
): DirectAnswer {
  const sides = `${second.name} (${records.second.toLocaleString('en-US')} records) against ${first.name} (${records.first.toLocaleString('en-US')})`
  const how = `Compared: ${sides}, all messages by Fisher's exact test and the values of a sample; at most 5% of what differs is expected to be chance.`
  const unlike =
    common < ALIKE
      ? [`They share few messages (${Math.round(common * 100)}% of their records): they may tell of different things.`]
      : []
  const statements = [
    ...claims.map(({ id, text }) => ({ id: `s-${id}`, text, basis: id })),
    ...[how, ...unlike].map((text, index) => ({ id: `s-compared-${index}`, text, basis: 'inference' })),
  ]
  const [best] = claims
  if (!best)
    return { nothing: clip(`Nothing differs between ${first.name} and ${second.name} by more than chance`, 180), statements }
  const many = claims.length === 1 ? 'One difference' : `${claims.length} differences`
  const shares = `${best.result['second']} of ${best.result['ofSecond']} records against ${best.result['first']} of ${best.result['ofFirst']}`
  return {
    headline: `${many} between ${first.name} and ${second.name}, the greatest: ${clip(whatOf(best), 80)}, ${shares}`,
    statements,
  }
}

/** The answer where the sides could not be compared, and why, in the words of the comparison: `bad` is the second side. */
export function composeUncompared({ first, second }: ComparisonQuestion, why: string): DirectAnswer {
  const named = why.replaceAll('"bad"', second.name).replaceAll('"good"', first.name)
  const text = `${first.name} and ${second.name} could not be compared: ${named.replace(/\.$/, '')}.`
  return { statements: [{ id: 's-compared', text, basis: 'inference' }] }
}
