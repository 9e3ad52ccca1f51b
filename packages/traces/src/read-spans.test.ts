import { microseconds, type Span } from '@faultmaven/signals'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createSpanReader, readSpans } from './read-spans.ts'
import { spanOf } from './testing/make-spans.ts'
import { toCsv, toJaeger, toOtlp, toProtobuf, toZipkin } from './testing/write-spans.ts'

const START = microseconds(1_763_769_600_123_456)
const SPANS: readonly Span[] = [
  spanOf({ spanId: 'b1', start: START, durationNs: 42_000 }),
  spanOf({
    spanId: 'b2',
    parentSpanId: 'b1',
    service: 'store',
    kind: 'client',
    name: 'SELECT "cart"',
    start: START,
    durationNs: 7000,
    status: 'error',
    statusMessage: 'too many connections',
    attributes: { 'db.system': 'postgresql', 'db.note': 'Zeile\n2 “…”' },
    events: [{ name: 'exception', time: START, attributes: { 'exception.type': 'PoolError' } }],
  }),
  spanOf({ traceId: 'a2', spanId: 'b1', start: START, kind: 'consumer' }),
]
const WRITERS = { otlp: toOtlp, jaeger: toJaeger, zipkin: toZipkin, csv: toCsv }

const withoutLine = (span: Span) => ({ ...span, line: 0 })
/** What every format holds. */
const core = ({ traceId, spanId, parentSpanId, name, service, kind, start, durationNs, status }: Span) => ({
  traceId,
  spanId,
  parentSpanId,
  name,
  service,
  kind,
  start,
  durationNs,
  status,
})

describe('readSpans()', () => {
  test('reads OTLP JSON without loss, to the nanosecond', () => {
    const spans = SPANS.map((span) => ({ ...span, startRemainderNs: 789, durationNs: 1_234_567 }))
    const reading = readSpans(toOtlp(spans))
    expect(reading.faults).toEqual([])
    expect([...reading.spans].map(withoutLine)).toEqual(spans.map(withoutLine))
  })

  test.each(Object.entries(WRITERS))('reads the same spans from %s', (_, write) => {
    const reading = readSpans(write(SPANS))
    expect(reading.faults).toEqual([])
    expect([...reading.spans].map(core)).toEqual(SPANS.map(core))
  })

  test('names the line where each span begins', () => {
    const text = toOtlp(SPANS)
    const lines = text.split('\n')
    for (const { line, spanId } of readSpans(text).spans) {
      expect(lines[line - 1]?.trim()).toBe('{')
      expect(lines[line + 1]).toContain(`"${spanId}"`)
    }
  })

  test('reads OTLP protobuf without loss, in pieces of any size, and to where it is cut', () => {
    const spans = SPANS.map((span) => ({
      ...span,
      startRemainderNs: 789,
      durationNs: 1_234_567,
      attributes: { n: -2.5, ok: true, ...span.attributes },
    }))
    const bytes = toProtobuf(spans)
    const whole = readSpans(bytes)
    expect(whole.faults).toEqual([])
    expect([...whole.spans].map(withoutLine)).toEqual(spans.map(withoutLine))
    for (let cut = 20; cut < bytes.length; cut += 1) {
      const reader = createSpanReader()
      reader.push(bytes.subarray(0, cut))
      reader.push(bytes.subarray(cut))
      expect([...reader.end().spans]).toEqual([...whole.spans])
    }
    for (let cut = bytes.length - 1; cut > bytes.length / 2; cut -= 1) {
      const reading = readSpans(bytes.subarray(0, cut))
      expect(reading.spans.length).toBeLessThanOrEqual(SPANS.length)
      expect(reading.spans.length).toBeGreaterThanOrEqual(1)
      // Where one resource ends and the next begins a message is whole.
      if (reading.spans.length < 2) expect(reading.faultCount).toBeGreaterThan(0)
    }
  })

  test('keeps the events, status and attributes of Jaeger and Zipkin', () => {
    const jaeger = readSpans(toJaeger(SPANS)).spans.at(1)
    expect(withoutLine(jaeger)).toEqual(withoutLine(SPANS[1]!))
    const zipkin = readSpans(toZipkin(SPANS)).spans.at(1)
    expect(zipkin.statusMessage).toBe('too many connections')
    expect(zipkin.events.map(({ name }) => name)).toEqual(['exception'])
  })

  test('reads what the collector’s file exporter writes, a document a line, and Tempo’s wrappers', () => {
    const documents = SPANS.map((span) => JSON.stringify(JSON.parse(toOtlp([span]))))
    const lines = readSpans(`${documents.join('\n')}\n`)
    expect([...lines.spans].map(({ line }) => line)).toEqual([1, 2, 3])
    const batches = documents[1]!.replace('resourceSpans', 'batches').replace('scopeSpans', 'instrumentationLibrarySpans')
    expect(readSpans(batches).spans.length).toBe(1)
    expect(readSpans(`{"trace":${documents[1]}}`).spans.at(0).service).toBe('store')
  })

  test('takes the resource of an entry that names it after its spans', () => {
    const span = { traceId: 'a1', spanId: 'b1', name: 'n', startTimeUnixNano: 1_763_769_600_000_000_000 }
    const resource = { attributes: [{ key: 'service.name', value: { stringValue: 'late' } }] }
    const reading = readSpans(JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [span] }], resource }] }))
    expect(reading.spans.at(0).service).toBe('late')
  })

  test('takes a failing status code for an error where the span does not say what it is', () => {
    const zipkin = (code: string) =>
      readSpans(
        JSON.stringify([{ traceId: '1', id: '2', timestamp: 1, duration: 1, tags: { 'http.status_code': code } }]),
      ).spans.at(0).status
    expect([zipkin('500'), zipkin('404'), zipkin('200')]).toEqual(['error', 'unset', 'unset'])
  })

  test('reads columns by what their names mean, times by their units and size', () => {
    const header = 'trace_id\tspan_id\tparent_span_id\tservice_name\tname\ttimestamp\tduration_ms\tregion\thttp.status\n'
    const reading = readSpans(
      `${header}t1\ts1\t\tshop\tGET\t2026-11-22T00:00:00.123456789Z\t1.5\teu\t200\nt1\ts2\ts1\tshop\tPUT\t1795305600.25\t2\teu\t200\n`,
    )
    const [first, second] = [...reading.spans]
    expect(first).toMatchObject({
      startRemainderNs: 789,
      durationNs: 1_500_000,
      service: 'shop',
      attributes: { region: 'eu', 'http.status': 200 },
    })
    expect(first?.parentSpanId).toBeUndefined()
    expect(second).toMatchObject({ parentSpanId: 's1', start: 1_795_305_600_250_000, line: 3 })
  })

  test.each([
    ['duration_s', '0.5', 500_000_000],
    ['Duration (s)', '0.5', 500_000_000],
    ['durationMs', '0.5', 500_000],
    ['Duration (µs)', '500', 500_000],
    ['Duration (\u{3bc}s)', '500', 500_000],
    ['span.duration.us', '500', 500_000],
    ['duration_ns', '500', 500],
    ['duration', '500', 500_000],
  ])('reads the unit of a duration from its column: %s', (column, cell, durationNs) => {
    const reading = readSpans(`trace_id,span_id,parent_id,start_ms,${column}\nt1,s1,,1770000000000,${cell}\n`)
    expect([...reading.spans]).toMatchObject([{ durationNs }])
    expect(reading.skipped.size).toBe(0)
  })

  describe('times of JSON whose keys name no unit', () => {
    const START_MICROS = Date.UTC(2026, 10, 22, 10) * 1000
    const zone = process.env['TZ']
    beforeAll(() => {
      process.env['TZ'] = 'America/New_York'
    })
    afterAll(() => {
      if (zone === undefined) delete process.env['TZ']
      else process.env['TZ'] = zone
    })
    const read = (start: string, end: string, key = 'traceId') =>
      readSpans(`{"${key}":"t","spanId":"s","startTime":${start},"endTime":${end},"name":"n"}`).spans.at(0)

    test.each([
      ['nanoseconds', `${START_MICROS}001`, `${START_MICROS}009`, 1, 8],
      ['microseconds', `${START_MICROS}`, `${START_MICROS + 7}`, 0, 7000],
      ['milliseconds', `${START_MICROS / 1e3}`, `"${START_MICROS / 1e3 + 7}"`, 0, 7e6],
      ['seconds', `${START_MICROS / 1e6}.0`, `${START_MICROS / 1e6}.5`, 0, 5e8],
      ['a power of ten', '1.795341600e18', '1.795341601E+18', 0, 1e9],
      ['ISO without a zone', '"2026-11-22T10:00:00"', '"2026-11-22 10:00:00.000000008"', 0, 8],
      ['ISO with a zone', '"2026-11-22T05:00:00-05:00"', '"2026-11-22T11:00+01"', 0, 0],
    ])('%s', (_, start, end, startRemainderNs, durationNs) => {
      expect(read(start, end)).toMatchObject({ start: START_MICROS, startRemainderNs, durationNs })
    })

    test('Jaeger counts microseconds, however few', () => {
      expect(read('5000000000', '5000000007', 'traceID')).toMatchObject({ start: 5_000_000_000, durationNs: 7000 })
    })
  })

  test('says where no column tells how long spans took', () => {
    const reading = readSpans('trace_id,span_id,parent_id,start_ms,durations\nt1,s1,,1770000000000,5\nt1,s2,s1,1770000000000,5\n')
    expect([...reading.skipped]).toEqual([['durations, which no column gives: neither a duration nor an end', 2]])
  })

  test('names the line and byte of a broken row and reads the others', () => {
    const reading = readSpans(
      'traceId,spanId,startTime,endTime\nt,1,1700000000000,1700000000001\nt,2\nt,3,1700000000000,1700000000001\n',
    )
    expect([...reading.spans].map(({ spanId }) => spanId)).toEqual(['1', '3'])
    expect(reading.faults).toEqual([{ line: 3, byte: 65, message: 'A row has 2 cells, the header 4' }])
  })

  test('names where a document breaks, keeps what stands before and goes on at the next document', () => {
    const [first, second, third] = SPANS.map((span) => JSON.stringify(JSON.parse(toOtlp([span]))))
    const reading = readSpans(`${first}\n${second!.replace('"status":', '"status";')}\n${third}\n`)
    expect([...reading.spans].map(({ traceId }) => traceId)).toEqual(['a1', 'a2'])
    expect(reading.faults).toHaveLength(1)
    expect(reading.faults[0]).toMatchObject({ line: 2, message: '":" expected' })
    expect(reading.faults[0]?.byte).toBeGreaterThan(first!.length)
  })

  test('knows the bytes of each span', () => {
    for (const write of Object.values(WRITERS)) {
      const text = Buffer.from(`\ufeff${write(SPANS)}`)
      const { spans } = readSpans(text)
      for (let index = 0; index < spans.length; index += 1) {
        const quoted = text.subarray(...spans.bytesOf(index)).toString()
        expect(quoted).toContain(spans.at(index).spanId)
        expect(quoted).toMatch(/^(?:\{[^]*\}|[^\n]*)$/)
      }
    }
  })

  test('log records that name their spans are no spans', () => {
    const record = { time: 1, trace_id: 'a1', span_id: 'b1', level: 'info', msg: 'ready', duration: 3 }
    expect(readSpans(`${JSON.stringify(record)}\n${JSON.stringify(record)}\n`).spans.length).toBe(0)
  })

  test.each([
    'timestamp,level,trace_id,span_id,message',
    'timestamp,level,trace_id,span_id,duration_ms',
    'timestamp,trace_id,span_id,parent_id,Message',
    'timestamp,trace_id,span_id,logger',
  ])('a table of log records that name their spans is no table of spans: %s', (header) => {
    const row = header.split(',').map((_, at) => (at === 0 ? '2026-11-22T10:00:00Z' : `v${at}`))
    expect(readSpans(`${header}\n${row.join(',')}\n`)).toMatchObject({ format: undefined, spans: { length: 0 } })
  })

  test('no text without spans is taken for spans', () => {
    for (const text of ['', '{}', '[]', 'id,name\n1,a\n', '{"resourceLogs":[{"scopeLogs":[]}]}', '2026-11-22 INFO ready'])
      expect(readSpans(text)).toMatchObject({ format: undefined, spans: { length: 0 } })
  })

  test.each(Object.entries(WRITERS))('%s: how a source is cut into pieces changes nothing', (_, write) => {
    const bytes = Buffer.from(write(SPANS))
    const whole = [...readSpans(bytes).spans]
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: bytes.length }), { maxLength: 30 }), (cuts) => {
        const reader = createSpanReader()
        const places = [0, ...cuts.sort((a, b) => a - b), bytes.length]
        places.forEach((place, index) => reader.push(bytes.subarray(place, places[index + 1] ?? place)))
        const reading = reader.end()
        expect([...reading.spans]).toEqual(whole)
        expect(reading.faults).toEqual([])
      }),
    )
  })

  test.each(Object.entries(WRITERS))('%s: a cut source gives the whole spans before the cut and names the place', (_, write) => {
    const text = write(SPANS)
    const whole = [...readSpans(text).spans].map(({ spanId }) => spanId)
    const header = text.indexOf('\n')
    fc.assert(
      fc.property(fc.integer({ min: write === toCsv ? header + 2 : 2, max: text.length - 3 }), (cut) => {
        const reading = readSpans(text.slice(0, cut))
        expect(whole.slice(0, reading.spans.length)).toEqual([...reading.spans].map(({ spanId }) => spanId))
        if (write !== toCsv) expect(reading.faultCount).toBeGreaterThan(0)
      }),
    )
  })

  test.each(Object.entries({ ...WRITERS, protobuf: toProtobuf }))(
    '%s: keeps whole traces of too many spans, and says by which rule',
    (_, write) => {
      const spans = Array.from({ length: 400 }, (__, at) =>
        spanOf({
          traceId: `${1000 + (at >> 2)}`,
          spanId: `${2000 + at}`,
          start: START,
          kind: 'client',
          service: `s${at % 3}`,
          attributes: write === toCsv || write === toProtobuf ? {} : { n: `v${at}` },
        }),
      )
      const bytes = Buffer.from(write(spans))
      const reader = createSpanReader({ maxSpans: 100 })
      for (let at = 0; at < bytes.length; at += 999) reader.push(bytes.subarray(at, at + 999))
      const reading = reader.end()
      const kept = new Set([...reading.spans].map(({ traceId }) => traceId))
      expect(kept.size).toBeGreaterThan(5)
      expect(kept.size).toBeLessThanOrEqual(26)
      const expected = spans.filter(({ traceId }) => kept.has(traceId))
      const told = ({ traceId, spanId, service, attributes }: Span) => ({ traceId, spanId, service, attributes })
      expect([...reading.spans].map(told)).toEqual(expected.map(told))
      expect(reading.sampled).toMatch(/^Of 400 spans those of one trace in \d+ were kept/)
    },
  )

  test('keeps the first spans of a trace that has too many', () => {
    const spans = Array.from({ length: 300 }, (_, at) => spanOf({ spanId: `${2000 + at}`, start: START }))
    const reader = createSpanReader({ maxSpans: 100 })
    reader.push(Buffer.from(toZipkin(spans)))
    const reading = reader.end()
    expect([...reading.spans].map(({ spanId }) => spanId)).toEqual(spans.slice(0, 200).map(({ spanId }) => spanId))
    expect(reading.sampled).toContain('100 of very large traces were left out')
  })

  test('never throws, whatever bytes come', () => {
    const text = toJaeger(SPANS)
    fc.assert(
      fc.property(fc.integer({ min: 0, max: text.length }), fc.string(), (at, junk) => {
        const reading = readSpans(text.slice(0, at) + junk + text.slice(at))
        expect(reading.spans.length).toBeLessThanOrEqual(SPANS.length + 1)
      }),
    )
  })
})
