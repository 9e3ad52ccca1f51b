import { describe, expect, test } from 'vitest'
import { readMetrics } from '../read-series.ts'
import { beginsWithSeries, createSeriesReader, type SeriesReading } from './series-reader.ts'

const SECONDS = 1_767_225_600
const MAX_SERIES = 3
const stamp = (at: number) => new Date((SECONDS + at * 60) * 1000).toISOString()
const nanoseconds = (at: number) => `${SECONDS + at}000000000`

function read(name: string, text: string, options: Parameters<typeof createSeriesReader>[1] = {}): SeriesReading {
  const reader = createSeriesReader(name, options)
  reader.push(Buffer.from(text))
  return reader.end()
}
const requests = (metrics: readonly object[], attributes: readonly object[] = []) =>
  JSON.stringify({ resourceMetrics: [{ resource: { attributes }, scopeMetrics: [{ metrics }] }] })
const attribute = (key: string, stringValue: string) => ({ key, value: { stringValue } })
const gauge = (attributes: readonly object[] = []) => ({
  name: 'depth',
  gauge: { dataPoints: [{ timeUnixNano: nanoseconds(0), asDouble: 1, attributes }] },
})
const counted = (at: number) => ({
  timeUnixNano: nanoseconds(at),
  count: String(at * 10),
  bucketCounts: [String(at * 9), String(at)],
  explicitBounds: [1],
})

describe('series of which there are too many', () => {
  test('are counted as left out, in tables', () => {
    const rows = Array.from({ length: 40 }, (_, at) => `${stamp(Math.floor(at / 5))},web-${at % 5},${at}`)
    const { series, sampled } = read('m.csv', ['time,host,load', ...rows].join('\n'), { maxSeries: MAX_SERIES })
    expect(series.map(({ samples }) => samples.length)).toEqual([8, 8, 8])
    expect(sampled).toContain('16 of other series than the first 3 were left out')
  })
  test('are left out of tables where what tells them apart is longer than 4 KiB', () => {
    const rows = Array.from({ length: 20 }, (_, at) => `${stamp(at)},${at === 9 ? 'a'.repeat(5000) : 'web'},${at}`)
    const { series, sampled } = read('m.csv', ['time,host,load', ...rows].join('\n'))
    expect(series.map(({ samples }) => samples.length)).toEqual([19])
    expect(sampled).toContain('1 of other series')
  })
  test('are counted as left out, in expositions', () => {
    const lines = Array.from({ length: 10 }, (_, at) => `queue_depth{pod="${at % 5}"} ${at} ${(SECONDS + at) * 1000}`)
    const { series, sampled } = read('m.prom', lines.join('\n'), { maxSeries: MAX_SERIES })
    expect(series.map(({ samples }) => samples.length)).toEqual([2, 2, 2])
    expect(sampled).toContain('4 of other series')
  })
  test('are counted as left out, in exports of OTLP', () => {
    const metrics = Array.from({ length: 10 }, (_, at) => gauge([attribute('pod', String(at % 5))]))
    const { series, sampled } = read('m.json', requests(metrics), { maxSeries: MAX_SERIES })
    expect(series.map(({ samples }) => samples.length)).toEqual([2, 2, 2])
    expect(sampled).toContain('4 of other series')
  })
})

describe('attributes', () => {
  const many = Array.from({ length: 200 }, (_, at) => [`k${at}`, 'v'.repeat(at === 0 ? 2000 : 1)] as const)

  test('of a resource: the first 128 are read, 500 characters of each', () => {
    const { series } = read(
      'm.json',
      requests(
        [gauge()],
        many.map(([key, value]) => attribute(key, value)),
      ),
    )
    const { attributes } = series[0]!
    expect(Object.keys(attributes)).toHaveLength(128)
    expect(attributes['k0']).toBe('v'.repeat(500))
  })
  test('of a point: the first 128 are read', () => {
    const { series } = read('m.json', requests([gauge(many.slice(1).map(([key, value]) => attribute(key, value)))]))
    expect(Object.keys(series[0]!.attributes)).toHaveLength(128)
  })
  test('of a reply to a query: the first 128 are read, 500 characters of each', () => {
    const { series } = read('m.json', JSON.stringify({ metric: Object.fromEntries(many), values: [[SECONDS, '1']] }))
    expect(Object.keys(series[0]!.attributes)).toHaveLength(128)
    expect(series[0]!.attributes['k0']).toBe('v'.repeat(500))
  })
  test('may be called as what objects have', () => {
    const otlp = read('m.json', requests([gauge([attribute('__proto__', 'own')])], [attribute('constructor', 'shared')]))
    expect(Object.entries(otlp.series[0]!.attributes)).toEqual([
      ['constructor', 'shared'],
      ['__proto__', 'own'],
    ])
    const reply = read('m.json', `{"metric":{"__proto__":"a"},"values":[[${SECONDS},"1"]]}`)
    expect(Object.entries(reply.series[0]!.attributes)).toEqual([['__proto__', 'a']])
  })
  test('are cut between escapes', () => {
    const written = `{"metric":{"a":"x${'\\u00e4'.repeat(600)}"},"values":[[${SECONDS},"1"]]}`
    expect(read('m.json', written).series[0]!.attributes['a']).toBe(`x${'ä'.repeat(499)}`)
  })
})

describe('histograms of OTLP', () => {
  const names = (reading: SeriesReading) => reading.series.map(({ name }) => name).toSorted()
  const dataPoints = Array.from({ length: 20_001 }, (_, at) => counted(at + 1))

  test('are read alike whatever is said first', () => {
    const some = dataPoints.slice(0, 30)
    const orders = [
      { name: 'wait', histogram: { aggregationTemporality: 1, dataPoints: some } },
      { name: 'wait', histogram: { dataPoints: some, aggregationTemporality: 1 } },
      { histogram: { aggregationTemporality: 1, dataPoints: some }, name: 'wait' },
    ].map((metric) => read('m.json', requests([metric])))
    expect(names(orders[0]!)).toEqual(['wait_count', 'wait_p50', 'wait_p99'])
    const values = ({ series }: SeriesReading) => series.map(({ name, samples }) => [name, samples.map(({ value }) => value)])
    const byName = (reading: SeriesReading) => new Map(values(reading) as [string, number[]][])
    for (const other of orders.slice(1)) expect(byName(other)).toEqual(byName(orders[0]!))
  })
  test('of more points than can wait are taken for cumulative, and named by what comes after them', () => {
    const reading = read('m.json', requests([{ histogram: { dataPoints, aggregationTemporality: 1 }, name: 'wait' }]))
    expect(names(reading)).toEqual(['wait_count', 'wait_p50', 'wait_p99'])
    // The first has none before it; as differences they would be one more.
    expect(reading.series.find(({ name }) => name === 'wait_p50')!.samples).toHaveLength(20_000)
  })
})

describe('buckets of expositions', () => {
  test('whose bound is no number are told', () => {
    const line = (le: string, at: number) => `wait_bucket{le="${le}"} ${at} ${(SECONDS + at) * 1000}`
    const { faults } = read('m.prom', ['wait_count 1', line('1', 1), line('x', 2), line('+Inf', 3)].join('\n'))
    expect(faults).toEqual([{ line: 3, message: 'this line is no sample: NAME{LABELS} VALUE [TIME] is expected' }])
  })
  test('take time that grows with them', () => {
    const scrape = (count: number, time: number) =>
      Array.from({ length: count }, (_, at) => `wait_bucket{le="${at}"} ${at} ${(SECONDS + time) * 1000}\n`).join('')
    const source = (count: number) => `wait_count 1\n${[0, 1, 2, 3].map((time) => scrape(count, time)).join('')}`
    const once = (text: string) => {
      const begun = process.cpuUsage()
      read('m.prom', text, { headBytes: 4096 })
      const { user, system } = process.cpuUsage(begun)
      return user + system
    }
    // What else the machine does only adds to it.
    const cpu = (count: number) => Math.min(...Array.from({ length: 3 }, () => once(source(count))))
    cpu(1000)
    // Some 5; 16 where each bucket is compared with all before it.
    expect(cpu(16_000) / cpu(4000)).toBeLessThan(10)
  })
})

describe('replies of Prometheus', () => {
  test('are two series where the labels stand after the samples', () => {
    const result = ['a', 'b'].map((pod, at) => ({
      values: [[SECONDS + at, String(at)]],
      metric: { __name__: 'queue_depth', pod },
    }))
    const { series } = read('m.json', JSON.stringify({ data: { result } }))
    expect(series.map(({ name, attributes, samples }) => [name, attributes, samples.map(({ value }) => value)])).toEqual([
      ['queue_depth', { pod: 'a' }, [0]],
      ['queue_depth', { pod: 'b' }, [1]],
    ])
  })
  test('are one series where later replies go on with it', () => {
    const reply = (at: number) => JSON.stringify({ metric: { __name__: 'up', pod: 'a' }, values: [[SECONDS + at, '1']] })
    expect(read('m.json', [0, 1, 2].map(reply).join('\n')).series.map(({ samples }) => samples.length)).toEqual([3])
  })
  test('go on after a document that is cut, wherever the pieces end', () => {
    const reply = (at: number) => `{"metric":{"__name__":"up","pod":"${at}"},"values":[[${SECONDS + at},"1"]]}`
    const text = `${reply(0)}\n${reply(1).slice(0, -1)}\n${reply(2)}\n`
    const bytes = Buffer.from(text)
    for (let cut = reply(0).length; cut < bytes.length; cut += 1) {
      const reader = createSeriesReader('m.json', { headBytes: 64 })
      reader.push(bytes.subarray(0, cut))
      reader.push(bytes.subarray(cut))
      expect(reader.end().series.map(({ attributes }) => attributes['pod'])).toEqual(['0', '1', '2'])
    }
  })
})

describe('tables of thousands of columns', () => {
  const table = (columns: number, nameLength: number) => {
    const names = Array.from({ length: columns - 1 }, (_, at) => `c${at}_`.padEnd(nameLength, 'x'))
    const rows = Array.from({ length: 4 }, (_, at) => [stamp(at), ...names.map((_name, column) => column + at)].join(','))
    return [['time', ...names].join(','), ...rows].join('\n')
  }
  test.each([
    ['500 of them', 500, 18],
    ['5000 of them', 5000, 18],
    ['5000 with long names, in a header of 245 KiB', 5000, 49],
  ])('are read: %s', (_, columns, nameLength) => {
    const text = table(columns, nameLength)
    expect(beginsWithSeries(Buffer.from(text))).toBe(true)
    for (const { series, faults } of [read('m.csv', text, { headBytes: 4096 }), readMetrics('m.csv', text)]) {
      expect(faults).toEqual([])
      expect(series).toHaveLength(columns - 1)
      expect(series.at(-1)!.samples.map(({ value }) => value)).toEqual([0, 1, 2, 3].map((at) => columns - 2 + at))
    }
  })
  test('are not read beyond 5000', () => {
    expect(beginsWithSeries(Buffer.from(table(5001, 8)))).toBe(false)
  })
  test('tell series apart by 32 of them at most', () => {
    const hosts = Array.from({ length: 60 }, (_, at) => `h${at}`)
    const rows = Array.from({ length: 10 }, (_, at) => [stamp(at), at, ...hosts.map(() => 'web')].join(','))
    const text = [['time', 'load', ...hosts].join(','), ...rows].join('\n')
    for (const { series } of [read('m.csv', text), readMetrics('m.csv', text)])
      expect(Object.keys(series[0]!.attributes)).toHaveLength(32)
  })
})
