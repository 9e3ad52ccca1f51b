import { controlFalseDiscoveries, logFisherExact } from '@faultmaven/logs'
import { startOf } from '../span-set.ts'
import type { Operations } from './operations.ts'
import { createPairTable } from './pair-table.ts'
import type { TraceForest } from './trace-forest.ts'
import { BAD, GOOD, type TraceOutcome } from './trace-outcomes.ts'

/** Something that bad traces have and good ones have not, or the other way round. */
export type TellingFeature = {
  /** An attribute with its value, or a call of one operation by another (structure). */
  readonly feature:
    | { readonly kind: 'attribute'; readonly key: string; readonly value: string }
    | { readonly kind: 'call'; readonly caller: number; readonly callee: number }
  readonly badWith: number
  readonly bad: number
  readonly goodWith: number
  readonly good: number
  /** Of Fisher's exact test, after the control of false discoveries over all features tested. */
  readonly qValue: number
  /** The first span that shows it: in a bad trace, or in a good one where good ones have it more often. */
  readonly example: number
}

const MIN_SUPPORT = 5
const FALSE_DISCOVERIES = 0.01
const MIN_DIFFERENCE = 0.2
const MAX_FOUND = 20
/** Attributes looked at of one resource: the limit of OpenTelemetry's SDKs (specification, AttributeCountLimit). */
const MAX_RESOURCE_ATTRIBUTES = 128
/** What only says again that a trace failed. */
const RESTATES = /status[._-]?(?:code|text)?$|^error|exception|grpc\.code|^(?:span\.)?duration|^http\.response\.(?:body|header)/i

/**
 * Attributes of spans and resources, and calls between operations, whose traces are bad far more or less often than those without:
 * the difference of shares is at least 20 points, and at most 1% of what is found is expected to be chance.
 */
export function findTellingFeatures(
  forest: TraceForest,
  operations: Operations,
  outcome: TraceOutcome,
): readonly TellingFeature[] {
  const counts = countFeatures(forest, operations, outcome)
  const { bad, good } = outcome
  const tested: (Omit<TellingFeature, 'feature' | 'qValue'> & { readonly number: number; readonly pValue: number })[] = []
  let tests = 0
  for (let number = 0; number < counts.size; number += 1) {
    const badWith = counts.bad[number]!
    const goodWith = counts.good[number]!
    if (badWith + goodWith < MIN_SUPPORT || badWith + goodWith > bad + good - 1) continue
    tests += 1
    if (Math.abs(badWith / bad - goodWith / good) < MIN_DIFFERENCE) continue
    const pValue = Math.exp(logFisherExact({ count: badWith, of: bad }, { count: goodWith, of: good }))
    const example = badWith / bad >= goodWith / good ? counts.badExample[number]! : counts.goodExample[number]!
    tested.push({ number, badWith, bad, goodWith, good, pValue, example })
  }
  return controlFalseDiscoveries(tested, { tests, rate: FALSE_DISCOVERIES })
    .sort((a, b) => Math.abs(difference(b)) - Math.abs(difference(a)) || b.badWith - a.badWith)
    .slice(0, MAX_FOUND)
    .map(({ number, pValue: _pValue, ...rest }) => ({ ...rest, feature: counts.describe(number) }))
}

function difference({ badWith, bad, goodWith, good }: Pick<TellingFeature, 'badWith' | 'bad' | 'goodWith' | 'good'>): number {
  return badWith / bad - goodWith / good
}

/** Counts traces with each feature. A feature is two numbers: key and value of an attribute, or −2 − caller and callee. */
function countFeatures(forest: TraceForest, operations: Operations, { state }: TraceOutcome) {
  const { columns, order, offsets, parent } = forest
  const { attributes, attributesEnd, texts } = columns
  const table = createPairTable()
  const restates = restatingKeys(forest)
  const resourceSeen = new Int32Array(columns.resources.length).fill(-1)
  for (let trace = 0; trace + 1 < offsets.length; trace += 1) {
    const is = state[trace]!
    if (is !== BAD && is !== GOOD) continue
    for (let at = offsets[trace]!; at < offsets[trace + 1]!; at += 1) {
      const span = order[at]!
      for (let pair = startOf(attributesEnd, span); pair < attributesEnd[span]!; pair += 1)
        if (restates[attributes.keys[pair]!] !== 1)
          table.count(attributes.keys[pair]!, attributes.values[pair]! >>> 2, trace, is === BAD, span)
      const of = Math.max(0, columns.resource[span]!)
      if (resourceSeen[of] !== trace) {
        resourceSeen[of] = trace
        const resource = columns.resources[of]!
        const end = Math.min(resource.length, 2 * MAX_RESOURCE_ATTRIBUTES)
        for (let pair = 0; pair < end; pair += 2) table.count(resource[pair]!, resource[pair + 1]! >>> 2, trace, is === BAD, span)
      }
      const above = parent[span]!
      if (above >= 0) table.count(-2 - operations.of[above]!, operations.of[span]!, trace, is === BAD, span)
    }
  }
  return {
    ...table.counts(),
    describe(number: number): TellingFeature['feature'] {
      const [key, value] = table.pair(number)
      if (key < 0) return { kind: 'call', caller: -2 - key, callee: value }
      return { kind: 'attribute', key: texts.text(key), value: texts.text(value) }
    },
  }
}

/** 1 for the numbers of keys that say again that a trace failed. */
function restatingKeys({ columns }: TraceForest): Uint8Array {
  const restates = new Uint8Array(columns.texts.size)
  const seen = new Uint8Array(columns.texts.size)
  const { keys, length } = columns.attributes
  for (let at = 0; at < length; at += 1) {
    const key = keys[at]!
    if (seen[key] === 1) continue
    seen[key] = 1
    if (RESTATES.test(columns.texts.text(key))) restates[key] = 1
  }
  return restates
}
