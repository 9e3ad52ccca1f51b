import type { Claim, Predicate, ProposedClaim, Selector } from '@faultmaven/contracts'
import type { Divisor } from '../question/asked-fields.ts'
import type { DirectQuestion } from '../question/direct-question.ts'
import { fromInstant } from '@faultmaven/signals'
import { clip } from './clip.ts'
import { clockOf, within, wordsOf } from './selector-words.ts'

type Division = Extract<Predicate, { name: 'divides' }>

/** Values told of a field; steps told of a time. */
const MAX_VALUES = 5
const MAX_STEPS = 60
const HOUR_MS = 3_600_000

/** Predicates that any division fulfils: by the field, or by steps as long as asked and longer, as so many may be too many to tell. */
export function divisionsOf(selector: Selector, by: Divisor): Division[] {
  if ('names' in by) return [{ name: 'divides', selector, by: { names: [...by.names] }, parts: [] }]
  const steps = [by.everyMs, 60_000, HOUR_MS, 24 * HOUR_MS].filter((everyMs, at) => at === 0 || everyMs > by.everyMs)
  return steps.map((everyMs) => ({ name: 'divides', selector, by: { everyMs }, parts: [] }))
}

/** Of divisions of the same records by steps of time the one with the shortest that can be told; those by fields all. */
export function finest(claims: readonly Claim[]): Claim[] {
  const told = new Set<string>()
  return claims.filter(({ predicate, result }) => {
    if (predicate.name !== 'divides') return false
    if ('everyMs' in predicate.by && Number(result['parts']) > MAX_STEPS) return false
    const records = JSON.stringify(predicate.selector)
    if (told.has(records)) return false
    told.add(records)
    return true
  })
}

/** The claim that says how the records divide: the values that most of them have, or every step of time. */
export function divisionClaim(
  { id, text, predicate, result }: Claim,
  { subject, by }: Pick<DirectQuestion, 'subject' | 'by'>,
  places: readonly string[],
): ProposedClaim {
  if (predicate.name !== 'divides') return { id, text, predicate }
  const isTime = 'everyMs' in predicate.by
  const parts = partsOf(result).slice(0, isTime ? MAX_STEPS : MAX_VALUES)
  const where = places.length === 0 ? '' : ` of ${places.join(', ')}`
  const { selector } = predicate
  const isAll = Object.keys(selector).every((key) => key === 'sourceIds' || key === 'window')
  const what = `records${where}${isAll ? '' : ` that ${wordsOf(selector, subject)}`}${within(selector)}`
  const window = selector.window
  const lengthMs = window ? (fromInstant(window.to) - fromInstant(window.from)) / 1000 : undefined
  const numbers = { lengthMs, parts, total: Number(result['divided']), values: Number(result['parts']) }
  const said =
    'everyMs' in predicate.by ? stepsText(what, predicate.by.everyMs, numbers) : valuesText(what, by?.say ?? 'value', numbers)
  return { id, text: said, predicate: { ...predicate, parts } }
}

type Numbers = {
  readonly parts: Division['parts']
  readonly total: number
  readonly values: number
  readonly lengthMs: number | undefined
}

/** "Most have path /cart: 110 (51%) of the 214 records of …; then …". */
function valuesText(what: string, say: string, { parts, total, values }: Numbers): string {
  const [first, ...others] = parts.map(({ value, count }) => ({
    value: clip(value, 80),
    share: `${count.toLocaleString('en-US')} (${Math.round((100 * count) / total)}%)`,
  }))
  const then = others.length === 0 ? '' : `; then ${others.map(({ value, share }) => `${value} ${share}`).join(', ')}`
  const more = values > parts.length ? `, and ${(values - parts.length).toLocaleString('en-US')} more` : ''
  return `Most have ${say} ${first?.value}: ${first?.share} of the ${total.toLocaleString('en-US')} ${what}${then}${more}.`
}

/** "38 records of … by minute: 10:05 3, 10:06 35; 19 a minute on average". */
function stepsText(what: string, everyMs: number, { parts, total, lengthMs }: Numbers): string {
  const unit = everyMs >= 24 * HOUR_MS ? 'day' : everyMs >= HOUR_MS ? 'hour' : everyMs >= 60_000 ? 'minute' : 'second'
  const [from, to] = { day: [0, 10], hour: [0, 16], minute: [11, 16], second: [11, 19] }[unit]
  const told = parts.map(({ value, count }) => `${clockOf(value).slice(from, to)} ${count.toLocaleString('en-US')}`).join(', ')
  const steps = lengthMs === undefined ? parts.length : Math.max(1, lengthMs / everyMs)
  const mean = Number((total / steps).toPrecision(3)).toLocaleString('en-US')
  return `${total.toLocaleString('en-US')} ${what}, ${mean} a ${unit} on average, by ${unit} (UTC): ${told}.`
}

/** The parts as the checker told them. */
function partsOf(result: Claim['result']): Division['parts'] {
  const length = Math.min(Number(result['parts']), MAX_STEPS)
  return Array.from({ length }, (_, at) => ({
    value: String(result[`value ${at + 1}`]),
    count: Number(result[`count ${at + 1}`]),
  }))
}
