import { microseconds } from '@faultmaven/signals'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { describeSeries, measureOf, type MetricSeries } from './index.ts'

const START = Date.UTC(2026, 2, 1, 3, 0) * 1000
const seriesOf = (name: string, values: readonly number[], unit?: string): MetricSeries => ({
  name,
  ...(unit === undefined ? {} : { unit }),
  attributes: {},
  samples: values.map((value, index) => ({ time: microseconds(START + index * 60e6), value, line: index + 2 })),
})
/** Deterministic noise in [-1, 1]. */
const wobble = (index: number) => ((index * 7919) % 201) / 100 - 1
const noisy = (count: number, level: (index: number) => number, noise: number) =>
  Array.from({ length: count }, (_, index) => level(index) + noise * wobble(index))

describe('describeSeries()', () => {
  test('a step that stays says from, to and when', () => {
    const described = describeSeries(
      seriesOf(
        'CPUUtilization',
        noisy(60, (index) => (index < 40 ? 23 : 91), 1),
        'Percent',
      ),
    )
    expect(described).toMatchObject({ shape: 'step', direction: 'up', recovered: false })
    expect(described.phrase).toMatch(/^rose from 2[23](?:\.\d)?% to 9[12](?:\.\d)?% at 03:40 and stayed there$/)
    expect(described.places.change).toBe(42)
    expect(described.saturation).toBeGreaterThan(0.9)
    expect(described.significance).toBeGreaterThan(0.8)
  })
  test('a step in the middle is found although no level has a majority', () => {
    const described = describeSeries(
      seriesOf(
        'replica_lag_seconds',
        noisy(20, (index) => (index < 9 ? 1 : 80), 0.3),
      ),
    )
    expect(described.shape).toBe('step')
    expect(described.phrase).toContain('at 03:09')
  })
  test('a climb at the very start to a level that stays is a step', () => {
    const described = describeSeries(seriesOf('cpu_percent', [20, 22, 45, 70, ...noisy(16, () => 92, 0.5)]))
    expect(described.phrase).toMatch(/^rose from 2\d% to 92(?:\.\d)?% at 03:02 and stayed there$/)
  })
  test('a spike that is over says so', () => {
    const described = describeSeries(
      seriesOf(
        'http_latency_ms',
        noisy(40, (index) => (index >= 15 && index < 20 ? 900 : 50), 4),
      ),
    )
    expect(described).toMatchObject({ shape: 'spike', recovered: true, direction: 'up' })
    expect(described.phrase).toMatch(/^rose from .* ms to 90\d ms at 03:15 and was back at .* ms by 03:20$/)
  })
  test('a supply that runs out is a falling trend near its end', () => {
    const described = describeSeries(
      seriesOf(
        'FreeStorageSpace',
        noisy(30, (index) => 50e9 - index * 1.6e9, 1e8),
        'Bytes',
      ),
    )
    expect(described).toMatchObject({ shape: 'trend', direction: 'down' })
    expect(described.phrase).toMatch(/^fell steadily from 4\d(?:\.\d)? GiB to \d(?:\.\d+)? GiB$/)
    expect(described.saturation).toBeGreaterThan(0.85)
  })
  test('noise, small moves of a percentage and a constant are steady', () => {
    expect(
      describeSeries(
        seriesOf(
          'cpu_percent',
          noisy(60, () => 30, 4),
        ),
      ).shape,
    ).toBe('steady')
    expect(
      describeSeries(
        seriesOf(
          'cpu_percent',
          noisy(60, (index) => (index < 30 ? 1 : 4), 0.1),
        ),
      ).shape,
    ).toBe('steady')
    expect(describeSeries(seriesOf('x', Array<number>(20).fill(7))).phrase).toBe('stays around 7')
    expect(describeSeries(seriesOf('x', [42])).phrase).toBe('is 42')
  })
  test('a single odd value among few is no spike', () => {
    expect(describeSeries(seriesOf('queue_depth', [1, 1, 2, 1, 60, 1, 1])).shape).toBe('steady')
  })
  test('a counter is described by its rate', () => {
    let total = 0
    const values = Array.from({ length: 40 }, (_, index) => (total += index < 25 ? 6 : 600))
    const described = describeSeries(seriesOf('http_errors_total', values))
    expect(described.isRate).toBe(true)
    expect(described.phrase).toMatch(/^rose from 0\.1\/s to 10\/s at 03:25/)
  })
  test('seldom takes shuffled noise for a movement', () => {
    let falseAlarms = 0
    for (let seed = 0; seed < 200; seed += 1) {
      let state = seed * 2654435761 + 1
      const random = () => (state = (state * 1103515245 + 12345) % 2147483648) / 2147483648
      const values = Array.from({ length: 60 }, () => 100 + 10 * (random() + random() + random() - 1.5))
      if (describeSeries(seriesOf('requests', values)).shape !== 'steady') falseAlarms += 1
    }
    expect(falseAlarms).toBeLessThanOrEqual(2)
  })
  test('never throws and cites lines of the series', () => {
    const numbers = fc.array(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e12, max: 1e12 }), {
      minLength: 1,
      maxLength: 80,
    })
    fc.assert(
      fc.property(numbers, fc.constantFrom('cpu_percent', 'FreeStorageSpace', 'errors_total', 'x'), (values, name) => {
        const { places, significance, phrase } = describeSeries(seriesOf(name, values))
        for (const line of Object.values(places)) expect(line >= 2 && line < values.length + 2).toBe(true)
        expect(significance >= 0 && significance <= 1).toBe(true)
        expect(phrase).not.toContain('NaN')
      }),
    )
  })
})

describe('measureOf()', () => {
  test.each([
    ['CPUUtilization', 'Percent', 'cpu', 'high', 'percent'],
    ['node_filesystem_avail_bytes', '', 'disk', 'low', 'bytes'],
    ['FreeableMemory', 'Bytes', 'memory', 'low', 'bytes'],
    ['kafka_consumergroup_lag', '', 'lag', 'high', 'number'],
    ['DiskQueueDepth', 'Count', 'disk-io', 'high', 'number'],
    ['queue_messages_ready', '', 'queue', 'high', 'number'],
    ['broker_queue_messages_ram', '', 'queue', 'high', 'number'],
    ['cache_hit_ratio', '', 'success', 'low', 'ratio'],
    ['http_request_duration_seconds', '', 'latency', 'high', 'seconds'],
    ['replicas_unavailable', '', 'availability', 'high', 'number'],
    ['http_5xx_errors', '', 'errors', 'high', 'number'],
    ['network_bytes_in', '', 'traffic', 'neither', 'bytes'],
    ['process_open_fds', '', 'descriptors', 'high', 'number'],
  ] as const)('%s measures %s%s', (name, unit, kind, badWhen, scale) => {
    expect(measureOf(name, unit)).toEqual({ kind, badWhen, scale })
  })
})

describe('describeSeries() of shares', () => {
  const describeOf = (name: string, value: (at: number) => number, unit?: string) =>
    describeSeries({
      name,
      ...(unit !== undefined && { unit }),
      attributes: {},
      samples: Array.from({ length: 60 }, (_, at) => ({
        time: microseconds(1.7e15 + at * 60e6),
        value: value(at),
        line: at + 2,
      })),
    })
  const climbing = (at: number) => (at < 30 ? 0.3 + (at % 5) / 100 : 0.97 + (at % 3) / 100)

  test.each(['node_cpu', 'cpu_utilization', 'CPUUtilization', 'disk_usage', 'memory_used_ratio'])(
    '%s between 0 and 1 is a ratio that can be full',
    (name) => {
      const { measure, saturation, phrase } = describeOf(name, climbing)
      expect(measure.scale).toBe('ratio')
      expect(saturation).toBeGreaterThan(0.95)
      expect(phrase).toMatch(/^rose from 3\d(?:\.\d)?% to 98% at /)
    },
  )
  test('what says its scale, passes 1 or is whole keeps its own', () => {
    expect(describeOf('cpu_percent', climbing).measure.scale).toBe('percent')
    expect(describeOf('cpu_utilization', climbing, '%').measure.scale).toBe('percent')
    expect(describeOf('cpu_utilization', (at) => climbing(at) * 100).measure.scale).toBe('percent')
    expect(describeOf('cpu_usage_cores', climbing).measure.scale).toBe('number')
    expect(describeOf('cpu_usage', (at) => at % 2).measure.scale).toBe('number')
    expect(describeOf('queue_depth', climbing).measure.scale).toBe('number')
  })
})
