import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readMetrics } from '../read-series.ts'
import { beginsWithSeries, createSeriesReader, type SeriesReading } from './series-reader.ts'

const SECONDS = 1_767_225_600
const stamp = (at: number) => new Date((SECONDS + at * 60) * 1000).toISOString().replace('.000', '')
const wide = [
  'time,cpu_percent,latency_ms',
  ...Array.from(
    { length: 40 },
    (_, at) => `${stamp(at)},${(at * 1.25).toFixed(2)},${at === 7 ? '' : at === 9 ? '1e3' : 12 + at}`,
  ),
].join('\n')
const long = [
  'ts\thost\tmetric\tvalue',
  ...Array.from({ length: 60 }, (_, at) => `${SECONDS + Math.floor(at / 2) * 15}\tweb-${at % 2}\tload\t${-at / 8}`),
].join('\r\n')
const exposition = [
  '# TYPE http_requests_total counter',
  '# UNIT wait_seconds seconds',
  ...Array.from({ length: 30 }, (_, at) => [
    `http_requests_total{code="200",path="/a b}"} ${at * 17} ${(SECONDS + at * 15) * 1000}`,
    `wait_seconds_bucket{le="0.5"} ${at * 10} ${(SECONDS + at * 15) * 1000}`,
    `wait_seconds_bucket{le="+Inf"} ${at * 12} ${(SECONDS + at * 15) * 1000}`,
    `wait_seconds_sum ${at * 3.5} ${(SECONDS + at * 15) * 1000} # {trace="a"} 3`,
    `up NaN ${(SECONDS + at * 15) * 1000}`,
  ]).flat(),
].join('\n')
const reply = JSON.stringify({
  status: 'success',
  data: {
    resultType: 'matrix',
    result: ['a', 'b"c'].map((pod) => ({
      metric: { __name__: 'queue_depth', pod },
      values: Array.from({ length: 25 }, (_, at) => [SECONDS + at * 15 + 0.781, String(at / 4)]),
    })),
  },
})
const attributes = [{ key: 'service.name', value: { stringValue: 'orders' } }]
const request = (at: number) => ({
  resourceMetrics: [
    {
      resource: { attributes },
      scopeMetrics: [
        {
          metrics: [
            {
              name: 'requests',
              unit: '1',
              sum: {
                dataPoints: [
                  {
                    timeUnixNano: `${SECONDS + at * 10}000000000`,
                    asInt: String(at * 3),
                    attributes: [{ key: 'code', value: { intValue: '200' } }],
                  },
                ],
                aggregationTemporality: 2,
                isMonotonic: true,
              },
            },
            {
              name: 'wait',
              unit: 's',
              histogram: {
                dataPoints: [
                  {
                    timeUnixNano: `${SECONDS + at * 10}000000000`,
                    count: String(at * 10),
                    sum: at * 2.5,
                    bucketCounts: [String(at * 9), String(at), '0'],
                    explicitBounds: [1, 30],
                  },
                ],
                aggregationTemporality: 'AGGREGATION_TEMPORALITY_CUMULATIVE',
              },
            },
          ],
        },
      ],
    },
  ],
})
const otlp = JSON.stringify({ resourceMetrics: Array.from({ length: 20 }, (_, at) => request(at).resourceMetrics[0]) }, null, 1)

const SOURCES: Readonly<Record<string, readonly [name: string, text: string]>> = {
  'a wide table': ['m.csv', wide],
  'a long table': ['m.tsv', long],
  'an exposition': ['m.prom', exposition],
  'a reply to a query': ['m.json', reply],
  'an export of OTLP': ['otlp.json', otlp],
}

const bytesOf = (text: string) => new TextEncoder().encode(text)
function read(name: string, text: string, sizes: readonly number[] = [1e9], headBytes?: number): SeriesReading {
  const [reader, bytes] = [createSeriesReader(name, headBytes === undefined ? {} : { headBytes }), bytesOf(text)]
  let at = 0
  for (let piece = 0; at < bytes.length; piece += 1) {
    const size = sizes[piece % sizes.length]!
    reader.push(bytes.subarray(at, at + size))
    at += size
  }
  return reader.end()
}
const plain = ({ series }: Pick<SeriesReading, 'series'>) =>
  series
    .map(({ name, unit, attributes: own, samples }) => ({
      name,
      unit,
      attributes: own,
      samples: samples.map(({ time, value, line }) => ({ time, value, line })),
    }))
    .toSorted((a, b) => `${a.name}${JSON.stringify(a.attributes)}`.localeCompare(`${b.name}${JSON.stringify(b.attributes)}`))

describe('createSeriesReader()', () => {
  test.each(Object.entries(SOURCES))('reads of %s what the reader of whole texts reads', (_, [name, text]) => {
    const whole = readMetrics(name, text)
    const streamed = read(name, text)
    expect(whole.series.length).toBeGreaterThan(1)
    expect(plain(streamed)).toEqual(plain(whole))
    expect(streamed.faults).toEqual(whole.faults)
    expect(beginsWithSeries(bytesOf(text))).toBe(true)
  })
  test.each(Object.entries(SOURCES))('reads %s alike in pieces of any size', (_, [name, text]) => {
    const expected = plain(read(name, text))
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 5 }), (sizes) => {
        // A short head: what comes after it is read in pieces as they come.
        expect(plain(read(name, text, sizes, 16))).toEqual(expected)
      }),
      { numRuns: 20 },
    )
  })
  test('keeps nothing of a piece whose memory is used again', () => {
    const bytes = bytesOf(long)
    const reader = createSeriesReader('m.tsv', { headBytes: 128 })
    const piece = Buffer.alloc(50)
    for (let at = 0; at < bytes.length; at += piece.length) {
      piece.set(bytes.subarray(at, at + piece.length))
      reader.push(piece.subarray(0, Math.min(piece.length, bytes.length - at)))
    }
    expect(plain(reader.end())).toEqual(plain(read('m.tsv', long)))
  })
  test.each(Object.entries(SOURCES))('cites of %s values that stand in their lines', (_, [name, text]) => {
    const lines = text.split(/\r?\n/)
    let cited = 0
    for (const { samples } of read(name, text).series)
      for (const { value, line, text: written } of samples) {
        if (written === '') continue
        cited += 1
        expect(lines[line - 1]).toContain(written ?? String(value))
      }
    expect(cited).toBeGreaterThan(20)
  })
  test('tells the line of what it cannot read, and reads on', () => {
    const rows = wide.split('\n')
    const { series, faults } = read('m.csv', [...rows.slice(0, 20), 'x,1', 'never,1,2', ...rows.slice(20)].join('\n'))
    expect(faults).toEqual([
      { line: 21, message: 'this row has 2 cells, the header 3' },
      { line: 22, message: 'this row has no readable time' },
    ])
    expect(series[0]?.samples).toHaveLength(40)
  })
  test('keeps what stands before the end of a document that is cut, and says so', () => {
    const { series, faults } = read('m.json', reply.slice(0, -200))
    expect(series).toHaveLength(2)
    expect(series[1]!.samples.length).toBeLessThan(25)
    expect(faults).toEqual([{ line: 1, message: 'the document ends before its brackets close' }])
  })
  test('reads lines of requests, and goes on after one that is broken', () => {
    const lines = Array.from({ length: 30 }, (_, at) => JSON.stringify(request(at)))
    lines[7] = lines[7]!.slice(0, 100)
    const { series, faults } = read('otlp.jsonl', lines.join('\n'))
    expect(faults.length).toBeGreaterThan(0)
    expect(series.find(({ name }) => name === 'requests_total')!.samples.length).toBeGreaterThanOrEqual(28)
  })
  test('leaves out an attribute of a point whose value is no scalar, and keeps the pairs after it', () => {
    const attributes = [
      { key: 'tags', value: { arrayValue: { values: [{ stringValue: 'x' }] } } },
      { key: 'pod', value: { stringValue: 'web-1' } },
      { key: 'long', value: { stringValue: 'y'.repeat(5000) } },
      { key: 'zone', value: { stringValue: 'a' } },
    ]
    const dataPoints = [1, 2].map((at) => ({ timeUnixNano: `179000000${at}000000000`, asDouble: at, attributes }))
    const metrics = [{ name: 'load', gauge: { dataPoints } }]
    const { series } = read('otlp.json', JSON.stringify({ resourceMetrics: [{ scopeMetrics: [{ metrics }] }] }))
    expect(series.map((one) => one.attributes)).toEqual([{ pod: 'web-1', zone: 'a' }])
  })
  test('is told of no series in texts of another kind', () => {
    for (const text of ['2026-01-01T00:00:00Z started\n'.repeat(20), '{"spans":[]}', 'a = 1\nb = 2\n'])
      expect(beginsWithSeries(bytesOf(text))).toBe(false)
  })
  test('never throws', () => {
    const pieces = [
      'time,a\n',
      `${stamp(1)},1\n`,
      'x_y{a="b"} 1\n',
      '{"resourceMetrics":[',
      '{"metric":{"a":"b"},"values":[[',
      ']',
      '"',
      '\\',
    ]
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.constantFrom(...pieces), fc.string()), { maxLength: 30 }), (parts) => {
        expect(read('x', parts.join(''), [7]).sampleCount).toBeGreaterThanOrEqual(0)
      }),
    )
  })
})

describe('createSeriesReader() of more than it may keep', () => {
  const many = [
    'time,latency_ms',
    ...Array.from({ length: 5000 }, (_, at) => `${stamp(at)},${at === 3333 ? 900 : at % 10}`),
  ].join('\n')

  test('keeps what stands out, in order, and says by which rule', () => {
    const reader = createSeriesReader('m.csv', { maxSamples: 1000 })
    reader.push(bytesOf(many))
    const { series, sampled, sampleCount } = reader.end()
    const [{ samples }] = [series[0]!]
    expect(sampleCount).toBe(samples.length)
    expect(samples.length).toBeGreaterThan(400)
    expect(samples.length).toBeLessThanOrEqual(1000)
    expect(samples).toContainEqual(expect.objectContaining({ value: 900, line: 3335 }))
    expect(
      samples.every(({ time, line }, at) => at === 0 || (time > samples[at - 1]!.time && line > samples[at - 1]!.line)),
    ).toBe(true)
    expect(sampled).toMatch(
      /^Of 5000 samples not all were examined: in 1 of 1 series the lowest and the highest of each \d+ neighbours were kept$/,
    )
  })
  test('says how many samples of further series were left out', () => {
    const reader = createSeriesReader('m.csv', { maxSeries: 1 })
    reader.push(bytesOf(wide))
    expect(reader.end().sampled).toBe('Of 79 samples not all were examined: 39 of other series than the first 1 were left out')
  })
  test('can be made coarser later', () => {
    const reader = createSeriesReader('m.csv')
    reader.push(bytesOf(many))
    const reading = reader.end()
    const { series } = reading
    expect(series[0]!.samples).toHaveLength(5000)
    reading.thinTo(2000)
    expect(series[0]!.samples.length).toBeLessThanOrEqual(2000)
    expect(series[0]!.samples).toContainEqual(expect.objectContaining({ value: 900 }))
  })
})
