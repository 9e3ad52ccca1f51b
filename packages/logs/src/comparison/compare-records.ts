import type { SampledRecord } from '../digest.ts'
import { controlFalseDiscoveries } from '../rates/control-false-discoveries.ts'
import { logFisherExact, type Share } from './fisher-exact.ts'
import { fieldsOf, type FieldValue } from './fields-of.ts'
import { compareQuantities, type Quantities } from './compare-quantities.ts'

/** What a field says among some records and not, or less, among others. */
export type Difference = {
  readonly field: string
  /** The value that appears or dominates; the medians of both sides where quantities moved. */
  readonly value: string
  readonly kind: 'value' | 'quantity'
  /** Records with that value, of those that have the field. */
  readonly inside: Share
  readonly outside: Share
  /** Chance of so large a difference if both were drawn from one; clusters of equal values count as one each. */
  readonly pValue: number
  /** Share of chance among all that is told with a p-value as small, at most 0.05. */
  readonly qValue: number
  /** Share inside less share outside, (-1, 1]; for quantities how much likelier the larger of two lies inside than not. */
  readonly effect: number
  /** Comparable between files, [0, 1): effect times certainty. */
  readonly score: number
  /** At most 4 records of each side that show it: with the value, or with the field where none has the value. */
  readonly shown: { readonly inside: readonly SampledRecord[]; readonly outside: readonly SampledRecord[] }
  /** Other fields that tell the same records apart, as `field=value`. */
  readonly alsoKnownAs: readonly string[]
}

/** Pairs of field and value that are counted; a hostile log has a new one in each record. */
const MAX_PAIRS = 60_000
/** Less than this is no evidence. */
const MIN_COUNT = 4
/** Records of each side that must have a field. */
const MIN_BASE = 10
/** Of those that have the field. What is rarer on both sides explains little. */
const MIN_SHARE = 0.1
const MIN_EFFECT = 0.1
const HALF = 4
/** What there is less of explains less than what there is instead. */
const OF_LOSS = 0.7
const MAX_LINES = 4
const MAX_DIFFERENCES = 20
/** Stretches of the outside by which clusters are measured, and records that each must have. */
const BLOCKS = 16
const MIN_BLOCK = 20
/** Two values that share this much of their records are one explanation. */
const SAME = 0.9

type Counted = { readonly field: string; readonly value: string; readonly inside: number[]; readonly outside: number[] }
type Field = { readonly inside: number[]; readonly outside: number[]; readonly quantities: Quantities }

export type CompareOptions = {
  /** More that is known of a record, such as its template. @default nothing */
  readonly namesOf?: (record: SampledRecord) => readonly FieldValue[]
  /** Leaves out the values that only one side has. @default false */
  readonly sharedOnly?: boolean
}

/**
 * What tells the records `inside` from those `outside`, best explanation first: values that appear, dominate or vanish, and quantities
 * that moved. At most 5% of what is told is expected to be chance (Benjamini–Hochberg over all pairs of field and value).
 *
 * Shares are of the records that have the field at all, so that a change of mix alone is no difference within each kind; a field
 * that one side hardly has comes with a message which is new or gone there, and is told with that. Log lines come in clusters: the variance of a value between
 * stretches of the outside, over that of a fair draw, divides all counts before they are tested.
 *
 * @see the field comparison of Honeycomb's BubbleUp and of Elastic's log rate analysis, which rank by raw difference and by p-value
 */
export function compareRecords(
  inside: readonly SampledRecord[],
  outside: readonly SampledRecord[],
  { namesOf = () => [], sharedOnly = false }: CompareOptions = {},
): Difference[] {
  const pairs = new Map<string, Counted>()
  const fields = new Map<string, Field>()
  const count = (records: readonly SampledRecord[], side: 'inside' | 'outside') => {
    records.forEach((record, at) => {
      for (const { field, value, number } of [...namesOf(record), ...fieldsOf(record)]) {
        const counted = pairOf(pairs, field, value)
        if (counted === undefined) continue
        const known = fieldOf(fields, field)
        counted[side].push(at)
        known[side].push(at)
        if (number !== undefined) known.quantities[side].push(number)
      }
    })
  }
  count(inside, 'inside')
  count(outside, 'outside')
  const sides = { inside, outside }
  const values = [...pairs.values()].flatMap((counted) => {
    const known = fields.get(counted.field)!
    const isOneSided = counted.inside.length === 0 || counted.outside.length === 0
    return sharedOnly && isOneSided ? [] : (testValue(counted, known, sides) ?? [])
  })
  const moved = [...fields].flatMap(([field, known]) => testQuantities(field, known, sides) ?? [])
  const tests = values.length + moved.length
  const sure = controlFalseDiscoveries([...values, ...moved], { tests })
    .filter(({ difference, count }) => Math.abs(difference.effect) >= MIN_EFFECT && count >= MIN_COUNT)
    .sort(bestFirst)
  return withoutRepeats(sure).slice(0, MAX_DIFFERENCES)
}

/** What was tested, before all tests are known. */
type Untold = Omit<Difference, 'qValue'>
type Sides = { readonly inside: readonly SampledRecord[]; readonly outside: readonly SampledRecord[] }
type Tested = {
  readonly difference: Untold
  readonly pValue: number
  readonly count: number
  /** Records of the side that has more of it, by index. */
  readonly records: readonly number[]
}

function bestFirst({ difference: a }: Tested, { difference: b }: Tested): number {
  return b.score - a.score || (a.field < b.field ? -1 : a.field > b.field ? 1 : a.value < b.value ? -1 : 1)
}

function pairOf(pairs: Map<string, Counted>, field: string, value: string): Counted | undefined {
  const key = `${field}\u0000${value}`
  const known = pairs.get(key)
  if (known !== undefined || pairs.size >= MAX_PAIRS) return known
  const counted: Counted = { field, value, inside: [], outside: [] }
  pairs.set(key, counted)
  return counted
}

function fieldOf(fields: Map<string, Field>, field: string): Field {
  const known = fields.get(field)
  if (known !== undefined) return known
  const made: Field = { inside: [], outside: [], quantities: { inside: [], outside: [] } }
  fields.set(field, made)
  return made
}

/** Undefined for what is too rare to be tested. */
function testValue({ field, value, inside, outside }: Counted, known: Field, sides: Sides): Tested | undefined {
  if (Math.max(inside.length, outside.length) < MIN_COUNT) return undefined
  if (isOneSided(known)) return undefined
  const a = { count: inside.length, of: known.inside.length }
  const b = { count: outside.length, of: known.outside.length }
  const effect = a.count / a.of - b.count / b.of
  if (Math.max(a.count / a.of, b.count / b.of) < MIN_SHARE) return undefined
  const clusters = dispersionOf(outside, known.outside, sides.outside.length)
  const logP = logFisherExact(shrink(a, clusters), shrink(b, clusters))
  const records = effect > 0 ? inside : outside
  return {
    pValue: Math.exp(logP),
    count: Math.max(a.count, b.count),
    records,
    difference: {
      field,
      value,
      kind: 'value',
      inside: a,
      outside: b,
      pValue: Math.exp(logP),
      effect,
      score: scoreOf(effect, logP),
      shown: {
        inside: shownOf(sides.inside, inside, known.inside),
        outside: shownOf(sides.outside, outside, known.outside),
      },
      alsoKnownAs: [],
    },
  }
}

function isOneSided({ inside, outside }: Field): boolean {
  return inside.length < MIN_BASE || outside.length < MIN_BASE
}

function testQuantities(field: string, known: Field, sides: Sides): Tested | undefined {
  const moved = compareQuantities(known.quantities)
  if (moved === undefined) return undefined
  const { effect, logP, medians } = moved
  return {
    pValue: Math.exp(logP),
    count: known.quantities.inside.length,
    records: known.inside,
    difference: {
      field,
      value: `median ${medians.inside}, elsewhere ${medians.outside}`,
      kind: 'quantity',
      inside: { count: known.quantities.inside.length, of: sides.inside.length },
      outside: { count: known.quantities.outside.length, of: sides.outside.length },
      pValue: Math.exp(logP),
      effect,
      score: scoreOf(effect, logP),
      shown: {
        inside: shownOf(sides.inside, known.inside),
        outside: shownOf(sides.outside, known.outside),
      },
      alsoKnownAs: [],
    },
  }
}

function scoreOf(effect: number, logP: number): number {
  const strength = -logP / Math.LN10
  return (effect > 0 ? effect : -effect * OF_LOSS) * (Number.isFinite(strength) ? strength / (strength + HALF) : 1) * 0.999
}

function shrink({ count, of }: Share, by: number): Share {
  return { count: Math.round(count / by), of: Math.round(of / by) }
}

/** Variance of a value's share between stretches over that of a fair draw, at least 1; `base` are the records that have the field. */
function dispersionOf(records: readonly number[], base: readonly number[], size: number): number {
  const having = base.length
  const blocks = Math.min(BLOCKS, Math.floor(having / MIN_BLOCK))
  const share = records.length / Math.max(1, having)
  if (blocks < 4 || share === 0 || share === 1) return 1
  const blockOf = (at: number) => Math.min(blocks - 1, Math.floor((at * blocks) / size))
  const found = Array.from({ length: blocks }, () => 0)
  const of = Array.from({ length: blocks }, () => 0)
  for (const at of records) found[blockOf(at)]! += 1
  for (const at of base) of[blockOf(at)]! += 1
  let sum = 0
  found.forEach((count, block) => {
    const expected = of[block]! * share
    if (expected > 0) sum += (count - expected) ** 2 / (expected * (1 - share))
  })
  return Math.max(1, sum / (blocks - 1))
}

function shownOf(
  side: readonly SampledRecord[],
  having: readonly number[],
  otherwise: readonly number[] = [],
): readonly SampledRecord[] {
  return (having.length > 0 ? having : otherwise).slice(0, MAX_LINES).map((at) => side[at]!)
}

/** Of differences that are the same records under another name the best stays; what a field loses to a value told of is not told again. */
function withoutRepeats(sorted: readonly (Tested & { readonly qValue: number })[]): Difference[] {
  const kept: {
    readonly tested: Tested & { readonly qValue: number }
    readonly records: ReadonlySet<number>
    readonly also: string[]
  }[] = []
  const told = new Set<string>()
  for (const tested of sorted.slice(0, 5 * MAX_DIFFERENCES)) {
    const { difference } = tested
    if (difference.kind === 'value' && difference.effect < 0 && told.has(difference.field)) continue
    if (difference.effect > 0) told.add(difference.field)
    const same = kept.find(({ tested: other, records }) => isSame(other, records, tested))
    if (same === undefined) kept.push({ tested, records: new Set(tested.records), also: [] })
    else if (difference.field !== same.tested.difference.field && difference.kind === 'value')
      same.also.push(`${difference.field}=${difference.value}`)
  }
  return kept.map(({ tested: { difference, qValue }, also }) => ({
    ...difference,
    qValue,
    alsoKnownAs: also.slice(0, MAX_LINES),
  }))
}

function isSame({ difference: a }: Tested, records: ReadonlySet<number>, { difference: b, records: others }: Tested): boolean {
  if (a.kind !== b.kind || Math.sign(a.effect) !== Math.sign(b.effect)) return false
  const shared = others.filter((at) => records.has(at)).length
  return shared >= SAME * Math.max(records.size, others.length)
}
