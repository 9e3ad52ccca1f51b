import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { LogRecord, Severity } from '@faultmaven/signals'
import { createRecordSample } from './record-sample.ts'

function record(at: number, severity: Severity): LogRecord {
  return {
    line: at + 1,
    lines: 1,
    start: at * 100,
    end: at * 100 + 99,
    severity,
    body: `message ${at}`,
    continuation: [],
    fields: {},
  }
}
function sampleOf(records: readonly LogRecord[]) {
  const sample = createRecordSample()
  for (const one of records) sample.add(one, 0)
  return sample.result(() => 7)
}
const many = (length: number) => Array.from({ length }, (_, at) => record(at, at % 50 === 0 ? 'error' : 'info'))

test('keeps every record of a small source, with its template', () => {
  const { faultRate, plainRate, records } = sampleOf(many(2000))
  expect([faultRate, plainRate, records.length]).toEqual([1, 1, 2000])
  expect(records[50]).toMatchObject({ line: 51, template: 7, isFault: true, body: 'message 50' })
})

test('thins what is frequent and keeps faults', () => {
  const { faultRate, plainRate, records } = sampleOf(many(100_000))
  const faults = records.filter(({ isFault }) => isFault)
  expect(faultRate).toBe(1)
  expect(faults).toHaveLength(2000)
  expect(plainRate).toBe(1 / 32)
  const plain = records.length - faults.length
  expect(plain).toBeLessThanOrEqual(4096)
  expect(Math.abs(plain / 98_000 - plainRate)).toBeLessThan(0.005)
  expect(records.every(({ draw, isFault }) => draw < (isFault ? faultRate : plainRate))).toBe(true)
})

test('does not depend on the order', () => {
  const records = many(30_000)
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 29_999 }), (from) => {
      expect(sampleOf([...records.slice(from), ...records.slice(0, from)])).toEqual(sampleOf(records))
    }),
    { numRuns: 5 },
  )
})

test('long records take no more room than short ones', () => {
  const long = many(3000).map((one, at) => ({ ...one, severity: 'info' as const, start: at * 60_000, end: at * 60_000 + 59_999 }))
  expect(sampleOf(long).records.length * 60_000).toBeLessThanOrEqual(8 * 2 ** 20)
})
