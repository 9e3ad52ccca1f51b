import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createLogReader } from '../log-reader.ts'
import { addSeries, countInSeries, createSeries, halveSeries } from './sparse-series.ts'
import { makeLog } from './testing/make-log.ts'

function digestOf(lines: readonly string[]) {
  const reader = createLogReader({ now: Date.UTC(2026, 5, 1) })
  reader.push(Buffer.from(`${lines.join('\n')}\n`))
  return reader.end()
}
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)

describe('the activity of a digest', () => {
  test('counts every record once, in all and by template', () => {
    const { activity, coverage, templates } = digestOf(makeLog({ records: 3000 }))
    expect(sum(activity.records)).toBe(coverage.records)
    expect(activity.records.length).toBeLessThanOrEqual(512)
    for (const { id, count, firstLine } of templates) {
      const series = activity.templates.get(id)!
      expect(sum(series.counts)).toBe(count)
      expect(series.firstLines[0]).toBe(firstLine)
    }
  })

  test('begins each bucket with a line of its bytes', () => {
    const lines = makeLog({ records: 3000 })
    const starts: number[] = []
    lines.reduce((start, line) => (starts.push(start), start + line.length + 1), 0)
    const { activity } = digestOf(lines)
    activity.firstLines.forEach((line, bucket) => {
      if (activity.records[bucket] === 0) return
      expect(Math.floor(starts[line - 1]! / activity.bytesPerBucket)).toBe(bucket)
      expect(Math.floor((starts[line - 2] ?? -1) / activity.bytesPerBucket)).toBeLessThan(bucket)
    })
  })

  test('keeps the longest pauses of an origin, the one to the end among them', () => {
    const silent = (at: number, component: string) => component === 'gate' && ((at > 500 && at < 900) || at > 2300)
    const lines = makeLog({ records: 3000, without: silent })
    const gate = digestOf(lines).activity.origins.find(({ name }) => name === 'gate')!
    const [last, first, third] = gate.pauses
    expect(last!.toLine).toBeUndefined()
    expect(first!.toLine! - first!.fromLine - 1).toBe(first!.lines)
    expect(first!.lines).toBeGreaterThan(250)
    expect(third!.lines).toBeLessThan(60)
  })

  test('follows no hosts where there are thousands of them', () => {
    const from = (hosts: number) =>
      digestOf(Array.from({ length: 3000 }, (_, at) => `May  4 06:00:00 shop${at % hosts} cart[77]: basket ${at} priced`))
    const kinds = (hosts: number) => from(hosts).activity.origins.map(({ kind }) => kind)
    expect(kinds(5)).toEqual(['component', 'host', 'host', 'host', 'host', 'host'])
    expect(kinds(1000)).toEqual(['component'])
  })

  test('many different messages make buckets wider, not the digest larger', () => {
    const word = (number: number) => String(number).replaceAll(/\d/g, (digit) => 'abcdefghij'[Number(digit)]!)
    const lines = Array.from(
      { length: 60_000 },
      (_, at) => `2026-05-04T06:00:00Z INFO ${word(at % 6000)}${word(at % 6000)} happened`,
    )
    const { activity } = digestOf(lines)
    const entries = [...activity.templates.values()].reduce((total, { buckets }) => total + buckets.length, 0)
    expect(entries).toBeLessThanOrEqual(300_000)
  })
})

describe('sparse series', () => {
  const visits = fc.array(fc.nat(200), { maxLength: 60 }).map((buckets) => buckets.toSorted((a, b) => a - b))
  const count = (buckets: readonly number[]) => {
    const series = createSeries()
    buckets.forEach((bucket, at) => countInSeries(series, bucket, 1, at + 1))
    return series
  }

  test('halving is counting in buckets twice as wide', () => {
    fc.assert(
      fc.property(visits, (buckets) => {
        const series = count(buckets)
        halveSeries(series)
        expect(series).toEqual(count(buckets.map((bucket) => bucket >> 1)))
      }),
    )
  })

  test('the sum of parts counts what the whole counts', () => {
    fc.assert(
      fc.property(visits, visits, (a, b) => {
        const whole = new Map<number, number>()
        for (const bucket of [...a, ...b]) whole.set(bucket, (whole.get(bucket) ?? 0) + 1)
        const { buckets, counts } = addSeries([count(a), count(b)])
        expect(new Map(buckets.map((bucket, at) => [bucket, counts[at]]))).toEqual(whole)
        expect(buckets).toEqual(buckets.toSorted((x, y) => x - y))
      }),
    )
  })
})
