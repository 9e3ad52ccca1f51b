import { describe, expect, test } from 'vitest'
import { readMetrics, readOtlpProtobuf } from './index.ts'
import { createSeriesReader } from './streaming/series-reader.ts'

const stamp = '1700000001000000000'
const summary = {
  dataPoints: [
    {
      timeUnixNano: stamp,
      count: '10',
      sum: 4,
      quantileValues: [{ quantile: 0 }, { quantile: 0.5, value: 0.25 }, { quantile: 0.99, value: 3 }],
    },
  ],
}
/** Five observations in (1, 2], four in (2, 4], one of nothing. */
const exponentialHistogram = {
  aggregationTemporality: 1,
  dataPoints: [
    { timeUnixNano: stamp, count: '10', sum: 20, scale: 0, zeroCount: '1', positive: { offset: 0, bucketCounts: ['5', '4'] } },
  ],
}
const text = JSON.stringify({
  resourceMetrics: [
    {
      scopeMetrics: [
        {
          metrics: [
            { name: 'wait', summary },
            { name: 'size', exponentialHistogram },
          ],
        },
      ],
    },
  ],
})
const EXPECTED = {
  wait_count: 10,
  wait_sum: 4,
  wait_p50: 0.25,
  wait_p99: 3,
  size_count: 10,
  size_sum: 20,
  size_p50: 1.8,
  size_p99: 3.95,
}

const number = (field: number, value: number) => {
  const bytes = Buffer.alloc(9)
  bytes[0] = (field << 3) | 1
  bytes.writeDoubleLE(value, 1)
  return bytes
}
const whole = (field: number, value: bigint) => {
  const bytes = Buffer.alloc(9)
  bytes[0] = (field << 3) | 1
  bytes.writeBigUInt64LE(value, 1)
  return bytes
}
const message = (field: number, ...parts: Uint8Array[]) => {
  const body = Buffer.concat(parts)
  const length = body.length < 128 ? [body.length] : [(body.length & 127) | 128, body.length >> 7]
  return Buffer.concat([Uint8Array.from([(field << 3) | 2, ...length]), body])
}
const metric = (name: string, field: number, point: Uint8Array[], after: readonly number[] = []) =>
  message(2, message(1, Buffer.from(name)), message(field, message(1, ...point), Uint8Array.from(after)))
const time = whole(3, BigInt(stamp))
const protobuf = message(
  1,
  message(
    2,
    metric('wait', 11, [
      time,
      whole(4, 10n),
      number(5, 4),
      message(6, number(1, 0.5), number(2, 0.25)),
      message(6, number(1, 0.99), number(2, 3)),
    ]),
    metric(
      'size',
      10,
      [
        time,
        whole(4, 10n),
        number(5, 20),
        Uint8Array.from([6 << 3, 0]),
        whole(7, 1n),
        message(8, message(2, Uint8Array.from([5, 4]))),
      ],
      [2 << 3, 1],
    ),
  ),
)

const streamed = () => {
  const reader = createSeriesReader('m.json')
  reader.push(Buffer.from(text))
  return reader.end()
}

describe('summaries and exponential histograms of OTLP', () => {
  test.each([
    ['JSON', () => readMetrics('m.json', text)],
    ['JSON in pieces', streamed],
    ['protobuf', () => readOtlpProtobuf(protobuf)],
  ])('%s: counts, sums and quantiles are read', (_, read) => {
    const { series, faults } = read()
    expect(faults).toEqual([])
    expect(Object.keys(EXPECTED).toSorted()).toEqual(series.map(({ name }) => name).toSorted())
    for (const [name, value] of Object.entries(EXPECTED))
      expect(series.find((one) => one.name === name)?.samples[0]?.value).toBeCloseTo(value, 9)
  })
})
