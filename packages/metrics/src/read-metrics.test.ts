import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { histogramQuantile } from './histogram-quantile.ts'
import { readMetrics, readOtlpProtobuf } from './index.ts'

const OPEN_METRICS = `# TYPE http_request_duration_seconds histogram
# UNIT http_request_duration_seconds seconds
http_request_duration_seconds_bucket{route="/a}b",le="0.1"} 50 1700000000.5
http_request_duration_seconds_bucket{route="/a}b",le="0.5"} 90 1700000000.5 # {trace_id="x"} 0.4
http_request_duration_seconds_bucket{route="/a}b",le="+Inf"} 100 1700000000.5
http_request_duration_seconds_count{route="/a}b"} 100 1700000000.5
# EOF
`
const POINTS = [1, 2, 3].map((at) => ({
  timeUnixNano: `170000000${at}000000000`,
  asDouble: at * 1.5,
  attributes: [{ key: 'pool', value: { stringValue: 'heap' } }],
}))
const otlp = (metrics: unknown) =>
  JSON.stringify(
    {
      resourceMetrics: [
        {
          resource: { attributes: [{ key: 'service.name', value: { stringValue: 'cart' } }] },
          scopeMetrics: [{ metrics }],
        },
      ],
    },
    null,
    1,
  )

describe('readMetrics()', () => {
  test('makes quantiles of the buckets of OpenMetrics, with unit, time and labels', () => {
    const { series, faults } = readMetrics('m.prom', OPEN_METRICS)
    expect(faults).toEqual([])
    expect(series.map(({ name, unit, samples }) => [name, unit, samples[0]!.value, samples[0]!.line])).toEqual([
      ['http_request_duration_seconds_count', 'seconds', 100, 6],
      ['http_request_duration_seconds_p50', 'seconds', 0.1, 5],
      ['http_request_duration_seconds_p99', 'seconds', 0.5, 5],
    ])
    expect(series[0]!.attributes).toEqual({ route: '/a}b' })
    expect(series[0]!.samples[0]!.time).toBe(1_700_000_000_500_000)
  })
  test('takes quantiles of what was observed between scrapes, and after a restart of all since', () => {
    const scrapes = [
      [1000, 1000],
      [1000, 1100],
      [1000, 1100],
      [50, 50],
    ].flatMap(([fast, all], at) => [
      `h_seconds_bucket{le="1"} ${fast} 170000000${at}`,
      `h_seconds_bucket{le="5"} ${all} 170000000${at}`,
      `h_seconds_bucket{le="+Inf"} ${all} 170000000${at}`,
    ])
    const told = (text: string) =>
      readMetrics('m.prom', text).series.map(({ name, samples }) => [
        name,
        ...samples.map(({ value, line }) => `${value} @${line}`),
      ])
    const expected = [
      ['h_seconds_p50', '3 @6', '0.5 @12'],
      ['h_seconds_p99', '4.96 @6', '0.99 @12'],
    ]
    expect(told(scrapes.join('\n'))).toEqual(expected)
    // Without times, scrapes one after another are told apart by bounds that come again.
    expect(told(scrapes.map((line) => line.replace(/ \d{10}$/, '')).join('\n'))).toEqual(expected)
  })
  test('keeps the quantiles of summaries', () => {
    const { series } = readMetrics('m.prom', 'rpc_s{quantile="0.99",zone="a"} 4.5\nrpc_s{quantile="0.999"} 5e0\nrpc_s_count 7\n')
    expect(series.map(({ name, attributes, samples }) => [name, { ...attributes }, samples[0]!.value])).toEqual([
      ['rpc_s_p99', { zone: 'a' }, 4.5],
      ['rpc_s_p99.9', {}, 5],
      ['rpc_s_count', {}, 7],
    ])
  })
  test.each([
    [2, [9.91]],
    ['AGGREGATION_TEMPORALITY_DELTA', [0.99, 9.46]],
  ])('takes OTLP histograms of temporality %s for what they count', (aggregationTemporality, values) => {
    const dataPoints = [
      ['100', '0', '0'],
      ['100', '20', '0'],
    ].map((bucketCounts, at) => ({
      timeUnixNano: `170000000${at}000000000`,
      count: '100',
      bucketCounts,
      explicitBounds: [1, 10],
    }))
    const { series } = readMetrics('m.json', otlp([{ name: 'wait', histogram: { aggregationTemporality, dataPoints } }]))
    const found = series.find(({ name }) => name === 'wait_p99')!.samples.map(({ value }) => value)
    expect(found.map((value) => Number(value.toFixed(6)))).toEqual(values)
  })
  test('says which line of an exposition is broken and reads the others', () => {
    const lines = Array.from({ length: 20 }, (_, at) => `queue_depth{queue="${at}"} ${at}`)
    lines[7] = 'queue_depth{queue="7 7'
    const { series, faults } = readMetrics('m.prom', lines.join('\n'))
    expect(series.length).toBe(19)
    expect(faults).toMatchObject([{ line: 8 }])
  })
  test('reads OTLP in JSON: names, resource, line of each value', () => {
    const { series, faults } = readMetrics('m.json', otlp([{ name: 'memory.used', unit: 'By', gauge: { dataPoints: POINTS } }]))
    expect(faults).toEqual([])
    expect(series).toMatchObject([{ name: 'memory.used', unit: 'By', attributes: { 'service.name': 'cart', pool: 'heap' } }])
    expect(series[0]!.samples.map(({ value }) => value)).toEqual([1.5, 3, 4.5])
    expect(series[0]!.samples[0]!.time).toBe(1_700_000_001_000_000)
  })
  test('takes a monotonic cumulative sum for a counter and makes quantiles of a histogram', () => {
    const sum = { isMonotonic: true, aggregationTemporality: 2, dataPoints: POINTS }
    const histogram = {
      dataPoints: [
        { timeUnixNano: '1700000001000000000', count: '10', sum: 4, bucketCounts: ['5', '5', '0'], explicitBounds: [1, 2] },
      ],
    }
    const { series } = readMetrics(
      'm.json',
      otlp([
        { name: 'jobs', sum },
        { name: 'wait', histogram },
      ]),
    )
    expect(series.map(({ name, samples }) => [name, samples.at(-1)!.value])).toEqual([
      ['jobs_total', 4.5],
      ['wait_count', 10],
      ['wait_sum', 4],
      ['wait_p50', 1],
      ['wait_p99', 1.98],
    ])
  })
  test('tells a point without a value, and a document that ends too soon, with their lines', () => {
    const broken = otlp([{ name: 'a', gauge: { dataPoints: [...POINTS, { timeUnixNano: '12' }] } }])
    const { series, faults } = readMetrics('m.json', broken)
    expect(series[0]!.samples.length).toBe(3)
    expect(faults[0]!.message).toContain('without a time or a value')
    expect(broken.split('\n')[faults[0]!.line - 1]).toMatch(/\{|timeUnixNano/)
    const cut = readMetrics('m.json', broken.slice(0, broken.indexOf('1700000003')))
    expect(cut.series[0]!.samples.length).toBeGreaterThanOrEqual(2)
    expect(cut.faults.length).toBeGreaterThan(0)
  })
  test('reads a reply of Prometheus with gaps, and one that was cut', () => {
    const values = Array.from({ length: 12 }, (_, at) => [1_700_000_000 + at * 15, at === 5 ? 'NaN' : String(at)])
    const text = JSON.stringify(
      { status: 'success', data: { resultType: 'matrix', result: [{ metric: { __name__: 'up', job: 'a' }, values }] } },
      null,
      1,
    )
    expect(readMetrics('q.json', text).series[0]!.samples.length).toBe(11)
    const cut = readMetrics('q.json', text.slice(0, text.indexOf('1700000150')))
    expect(cut.series[0]!.samples.length).toBeGreaterThan(5)
    expect(cut.faults.length).toBeGreaterThan(0)
  })
  test('reads the export of a Grafana panel with units, and says which cell and row are broken', () => {
    const rows = Array.from(
      { length: 40 },
      (_, at) => `2024-05-0${1 + Math.floor(at / 20)} 10:${10 + (at % 20)}:00,${at} ms,${at % 2 ? '512 MiB' : '1 GiB'}`,
    )
    rows[3] = '2024-05-01 10:13:00,oops,1 GiB'
    rows[9] = '2024-05-01 10:1'
    const { series, faults } = readMetrics('panel.csv', ['"sep=,"', '"Time","latency","{pod=""a""} memory"', ...rows].join('\n'))
    expect(series.map(({ name, unit, samples }) => [name, unit, samples[1]!.value])).toEqual([
      ['latency', 'ms', 1],
      ['{pod=a} memory', 'bytes', 512 * 2 ** 20],
    ])
    expect(faults.map(({ line }) => line)).toEqual([12, 6])
  })
  test('never throws, whatever the text', () => {
    const piece = fc.constantFrom(
      'time,v\n',
      '1700000000,1\n',
      '{"resourceMetrics":[',
      'a_b{c="',
      '"} 1\n',
      '# UNIT a\n',
      ']}',
      '\u0000',
    )
    fc.assert(
      fc.property(fc.array(fc.oneof(piece, fc.string()), { maxLength: 30 }), (pieces) => {
        for (const { samples } of readMetrics('x', pieces.join('')).series) expect(samples.length).toBeGreaterThan(0)
      }),
      { numRuns: 200 },
    )
  })
})

const bytes = (field: number, ...content: number[]) => [field * 8 + 2, ...lengthOf(content.length), ...content]
const lengthOf = (length: number) => (length < 128 ? [length] : [(length & 127) | 128, length >> 7])
const text = (field: number, value: string) => bytes(field, ...new TextEncoder().encode(value))
const fixed = (field: number, write: (view: DataView) => void) => {
  const view = new DataView(new ArrayBuffer(8))
  write(view)
  return [field * 8 + 1, ...new Uint8Array(view.buffer)]
}
const point = (at: number) =>
  bytes(
    1,
    ...fixed(3, (view) => view.setBigUint64(0, 1_700_000_000_000_000_000n + BigInt(at) * 1_000_000_000n, true)),
    ...fixed(4, (view) => view.setFloat64(0, at / 2, true)),
    ...bytes(7, ...text(1, 'pool'), ...bytes(2, ...text(1, 'heap'))),
  )
const request = (...points: number[]) =>
  Uint8Array.from(
    bytes(
      1,
      ...bytes(1, ...bytes(1, ...text(1, 'service.name'), ...bytes(2, ...text(1, 'cart')))),
      ...bytes(2, ...bytes(2, ...text(1, 'memory.used'), ...text(3, 'By'), ...bytes(5, ...points))),
    ),
  )

describe('readOtlpProtobuf()', () => {
  test('reads what the JSON form says', () => {
    const { series, faults } = readOtlpProtobuf(request(...[1, 2, 3].flatMap(point)))
    expect(faults).toEqual([])
    expect(series).toMatchObject([{ name: 'memory.used', unit: 'By', attributes: { 'service.name': 'cart', pool: 'heap' } }])
    expect(series[0]!.samples).toEqual([1, 2, 3].map((at) => ({ time: 1.7e15 + at * 1e6, value: at / 2, line: at })))
  })
  test('tells the byte where it breaks, never throws and ends', () => {
    const whole = request(...[1, 2, 3].flatMap(point))
    const broken = readOtlpProtobuf(whole.with(whole.length - 40, 255))
    expect(broken.series.length + broken.faults.length).toBeGreaterThan(0)
    expect(readOtlpProtobuf(whole.subarray(0, 60)).faults[0]!.message).toMatch(/at byte \d+/)
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (given) => readOtlpProtobuf(given).series.length >= 0))
  })
})

describe('histogramQuantile()', () => {
  test('interpolates within a bucket and stops at the last bound', () => {
    const buckets = [
      { upper: 1, count: 5 },
      { upper: 2, count: 10 },
      { upper: Infinity, count: 11 },
    ]
    expect(histogramQuantile(buckets, 0.5)).toBeCloseTo(1.1)
    expect(histogramQuantile(buckets, 0.99)).toBe(2)
    expect(histogramQuantile([], 0.5)).toBeUndefined()
    expect(histogramQuantile([{ upper: Infinity, count: 3 }], 0.5)).toBeUndefined()
  })
})
