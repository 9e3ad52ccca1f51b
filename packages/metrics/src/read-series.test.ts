import { toInstant } from '@faultmaven/signals'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readSeries } from './index.ts'

const brief = (text: string, name = 'paste.txt') =>
  readSeries(name, text).map((series) => ({
    name: series.name,
    attributes: series.attributes,
    points: series.samples.map((sample) => `${toInstant(sample.time).slice(11, 19)} ${sample.value} @${sample.line}`),
  }))

describe('readSeries() of separated values', () => {
  test('a column of numbers is a series', () => {
    const text = 'time,cpu_percent,note\n2026-03-01T10:00:00Z,12.5,a\n2026-03-01T10:01:00Z,80,a\n2026-03-01T10:02:00Z,,a\n'
    expect(brief(text)).toEqual([
      { name: 'cpu_percent', attributes: { note: 'a' }, points: ['10:00:00 12.5 @2', '10:01:00 80 @3'] },
    ])
  })
  test('columns of text tell series apart, and a metric column names them', () => {
    const text = `timestamp\tmetric\thost\tvalue
1767225600\tload\tn1\t1
1767225600\tload\tn2\t5
1767225660\tload\tn1\t2
1767225660\tlag\tn1\t9
1767225720\tlag\tn1\t11
1767225720\tload\tn1\t2
`
    expect(brief(text)).toEqual([
      { name: 'load', attributes: { host: 'n1' }, points: ['00:00:00 1 @2', '00:01:00 2 @4', '00:02:00 2 @7'] },
      { name: 'load', attributes: { host: 'n2' }, points: ['00:00:00 5 @3'] },
      { name: 'lag', attributes: { host: 'n1' }, points: ['00:01:00 9 @5', '00:02:00 11 @6'] },
    ])
  })
  test('a table without times, and a log with commas, are no series', () => {
    expect(readSeries('x.csv', 'name,size\na,1\nb,2\n')).toEqual([])
    expect(readSeries('x.log', '2026-03-01 10:00:00,123 INFO started\n2026-03-01 10:00:01,500 ERROR failed, 3 times\n')).toEqual(
      [],
    )
  })
})

describe('readSeries() of the Prometheus text format', () => {
  test('one sample a series, with labels, without buckets', () => {
    const text = `# HELP queue_depth Waiting jobs
# TYPE queue_depth gauge
queue_depth{queue="mail",zone="a"} 12
http_seconds_bucket{le="0.1"} 3
process_open_fds 1017
`
    expect(
      readSeries('metrics', text).map((series) => [
        series.name,
        { ...series.attributes },
        series.samples[0]?.value,
        series.samples[0]?.line,
      ]),
    ).toEqual([
      ['queue_depth', { queue: 'mail', zone: 'a' }, 12, 3],
      ['process_open_fds', {}, 1017, 5],
    ])
  })
})

describe('readSeries() of JSON', () => {
  test('reads a Prometheus range query', () => {
    const text = `{"status":"success","data":{"resultType":"matrix","result":[
{"metric":{"__name__":"up","job":"api"},"values":[
[1767225600,"1"],
[1767225660,"0"]]}]}}`
    expect(brief(text)).toEqual([{ name: 'up', attributes: { job: 'api' }, points: ['00:00:00 1 @3', '00:01:00 0 @4'] }])
  })
  test('reads a Prometheus instant query', () => {
    const text = '{"data":{"result":[{"metric":{"__name__":"lag","group":"g1"},"value":[1767225600.5,"42"]}]}}'
    expect(brief(text)).toEqual([{ name: 'lag', attributes: { group: 'g1' }, points: ['00:00:00 42 @1'] }])
  })
  test('reads parallel lists, and lists whose times stand further up', () => {
    const text = JSON.stringify(
      {
        load: {
          timestamps: ['2026-03-01T10:00:00Z', '2026-03-01T10:01:00Z'],
          unit: 'Count',
          values: [1, 2],
          parts: [{ name: 'select', values: [0.5, 1.5] }],
        },
      },
      undefined,
      1,
    )
    expect(brief(text).map((series) => [series.name, series.points.map((point) => point.split(' @')[0])])).toEqual([
      ['load', ['10:00:00 1', '10:01:00 2']],
      ['select', ['10:00:00 0.5', '10:01:00 1.5']],
    ])
  })
  test('reads data points with a unit and dimensions, and puts them in order', () => {
    const text = JSON.stringify({
      Label: 'FreeStorage',
      Dimensions: [{ Name: 'Disk', Value: 'd1' }],
      Datapoints: [
        { Timestamp: '2026-03-01T10:05:00+01:00', Average: 5, Unit: 'Bytes' },
        { Timestamp: '2026-03-01T10:00:00+01:00', Average: 9, Unit: 'Bytes' },
      ],
    })
    expect(readSeries('x.json', text)[0]).toMatchObject({ name: 'FreeStorage', unit: 'Bytes', attributes: { Disk: 'd1' } })
    expect(brief(text)[0]?.points).toEqual(['09:00:00 9 @1', '09:05:00 5 @1'])
  })
  test('keeps several statistics of one point apart and ignores entries with messages', () => {
    const points = JSON.stringify({
      latency: [
        { time: 1767225600, p50: 10, p99: 80 },
        { time: 1767225660, p50: 11, p99: 900 },
      ],
    })
    expect(brief(points).map((series) => series.name)).toEqual(['p50', 'p99'])
    const events = JSON.stringify({
      events: [
        { time: 1767225600, count: 3, message: 'restarted' },
        { time: 1767225660, count: 4, message: 'restarted' },
      ],
    })
    expect(readSeries('x.json', events)).toEqual([])
  })
  test('never throws, and each value stands in its line', () => {
    const value = fc.oneof(
      fc.integer({ min: 1_767_225_600, max: 1_767_300_000 }),
      fc.integer({ min: 0, max: 99 }),
      fc.constantFrom('2026-03-01T10:00:00Z', 'x'),
    )
    const node = fc.letrec((tie) => ({
      node: fc.oneof(
        { maxDepth: 4 },
        value,
        fc.array(tie('node'), { maxLength: 4 }),
        fc.dictionary(fc.constantFrom('time', 'values', 'value', 'name', 'a'), tie('node')),
      ),
    })).node
    fc.assert(
      fc.property(fc.array(node, { minLength: 1 }), (document) => {
        const text = JSON.stringify(document, undefined, 1)
        const lines = text.split('\n')
        for (const series of readSeries('x.json', text))
          for (const sample of series.samples) expect(lines[sample.line - 1]).toContain(String(sample.value))
      }),
      { numRuns: 300 },
    )
  })
})

describe('readSeries() of tables with labels', () => {
  const times = ['2026-03-04T05:06:00Z', '2026-03-04T05:07:00Z']
  test('makes a series of each label and column, however few the times are', () => {
    const rows = times.flatMap((time) => Array.from({ length: 12 }, (_, at) => `${time},svc-${at},${10 + at},${90 + at},${at}`))
    const series = readSeries('m.csv', ['time,service,p50_ms,p99_ms,rps', ...rows].join('\n'))
    expect(series).toHaveLength(36)
    expect(series[4]).toMatchObject({ name: 'p99_ms', attributes: { service: 'svc-1' } })
    expect(series[4]?.samples.map(({ value, line }) => [value, line])).toEqual([
      [91, 3],
      [91, 15],
    ])
  })
  test('reads times of day, over midnight too', () => {
    const rows = ['23:58', '23:59', '00:00', '00:01:30.5'].map((time, at) => `${time},orders,${at}`)
    const [one] = readSeries('m.csv', ['time,service,p99_ms', ...rows].join('\n'))
    expect(one?.samples.map(({ time }) => time / 1e6)).toEqual([1438 * 60, 1439 * 60, 1440 * 60, 1441 * 60 + 30.5])
  })
})
