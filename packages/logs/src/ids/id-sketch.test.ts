import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { microseconds } from '@faultmaven/signals'
import { createNameTable } from '../records/name-table.ts'
import { createBatchedRecords } from '../records/record-batch.ts'
import { takeScanner } from '../shapes/line-scanner.ts'
import { createIdSketch, mergeSketches, SKETCHED_IDS, type IdSketch } from './id-sketch.ts'

function sketch(texts: readonly (readonly [number, string])[]): IdSketch {
  const made = createIdSketch()
  const names = { hosts: createNameTable(), components: createNameTable() }
  const records = createBatchedRecords(made.add, names, takeScanner())
  const plain = { line: 1, lines: 1, start: 0, end: 0, body: '', continuation: [], fields: {} }
  for (const [time, text] of texts) records.add({ ...plain, time: microseconds(time) }, text, 0)
  records.settle()
  return made.result()
}

test.each([
  ['trace=4bf92f3577b34da6a3ce929d0e0e4736 done', 1],
  ['id 0b7c6c8e-3c1d-4a77-9d0b-2f1f0c6f7a11 done', 2],
  ['job job_1073741825 queued', 1],
  ['order 81234567 paid', 1],
  ['from 10.0.3.7:51234 to 10.0.3.9:443', 1],
  ['2026-03-04T05:06:07.123456789Z 20260304T050607Z 1772600767 1772600767890 took 0.123456789', 0],
  ['connected to 10.0.3.7 in 12 ms, attempt 3', 0],
  ['Unrecoverable configuration', 0],
])('%s holds %i identifiers', (text, count) => {
  expect(sketch([[0, text]])).toHaveLength(count)
})

test('an identifier is the same whatever stands around it, and keeps its first and last time', () => {
  const [id, ...others] = sketch([
    [7, 'request_id="7f3a9c12be" queued'],
    [3, '[7f3a9c12be] received'],
    [9, '{"id":"7f3a9c12be"}'],
  ])
  expect(others).toEqual([])
  expect(id).toMatchObject({ count: 3, first: 3, last: 9 })
})

test('sources with many identifiers keep the same ones of those they share', () => {
  const ids = Array.from({ length: 20_000 }, (_, at) => `req${(at * 7919 + 10_000_000).toString(36)}x9z8`)
  const a = sketch(ids.slice(0, 15_000).map((id, at) => [at, id]))
  const b = sketch(ids.slice(5000).map((id, at) => [at, id]))
  expect(a).toHaveLength(SKETCHED_IDS)
  const ofB = new Set(b.map(({ key }) => key))
  // Half of all are in both, two thirds of each.
  expect(a.filter(({ key }) => ofB.has(key)).length).toBeGreaterThan(SKETCHED_IDS / 2)
})

test('parts merge to the whole, however it is divided', () => {
  const record = fc.tuple(
    fc.nat(1000),
    fc.integer({ min: 0, max: 3000 }).map((id) => `id ${id * 7 + 10_000_000}`),
  )
  fc.assert(
    fc.property(
      fc.array(record, { minLength: 1, maxLength: 4000, size: 'max' }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (records, share) => {
        const cut = Math.floor(records.length * share)
        expect(mergeSketches(sketch(records.slice(0, cut)), sketch(records.slice(cut)))).toEqual(sketch(records))
      },
    ),
    { numRuns: 20 },
  )
})
