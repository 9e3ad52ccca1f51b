import { Predicate, type ProposedClaim, type Selector } from '@faultmaven/contracts'
import { isInstruction } from '@faultmaven/diagnosis'
import { ModelClaim, type Where } from './proposal-schema.ts'
import { leadsAway } from './check-sentence.ts'
import type { References } from './references.ts'
import { withoutDocuments } from './without-documents.ts'
import { wordClaim } from './word-claim.ts'

/** A claim for the checker, and the bytes that the model says its first line takes; or why it cannot even be asked. */
export type AskedClaim =
  | { readonly claim: ProposedClaim; readonly bytes?: readonly [number, number] }
  | { readonly refused: string }

/** What so little text proves stands in any line. */
const MIN_QUOTE = 4
/** A text that is searched for and not there is the model's own: one, and too short to say anything. */
const UNSEEN = /^[^\p{N}]{2,40}$/u
const POINTER = /^(?:\/[\w.~-]{1,60}){1,12}$/

/**
 * A claim of a model as a claim like everybody's, with a sentence of ours. Names that were never given, texts that prove nothing and
 * texts that instruct are refused here; whether the rest holds is for the checker.
 */
export function toClaim(given: unknown, id: string, references: References): AskedClaim {
  const parsed = ModelClaim.safeParse(given)
  if (!parsed.success) return { refused: 'it is no claim' }
  const said = textsOf(parsed.data)
  if (isInstruction(said.join(' ')) || said.some(isInstruction)) return { refused: 'it quotes text that tries to instruct' }
  const weak = whyWeak(parsed.data)
  if (weak !== undefined) return { refused: weak }
  const asked = toPredicate(parsed.data, references)
  if (!asked) return { refused: 'it cites what is not there' }
  const predicate = withoutDocuments(asked, references)
  if (!predicate) return { refused: 'it cites a document, which is no evidence of what happened' }
  const checked = Predicate.safeParse(predicate)
  if (!checked.success) return { refused: 'it is no claim' }
  const bytes = parsed.data.predicate === 'present' ? parsed.data.bytes : undefined
  const claim = { id, text: wordClaim(checked.data, references), predicate: checked.data }
  return { claim, ...(bytes === undefined ? {} : { bytes }) }
}

function toPredicate(claim: ModelClaim, references: References): Predicate | undefined {
  switch (claim.predicate) {
    case 'present': {
      const at = claim.at.flatMap((reference) => references.placeOf(reference) ?? [])
      if (at.length < claim.at.length) return undefined
      const { quote, minSeverity, window } = claim
      const sourceIds = [...new Set(at.map(({ sourceId }) => sourceId))]
      return { name: 'present', selector: { sourceIds, literals: [quote], ...optional({ minSeverity, window }) }, at }
    }
    case 'absent': {
      const selector = selectorOf(claim.where, references)
      return selector && { name: 'absent', selector }
    }
    case 'count': {
      const selector = selectorOf(claim.where, references)
      return selector && { name: 'count', selector, comparison: claim.comparison, number: claim.number }
    }
    case 'rate-change': {
      const selector = selectorOf(claim.where, references)
      return selector && { name: 'rate-change', selector, before: claim.before, after: claim.after }
    }
    case 'precedes':
    case 'co-occurs': {
      const [first, second] = [selectorOf(claim.first, references), selectorOf(claim.second, references)]
      if (!first || !second) return undefined
      return claim.predicate === 'precedes'
        ? { name: 'precedes', first, second }
        : { name: 'co-occurs', first, second, withinMs: claim.withinMs }
    }
    case 'configured':
    case 'value': {
      const source = references.sourceOf(claim.source)
      if (!source) return undefined
      const place = { sourceId: source.id, pointer: claim.pointer }
      return claim.predicate === 'configured'
        ? { name: 'configured', place, comparison: claim.comparison, value: claim.value }
        : { name: 'value', place, comparison: claim.comparison, number: claim.number, ...optional({ unit: claim.unit }) }
    }
    default: {
      const found = references.findingOf(claim.finding)?.predicates.find(({ name }) => name === 'span')
      if (found?.name !== 'span') return undefined
      const span = { ...found.span, ...optional({ bytes: claim.bytes }) }
      return { name: 'span', span, field: claim.field, comparison: claim.comparison, value: claim.value }
    }
  }
}

/** @returns undefined when it names a source that is not there */
function selectorOf({ sources, text, minSeverity, window }: Where, references: References): Selector | undefined {
  const sourceIds = sources?.flatMap((alias) => references.sourceOf(alias)?.id ?? [])
  if (sourceIds !== undefined && sourceIds.length < (sources?.length ?? 0)) return undefined
  return optional({ sourceIds, literals: text, minSeverity, window })
}

/** Claims that hold whatever the evidence says, or that would carry the model's own words as if they were evidence. */
function whyWeak(claim: ModelClaim): string | undefined {
  switch (claim.predicate) {
    case 'present':
      return isTelling([claim.quote]) ? undefined : 'its quote is too short to prove anything'
    case 'absent':
      return claim.where.text?.length === 1 && isUnseen(claim.where.text[0]!)
        ? undefined
        : 'what it searches for says too much or nothing'
    case 'count':
      return isTelling(claim.where.text) && claim.comparison !== '!=' && !couldBeNone(claim)
        ? undefined
        : 'it counts nothing in particular'
    case 'rate-change':
      return isTelling(claim.where.text) ? undefined : 'it counts nothing in particular'
    case 'precedes':
    case 'co-occurs':
      return isTelling(claim.first.text) && isTelling(claim.second.text) ? undefined : 'it compares nothing in particular'
    case 'span':
      return claim.comparison === '!=' ? 'it says only what is not there' : undefined
    default:
      if (!POINTER.test(claim.pointer)) return 'its place is no path'
      return claim.comparison === '!=' ? 'it says only what is not there' : undefined
  }
}

function isUnseen(text: string): boolean {
  return UNSEEN.test(text) && !leadsAway(text)
}

/** At least one match, so that the text that is counted stands in the evidence. */
function couldBeNone({ comparison, number }: { readonly comparison: string; readonly number: number }): boolean {
  if (comparison === '=' || comparison === '>=') return number < 1
  return comparison === '>' ? number < 0 : true
}

function isTelling(texts: readonly string[] | undefined): boolean {
  const joined = (texts ?? []).join('').replaceAll(/\s/g, '')
  return joined.length >= MIN_QUOTE && /\p{L}/u.test(joined)
}

function textsOf(claim: ModelClaim): readonly string[] {
  if (claim.predicate === 'present') return [claim.quote]
  if (claim.predicate === 'precedes' || claim.predicate === 'co-occurs')
    return [...(claim.first.text ?? []), ...(claim.second.text ?? [])]
  return 'where' in claim ? (claim.where.text ?? []) : []
}

/** Without the properties that are undefined. */
function optional<T extends object>(values: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  // Only entries that are not undefined are left.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>
  }
}
