import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { microseconds } from '@faultmaven/signals'
import type { Template } from '../digest.ts'
import { controlFalseDiscoveries } from './control-false-discoveries.ts'
import { findRateChanges } from './find-rate-changes.ts'
import { logPoissonTail } from './poisson-tail.ts'

const MINUTE = 60_000_000
const START = Date.parse('2026-03-04T05:00:00Z') * 1000

function template(id: number, buckets: readonly number[]): Template {
  const count = buckets.reduce((sum, value) => sum + value, 0)
  return { id, literals: [], text: '', count, firstLine: 1, lastLine: count, samples: [], buckets }
}

function digest(...series: readonly (readonly number[])[]) {
  const total = series[0]!.map((_, at) => series.reduce((sum, values) => sum + values[at]!, 0))
  const errors = total.map(() => 0)
  return {
    histogram: { from: microseconds(START), widthUs: MINUTE, total, errors },
    templates: series.map((values, id) => template(id, values)),
  }
}

const steady = (length: number, rate: number) => Array.from({ length }, (_, at) => rate + (at % 3) - 1)
const set = (values: readonly number[], from: number, to: number, value: number) =>
  values.map((old, at) => (at >= from && at < to ? value : old))
const shown = (changes: ReturnType<typeof findRateChanges>) =>
  changes.map(({ kind, templateId, from, to }) => [kind, templateId, (from - START) / MINUTE, (to - START) / MINUTE])

describe('findRateChanges()', () => {
  test('finds nothing in steady rates', () => {
    expect(findRateChanges(digest(steady(60, 20), steady(60, 5)))).toEqual([])
  })

  test('finds a burst and says when', () => {
    expect(shown(findRateChanges(digest(steady(60, 20), set(steady(60, 2), 40, 44, 60))))).toEqual([['burst', 1, 40, 44]])
  })

  test('finds a silence while others went on', () => {
    expect(shown(findRateChanges(digest(steady(60, 20), set(steady(60, 4), 30, 45, 0))))).toEqual([['silence', 1, 30, 45]])
  })

  test('finds no silence where the whole source was silent', () => {
    expect(findRateChanges(digest(set(steady(60, 20), 30, 45, 0), set(steady(60, 4), 30, 45, 0)))).toEqual([])
  })

  test('finds what vanished and what is new', () => {
    const vanished = set(steady(60, 6), 35, 60, 0)
    const fresh = set(steady(60, 0), 0, 60, 0).map((_, at) => (at >= 36 && at < 40 ? 30 : 0))
    expect(shown(findRateChanges(digest(steady(60, 20), vanished, fresh)))).toEqual(
      expect.arrayContaining([
        ['vanished', 1, 35, 60],
        ['new', 2, 36, 40],
      ]),
    )
  })

  test('a message that always comes in clusters is no burst each time', () => {
    const clustered = Array.from({ length: 60 }, (_, at) => (at % 10 === 0 ? 30 : 0))
    expect(findRateChanges(digest(steady(60, 20), clustered)).filter(({ kind }) => kind === 'burst')).toEqual([])
  })

  test('is empty for a source without times', () => {
    expect(findRateChanges({ histogram: { total: [], errors: [] }, templates: [template(0, [])] })).toEqual([])
  })

  test('scores lie within [0, 1) and probabilities within [0, 1]', () => {
    fc.assert(
      fc.property(fc.array(fc.array(fc.nat(50), { minLength: 20, maxLength: 20 }), { minLength: 1, maxLength: 5 }), (series) => {
        for (const { score, pValue } of findRateChanges(digest(...series))) {
          expect(score).toBeGreaterThanOrEqual(0)
          expect(score).toBeLessThan(1)
          expect(pValue).toBeLessThanOrEqual(0.05)
        }
      }),
    )
  })
})

test('logPoissonTail() agrees with sums of the distribution', () => {
  // P(X ≥ 3 | 1) = 1 − e⁻¹ (1 + 1 + ½)
  expect(Math.exp(logPoissonTail(3, 1))).toBeCloseTo(1 - Math.exp(-1) * 2.5, 8)
  expect(logPoissonTail(10_000, 1)).toBeLessThan(-80_000)
  expect(logPoissonTail(2, 5)).toBe(0)
})

test('controlFalseDiscoveries() keeps the small ones of many', () => {
  const results = [0.001, 0.012, 0.02, 0.3].map((pValue) => ({ pValue }))
  expect(controlFalseDiscoveries(results, { tests: 4 })).toMatchObject([
    { pValue: 0.001, qValue: 0.004 },
    { pValue: 0.012 },
    { pValue: 0.02 },
  ])
  expect(controlFalseDiscoveries(results, { tests: 1000 })).toEqual([])
})
