import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { LogRecord } from '@faultmaven/signals'
import { decodeText } from './encoding/decode-text.ts'
import { createLogReader } from './log-reader.ts'

const NOW = Date.parse('2026-11-22T12:00:00Z')

function read(bytes: Uint8Array, chunkSizes: readonly number[] = [bytes.length]) {
  const records: { record: LogRecord; text: string }[] = []
  const reader = createLogReader({ now: NOW, onRecord: (record, text) => records.push({ record, text }) })
  let from = 0
  for (let turn = 0; from < bytes.length; turn++) {
    const size = Math.max(1, chunkSizes[turn % chunkSizes.length] ?? 1)
    reader.push(bytes.subarray(from, from + size))
    from += size
  }
  const digest = reader.end()
  return { records, digest, encoding: reader.encoding() }
}

const SHOP = `2026-05-07 10:55:53,120 INFO [main] shop.orders.Server: listening on 0.0.0.0:8080
2026-05-07 10:55:54,001 WARN [worker-3] shop.orders.Pool: waited 120 ms for a connection
2026-05-07 10:55:55,777 ERROR [worker-4] shop.orders.Checkout: order 4711 failed
java.sql.SQLTransientConnectionException: orders-pool - Connection is not available, request timed out after 30000ms.
\tat com.zaxxer.hikari.pool.HikariPool.createTimeoutException(HikariPool.java:696)
\t... 12 more
Caused by: java.net.ConnectException: Connection refused

2026-05-07 10:55:56,002 WARN [worker-3] shop.orders.Pool: waited 3140 ms for a connection
`

describe('createLogReader()', () => {
  test('reads header, body and stack trace of a text log', () => {
    const { records, digest } = read(Buffer.from(SHOP))
    expect(records.map(({ record }) => [record.line, record.lines, record.severity, record.component, record.body])).toEqual([
      [1, 1, 'info', 'shop.orders.Server', 'listening on 0.0.0.0:8080'],
      [2, 1, 'warn', 'shop.orders.Pool', 'waited 120 ms for a connection'],
      [3, 5, 'error', 'shop.orders.Checkout', 'order 4711 failed'],
      [9, 1, 'warn', 'shop.orders.Pool', 'waited 3140 ms for a connection'],
    ])
    expect(records[2]?.record.continuation[3]).toBe('Caused by: java.net.ConnectException: Connection refused')
    expect(digest.templates.map(({ text, count }) => [text, count])).toContainEqual(['waited <number> ms for a connection', 2])
    expect(digest.coverage).toMatchObject({ lines: 9, records: 4, continuations: 4, blank: 1, recognised: 1 })
  })

  test('what the message is about stays in it, behind the bracket of the thread', () => {
    const { records } = read(Buffer.from('2026-05-07 10:55:53,120 INFO shop.api.Orders [request-1 -] [order: 4711] was paid\n'))
    expect(records[0]?.record).toMatchObject({ component: 'shop.api.Orders', body: '[order: 4711] was paid' })
  })

  test('an empty source has an empty digest', () => {
    const { digest } = read(new Uint8Array(0))
    expect(digest).toMatchObject({ templates: [], coverage: { lines: 0, records: 0 }, histogram: { total: [], errors: [] } })
  })

  test('every line of random bytes is a record, a continuation, blank or skipped', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 2000 }), (bytes) => {
        const { coverage } = read(bytes).digest
        const skipped = [...coverage.skipped.values()].reduce((sum, count) => sum + count, 0)
        expect(coverage.records + coverage.continuations + coverage.blank + skipped).toBe(coverage.lines)
      }),
    )
  })

  test('the digest does not depend on how the bytes are cut into chunks', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1, maxLength: 6 }), (sizes) => {
        expect(read(Buffer.from(SHOP), sizes)).toEqual(read(Buffer.from(SHOP)))
      }),
    )
  })

  test('the bytes of a record decode to its text', () => {
    const bytes = Buffer.from(SHOP.replaceAll('order 4711', 'Bestellung №4711 für Zoë'))
    for (const { record, text } of read(bytes).records) {
      expect(decodeText(bytes.subarray(record.start, record.end), 'utf-8').replaceAll(/\r\n?|\n\n/g, '\n')).toBe(text)
    }
  })

  test('the literals of a template stand in order in every record of it', () => {
    const { records, digest } = read(Buffer.from(SHOP))
    const total = digest.templates.reduce((sum, { count }) => sum + count, 0)
    expect(total).toBe(records.length)
    for (const { literals, samples } of digest.templates) {
      for (const { line } of samples) {
        const text = records.find(({ record }) => record.line === line)?.text ?? ''
        let from = 0
        for (const literal of literals) {
          const at = text.indexOf(literal, from)
          expect(at).toBeGreaterThanOrEqual(from)
          from = at + literal.length
        }
      }
    }
  })
})

test('counts every record where a batch is full when a line of a new kind comes', () => {
  const known = Array.from({ length: 4200 }, (_, at) => `2026-03-04 05:06:07 INFO beat ${at}`)
  for (const before of [4094, 4095, 4096, 4097]) {
    const lines = [...known.slice(0, before), '2026-03-04 05:06:07 WARN lost a valve', ...known.slice(before)]
    const reader = createLogReader({ now: Date.UTC(2026, 3, 1) })
    reader.push(Buffer.from(`${lines.join('\n')}\n`))
    const { coverage, templates } = reader.end()
    expect([coverage.records, ...templates.map(({ count }) => count)]).toEqual([4201, 4200, 1])
  }
})
