import { type CheckedClaim, type Claim, clipLiterals, type ProposedClaim, type Selector } from '@faultmaven/contracts'
import type { ComparedSide, ComparisonQuestion } from '../question/comparison-question.ts'
import { clip } from './clip.ts'
import type { DirectAnswer } from './compose-direct.ts'

/** What the comparison of the logs came to: messages and values that differ, best first, and how much there was of either side. */
export type FoundDifferences = {
  readonly messages: readonly { readonly text: string }[]
  readonly values: readonly { readonly field: string; readonly value: string; readonly kind: string }[]
  readonly records: { readonly first: number; readonly second: number }
  /** Share of records whose message both sides have, [0, 1]. */
  readonly common: number
}

const MAX_MESSAGES = 6
const MAX_VALUES = 3
/** Sides that share fewer of their records tell of different things. */
const ALIKE = 0.3
/** Fewer letters than this stand in any record. */
const MIN_LETTERS = 3

/** A claim for each difference: that the words of a message, or a value, stand in another share of the records of the two sides. */
export function comparisonClaims(question: ComparisonQuestion, { messages, values }: FoundDifferences): ProposedClaim[] {
  const ofMessages = messages.slice(0, MAX_MESSAGES).flatMap(({ text }) => {
    const literals = clipLiterals(piecesOf(text))
    return isTelling(literals) ? [{ literals }] : []
  })
  const ofValues = values
    .filter(({ kind, value }) => kind === 'value' && isTelling([value]))
    .slice(0, MAX_VALUES)
    .map(({ value }) => ({ literals: clipLiterals([value]), wholeWords: true }))
  return [...ofMessages, ...ofValues].map((selector, index) => ({
    id: `differs-${index}`,
    text: 'Compared.',
    predicate: { name: 'differs', first: within(question.first, selector), second: within(question.second, selector) },
  }))
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

/** The claims that held, each worded by what the checker counted. */
export function wordedDifferences(question: ComparisonQuestion, checked: readonly CheckedClaim[]): Claim[] {
  return checked.flatMap((one) =>
    one.outcome === 'verified' ? [{ ...one.claim, text: differenceText(question, one.claim) }] : [],
  )
}

function differenceText({ first, second }: ComparisonQuestion, { predicate, result }: Claim): string {
  const literals = predicate.name === 'differs' ? (predicate.first.literals ?? []) : []
  const side = (count: unknown, of: unknown, name: string) =>
    `${Number(count).toLocaleString('en-US')} of ${Number(of).toLocaleString('en-US')} records ${/^(?:before|from)\b/.test(name) ? '' : 'of '}${name}`
  const sides = [side(result['second'], result['ofSecond'], second.name), side(result['first'], result['ofFirst'], first.name)]
  return `“${clip(literals.join(' … '), 110)}” stands in ${sides.join(', in ')} (p ${chanceOf(Number(result['pValue']))}).`
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
  return { headline: clip(`${many} between ${first.name} and ${second.name}: ${best.text.replace(/\.$/, '')}`, 260), statements }
}

/** The answer where the sides could not be compared, and why, in the words of the comparison: `bad` is the second side. */
export function composeUncompared({ first, second }: ComparisonQuestion, why: string): DirectAnswer {
  const named = why.replaceAll('"bad"', second.name).replaceAll('"good"', first.name)
  const text = `${first.name} and ${second.name} could not be compared: ${named.replace(/\.$/, '')}.`
  return { statements: [{ id: 's-compared', text, basis: 'inference' }] }
}
