import { clipLiterals, type Finding, type Predicate, type ProposedClaim } from '@faultmaven/contracts'
import { type Evidence, sourceNameOf } from '../ranking/evidence.ts'
import { clip } from './clip.ts'
import { keyPhrase } from './key-phrase.ts'
import { isOurs } from './sentences.ts'

/**
 * Claims that state a finding, at most `max`: that it stands there, at no more than `lines` places, and how often.
 * Ids follow from the finding's, so that the same finding always makes the same claims.
 */
export function claimsOf(finding: Finding, evidence: Evidence, { max, lines }: { max: number; lines: number }): ProposedClaim[] {
  return withoutRepetition(finding.predicates)
    .slice(0, max)
    .map(({ predicate, index }) => {
      const limited = limitPlaces(predicate, lines)
      return { id: `${finding.id}-c${index}`, text: claimText(limited, finding, evidence), predicate: limited }
    })
}

type Numbered = { readonly predicate: Predicate; readonly index: number }

/**
 * A count after the place cites the same lines again, and the summary says how often: it is left out. So is what is told twice.
 * The index is that of the finding's predicate, so that ids stay the same.
 */
function withoutRepetition(predicates: readonly Predicate[]): Numbered[] {
  const seen = new Set<string>()
  return predicates
    .map((predicate, index) => ({ predicate, index }))
    .filter(
      ({ predicate, index }) => predicate.name !== 'count' || !predicates.slice(0, index).some(({ name }) => name === 'present'),
    )
    .filter(({ predicate }) => {
      const key = JSON.stringify(predicate)
      if (seen.has(key)) return false
      seen.add(key)
      return true
    })
}

/** The claim that a name of the question stands nowhere in the evidence. */
export function absenceClaim(name: string): ProposedClaim {
  return {
    // Of several turns of a case, too: what is said of a name is one claim.
    id: `absent-${name}`,
    text: `No record mentions “${name}”.`,
    predicate: { name: 'absent', selector: { literals: clipLiterals([name]) } },
  }
}

function limitPlaces(predicate: Predicate, lines: number): Predicate {
  return predicate.name === 'present' ? { ...predicate, at: spread(predicate.at, lines) } : predicate
}

/** First and last of the places, then what lies between. */
function spread<T>(places: readonly T[], count: number): T[] {
  const step = (places.length - 1) / Math.max(1, count - 1)
  return places.length <= count
    ? [...places]
    : Array.from({ length: count }, (_, index) => Math.round(index * step)).flatMap((index) => places.slice(index, index + 1))
}

/** What these say is our reading of a line, not its words. */
const WORDED_BY_US = new Set<Finding['kind']>(['state', 'reference', 'change'])

function claimText(predicate: Predicate, finding: Finding, evidence: Evidence): string {
  const source = sourceNameOf(finding, evidence.sources)
  const phrase = keyPhrase(finding.fault?.cause ?? finding.title, 120)
  switch (predicate.name) {
    case 'present':
      if (finding.kind === 'series' || finding.check.startsWith('metrics-')) return valueText(predicate, source)
      if (isOurs(finding) || WORDED_BY_US.has(finding.kind))
        return `Line ${predicate.at[0]?.line ?? 1} of ${source} holds “${clip(predicate.selector.literals?.join(' … ') ?? '', 120)}”.`
      return `${source} says “${phrase}”.`
    case 'count':
      return `${predicate.number} records of ${source} say “${clip(phrase, 80)}”.`
    case 'absent':
      return `No record says “${clip(predicate.selector.literals?.join(' … ') ?? '', 80)}”.`
    case 'configured':
      return predicate.value === 'missing'
        ? `${predicate.place.pointer} is not set in ${source}.`
        : `${predicate.place.pointer} in ${source} is “${clip(String(predicate.value), 120)}”.`
    case 'value':
      return `${predicate.place.pointer} in ${source} is ${predicate.comparison} ${predicate.number}${predicate.unit ?? ''}.`
    case 'span':
      return `${spanText(predicate)} (span ${predicate.span.spanId} of ${source}).`
    case 'rate-change':
      return `The rate of “${clip(phrase, 80)}” in ${source} changed.`
    case 'precedes':
      return `“${clip(predicate.first.literals?.join(' … ') ?? '', 60)}” came before “${clip(predicate.second.literals?.join(' … ') ?? '', 60)}”.`
    case 'differs':
      return `“${clip(predicate.first.literals?.join(' … ') ?? '', 80)}” stands in another share of the records of the two sides.`
    case 'divides':
      return `Records of ${source} divide: ${predicate.parts.map(({ value, count }) => `“${clip(value, 40)}” ${count}`).join(', ')}.`
    case 'co-occurs':
      return `“${clip(predicate.first.literals?.join(' … ') ?? '', 60)}” comes together with “${clip(predicate.second.literals?.join(' … ') ?? '', 60)}”.`
    default: {
      const never: never = predicate
      return never
    }
  }
}

/** A row of a series says its value; what the series does is no row's to say. */
function valueText({ selector, at }: Extract<Predicate, { name: 'present' }>, source: string): string {
  const lines = [...new Set(at.map(({ line }) => line))]
  const place = lines.length === 1 ? `line ${lines[0]}` : `lines ${lines.join(', ')}`
  return `“${clip(selector.literals?.join('”, “') ?? '', 80)}” stands in ${place} of ${source}.`
}

function spanText({ field, comparison, value }: Extract<Predicate, { name: 'span' }>): string {
  if (field === 'isError') return value === true ? 'It ended with an error' : 'It ended without an error'
  if (field === 'name') return `The operation is “${clip(String(value), 120)}”`
  return `It lasted ${comparison} ${Number((Number(value) / 1e6).toPrecision(4))} ms`
}
