import { describe, expect, test } from 'vitest'
import { readEvents } from './index.ts'

describe('readEvents()', () => {
  test('JSON lines: nested fields, units by name, parts apart from labels', () => {
    const text = '{"level":"info","req":{"route":"/a/12?x=1"},"duration_ms":40,"db_ms":30,"zone":"b","user_id":"u1"}\n'
    expect(readEvents(text)).toEqual([
      { line: 1, seconds: 0.04, text: '40', parts: { db_ms: 0.03 }, labels: { 'req.route': '/a/:id', zone: 'b' } },
    ])
  })
  test('pairs of an access log: seconds of nginx', () => {
    const text = '10.0.0.1 - - "GET /a HTTP/1.1" 200 rt=1.250 urt=1.200 upstream=10.0.0.9:80\n'
    expect(readEvents(text)[0]).toMatchObject({
      seconds: 1.25,
      parts: { urt: 1.2 },
      labels: { upstream: '10.0.0.9:80', route: '/a' },
    })
  })
  test('a log that seldom tells a time is none', () => {
    expect(readEvents(`${'started\n'.repeat(20)}took=5ms\n`)).toEqual([])
  })
})
