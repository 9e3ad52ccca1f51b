import { afterAll, beforeAll, expect, test } from 'vitest'
import { FORMAT_SAMPLES } from '../testing/format-samples.ts'
import { createTestService, runTurn, type TestService } from '../testing/test-service.ts'

let made: TestService
beforeAll(() => {
  made = createTestService()
})
afterAll(() => made.remove())

const sum = (counts: readonly number[] = []) => counts.reduce((all, count) => all + count, 0)

test.each([
  ['otlpTraces', 24, '2026-09-30T06:00:00', '2026-09-30T06:00:11.01'],
  ['spanRows', 24, '2026-09-30T06:00:00', '2026-09-30T06:00:11.01'],
  ['protobufMetrics', 40, '2026-09-30T06:00:00', '2026-09-30T06:09:45'],
  ['queryRange', 40, '2026-09-30T06:00:00', '2026-09-30T06:09:45'],
  ['csv', 80, '2026-09-30T06:00:00', '2026-09-30T06:09:45'],
] as const)('%s: its %i spans or points are on the timeline', async (format, count, from, to) => {
  const { sources } = await runTurn(made.client, [FORMAT_SAMPLES[format]])
  const { interval, histogram } = sources[0] ?? {}
  expect(interval?.from).toContain(from)
  expect(interval?.to).toContain(to)
  expect(sum(histogram?.total)).toBe(count)
  expect(sum(histogram?.errors)).toBe(0)
  expect(histogram?.total.length).toBeLessThanOrEqual(240)
  expect(Date.parse(histogram?.interval.to ?? '')).toBeGreaterThanOrEqual(Date.parse(interval?.to ?? ''))
})

test('failing spans are errors of the timeline', async () => {
  const rows = ['traceId,spanId,parentId,start,durationMs,status']
  for (let span = 0; span < 6; span += 1) rows.push(`a1,b${span},,2026-09-30T06:0${span}:00Z,5,${span === 4 ? 'error' : 'ok'}`)
  const { sources } = await runTurn(made.client, [{ name: 'spans.csv', bytes: `${rows.join('\n')}\n` }])
  const { histogram } = sources[0] ?? {}
  expect(sum(histogram?.total)).toBe(6)
  expect(sum(histogram?.errors)).toBe(1)
  expect((histogram?.errors.indexOf(1) ?? 0) / (histogram?.total.length ?? 1)).toBeCloseTo(0.8, 1)
})

test('a scrape without times has none', async () => {
  const { sources } = await runTurn(made.client, [
    { name: 'scrape.prom', bytes: '# TYPE a_b gauge\na_b{c="1"} 2\na_b{c="2"} 3\n' },
  ])
  expect(sources[0]).not.toHaveProperty('histogram')
})

test('a table of times of day has none: which day it covers is not known', async () => {
  const rows = Array.from({ length: 40 }, (_, at) => `08:${10 + at},${20 + (at % 5)}`)
  const bytes = `${['time,latency_ms', ...rows].join('\n')}\n`
  const { sources } = await runTurn(made.client, [{ name: 'latency.csv', bytes }])
  expect(sources[0]).toMatchObject({ kind: 'metrics' })
  expect(sources[0]).not.toHaveProperty('interval')
  expect(sources[0]).not.toHaveProperty('histogram')
})

test('spans that say a time of day only have no place on the timeline', async () => {
  const rows = Array.from({ length: 6 }, (_, span) => `a1,b${span},,${span + 1}000000,5,ok`)
  const bytes = `${['trace_id,span_id,parent_id,start_us,duration_ms,status', ...rows].join('\n')}\n`
  const { sources } = await runTurn(made.client, [{ name: 'spans.csv', bytes }])
  expect(sources[0]).toMatchObject({ kind: 'trace' })
  expect(sources[0]).not.toHaveProperty('interval')
})
