import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { LogRecord, Severity } from '@faultmaven/signals'
import { createNameTable } from '../records/name-table.ts'
import { createBatchedRecords } from '../records/record-batch.ts'
import { takeScanner } from '../shapes/line-scanner.ts'
import { createRecordSample, isDrawn, limitOf } from './record-sample.ts'

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
  const names = { hosts: createNameTable(), components: createNameTable() }
  const sample = createRecordSample(names)
  const batched = createBatchedRecords(sample.add, names, takeScanner())
  for (const one of records) batched.add(one, one.body, 0)
  batched.settle()
  return sample.result(() => 7, 'utf-8')
}
const many = (length: number) => Array.from({ length }, (_, at) => record(at, at % 50 === 0 ? 'error' : 'info'))

test('keeps every record of a small source, with its template', () => {
  const { faultRate, plainRate, lines } = sampleOf(many(2000))
  expect([faultRate, plainRate, lines.length]).toEqual([1, 1, 2000])
  expect(lines[50]).toMatchObject({ line: 51, template: 7, isFault: true, text: 'message 50' })
})

test('keeps exactly those that the hash of their position draws, in sources beyond 4 GiB as well', () => {
  const records = many(20_000).map((one) => ({ ...one, start: one.start + 2 ** 33, severity: 'info' as const }))
  const { plainRate, lines } = sampleOf(records)
  const drawn = records.filter(({ start }) => isDrawn(start, limitOf(plainRate))).map(({ line }) => line)
  expect(plainRate).toBeLessThan(1)
  expect(lines.map(({ line }) => line)).toEqual(drawn)
})

test('thins what is frequent and keeps faults', () => {
  const { faultRate, plainRate, lines } = sampleOf(many(100_000))
  const faults = lines.filter(({ isFault }) => isFault)
  expect(faultRate).toBe(1)
  expect(faults).toHaveLength(2000)
  expect(plainRate).toBe(1 / 64)
  const plain = lines.length - faults.length
  expect(plain).toBeLessThanOrEqual(2048)
  expect(Math.abs(plain / 98_000 - plainRate)).toBeLessThan(0.005)
  expect(lines.every(({ draw, isFault }) => draw < (isFault ? faultRate : plainRate))).toBe(true)
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
  expect(sampleOf(long).lines.length * 4096).toBeLessThanOrEqual(8 * 2 ** 20)
})
