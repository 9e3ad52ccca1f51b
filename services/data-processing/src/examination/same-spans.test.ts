import { createSourceReader, checkClaims, memoryBytes } from '@faultmaven/evidence'
import { readSpans } from '@faultmaven/traces'
import { expect, test } from 'vitest'

const MICROS = Date.UTC(2026, 10, 22, 10) * 1000
const json = (fields: object) => JSON.stringify([{ traceId: 't1', spanId: 's1', name: 'GET /cart', ...fields }])
const table = (columns: Readonly<Record<string, string>>) =>
  `trace_id,span_id,parent_id,name,${Object.keys(columns).join(',')}\nt1,s1,,GET /cart,${Object.values(columns).join(',')}\n`

/** Every way in which a file may say how long a span took: the analyzer and the verifier must read the same. */
const FORMS: readonly (readonly [string, string, number])[] = [
  ['OTLP', json({ startTimeUnixNano: `${MICROS}001`, endTimeUnixNano: `${MICROS}501` }), 500],
  ['OTLP, numbers', `[{"traceId":"t1","spanId":"s1","startTimeUnixNano":${MICROS}001,"endTimeUnixNano":${MICROS}501}]`, 500],
  ['Jaeger', '{"data":[{"spans":[{"traceID":"t1","spanID":"s1","startTime":5000,"duration":500}]}]}', 500e3],
  ['Jaeger with ends', '{"data":[{"spans":[{"traceID":"t1","spanID":"s1","startTime":5000,"endTime":5500}]}]}', 500e3],
  ['Zipkin', `[{"traceId":"t1","id":"s1","timestamp":${MICROS},"duration":500,"localEndpoint":{}}]`, 500e3],
  ['JSON with ISO ends', json({ startTime: '2026-11-22T10:00:00', endTime: '2026-11-22T10:00:00.5Z' }), 5e8],
  ['JSON with ends in milliseconds', json({ start_time: MICROS / 1e3, end_time: MICROS / 1e3 + 7 }), 7e6],
  ['JSON with ends in nanoseconds', `[{"traceId":"t1","spanId":"s1","start":${MICROS}001,"end":${MICROS}501}]`, 500],
  ['JSON with a duration of none and ends', json({ duration: null, startTime: MICROS, endTime: MICROS + 7 }), 7000],
  ['JSON with milliseconds', json({ timestamp: MICROS, duration_ms: '1.5' }), 1.5e6],
  ['JSON with nanoseconds', json({ timestamp: MICROS, durationNanos: 500 }), 500],
  ['CSV with ISO ends', table({ start: '2026-11-22 10:00:00+01', end: '2026-11-22T09:00:00.000000500Z' }), 500],
  ['CSV with ends by their digits', table({ start: `${MICROS}`, end: `${MICROS + 7}` }), 7000],
  ['CSV with decimal ends', table({ start: `${MICROS / 1e6}.25`, end: `${MICROS / 1e6}.75` }), 5e8],
  ['CSV with ends and no duration in its cell', table({ start_ms: '1770000000000', duration: '', end_ms: '1770000000007' }), 7e6],
  ...(
    [
      ['duration', 500e3],
      ['Duration (µs)', 500e3],
      ['Duration (\u{3bc}s)', 500e3],
      ['duration_ns', 500],
      ['durationMs', 500e6],
      ['duration_s', 500e9],
      ['latency (s)', 500e9],
    ] as const
  ).map(([column, ns]) => [`CSV, ${column}`, table({ start: `${MICROS}`, [column]: '500' }), ns] as const),
]

test.each(FORMS)('%s: the verifier confirms the duration that the analyzer read', async (_, text, durationNs) => {
  const { spans } = readSpans(text)
  expect(spans.length).toBe(1)
  const { traceId, spanId, line, durationNs: read } = spans.at(0)
  expect(read).toBe(durationNs)
  const source = createSourceReader({
    sourceId: '00000000-0000-4000-8000-000000000001',
    name: 'spans',
    sha256: '0'.repeat(64),
    bytes: memoryBytes(Buffer.from(text)),
    complete: true,
    clockUncertaintyMs: 0,
    receivedAtMs: MICROS / 1000,
  })
  const span = { sourceId: source.sourceId, traceId, spanId, line, bytes: [...spans.bytesOf(0)] as [number, number] }
  const predicate = { name: 'span', span, field: 'durationNs', comparison: '=', value: read } as const
  expect(await checkClaims([{ id: 'c1', text: 'It took so long', predicate }], [source])).toMatchObject([{ outcome: 'verified' }])
})
