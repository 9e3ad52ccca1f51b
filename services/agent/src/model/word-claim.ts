import type { Predicate, Selector } from '@faultmaven/contracts'
import { plainText } from './plain-text.ts'
import type { References } from './references.ts'

const MAX_QUOTE = 120
const WORDS = {
  '=': 'exactly',
  '!=': 'other than',
  '<': 'fewer than',
  '<=': 'at most',
  '>': 'more than',
  '>=': 'at least',
} as const
const IS = { '=': 'is', '!=': 'is not', '<': 'is below', '<=': 'is at most', '>': 'is above', '>=': 'is at least' } as const

/** The sentence that states a predicate and nothing more. Whatever words a model has for its claim, these are shown. */
export function wordClaim(predicate: Predicate, references: References): string {
  const nameOf = (sourceId: string) =>
    plainText(references.sources.find(({ source }) => source.id === sourceId)?.source.name ?? 'a source', 80)
  switch (predicate.name) {
    case 'present': {
      const lines = predicate.at.map(({ sourceId, line }) => `line ${line} of ${nameOf(sourceId)}`)
      return `${capital(lines.join(' and '))} ${lines.length === 1 ? 'holds' : 'hold'} ${textOf(predicate.selector)}.`
    }
    case 'absent':
      return `No record${whereOf(predicate.selector, nameOf)} holds ${textOf(predicate.selector)}.`
    case 'count':
      return `${capital(WORDS[predicate.comparison])} ${predicate.number} records${whereOf(predicate.selector, nameOf)} hold ${textOf(predicate.selector)}.`
    case 'rate-change':
      return `Records that hold ${textOf(predicate.selector)}${whereOf(predicate.selector, nameOf)} come at another rate from ${predicate.after.from} to ${predicate.after.to} than from ${predicate.before.from} to ${predicate.before.to}.`
    case 'precedes':
      return `${sideOf(predicate.first, nameOf)} came before ${sideOf(predicate.second, nameOf)}.`
    case 'differs':
      return `${sideOf(predicate.first, nameOf)} stands in another share of records than ${sideOf(predicate.second, nameOf)}.`
    case 'divides':
      return `Records${whereOf(predicate.selector, nameOf)} that hold ${textOf(predicate.selector)} divide: ${predicate.parts.map(({ value, count }) => `“${plainText(value, 80)}” ${count}`).join(', ')}.`
    case 'co-occurs':
      return `${sideOf(predicate.first, nameOf)} comes together with ${sideOf(predicate.second, nameOf)}, within ${predicate.withinMs} ms.`
    case 'configured':
      return predicate.value === 'missing'
        ? `${plainText(predicate.place.pointer, 200)} is not set in ${nameOf(predicate.place.sourceId)}.`
        : `${plainText(predicate.place.pointer, 200)} in ${nameOf(predicate.place.sourceId)} ${IS[predicate.comparison]} “${plainText(String(predicate.value), MAX_QUOTE)}”.`
    case 'value':
      return `${plainText(predicate.place.pointer, 200)} in ${nameOf(predicate.place.sourceId)} ${IS[predicate.comparison]} ${predicate.number}.`
    default:
      return `A span of ${nameOf(predicate.span.sourceId)} ${spanText(predicate)}.`
  }
}

function spanText({ field, comparison, value }: Extract<Predicate, { name: 'span' }>): string {
  if (field === 'isError') return value === true ? 'ended with an error' : 'ended without an error'
  if (field === 'name') return `is called “${plainText(String(value), MAX_QUOTE)}”`
  return `lasted ${WORDS[comparison]} ${Number(value)} ns`
}

function textOf({ literals = [] }: Selector): string {
  return literals.length === 0 ? 'anything' : `“${plainText(literals.join(' … '), MAX_QUOTE)}”`
}

/** One of two that are compared: what is true of a part of the evidence alone is said of that part. */
function sideOf(selector: Selector, nameOf: (id: string) => string): string {
  return `${textOf(selector)}${whereOf(selector, nameOf)}`
}

function whereOf({ sourceIds, window, minSeverity }: Selector, nameOf: (id: string) => string): string {
  const names = sourceIds?.slice(0, 3).map(nameOf).join(', ')
  const more = (sourceIds?.length ?? 0) > 3 ? ` and ${(sourceIds?.length ?? 0) - 3} more` : ''
  return [
    names === undefined ? '' : ` of ${names}${more}`,
    minSeverity === undefined ? '' : ` from severity ${minSeverity} on`,
    window === undefined ? '' : ` from ${window.from} to ${window.to}`,
  ].join('')
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
