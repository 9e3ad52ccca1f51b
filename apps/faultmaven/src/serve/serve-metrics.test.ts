import { afterEach, expect, test } from 'vitest'
import { serveMetrics } from './serve-metrics.ts'

let close: (() => Promise<unknown>) | undefined
afterEach(() => close?.())

test('figures are read at their own port, by no web page and under no foreign name', async () => {
  const served = await serveMetrics({ host: '127.0.0.1', port: 0, metrics: () => 'a_total 1\n' })
  close = served.close
  const url = `http://127.0.0.1:${served.port}/metrics`
  const answer = await fetch(url)
  expect([answer.status, answer.headers.get('content-type'), await answer.text()]).toEqual([
    200,
    'text/plain; version=0.0.4; charset=utf-8',
    'a_total 1\n',
  ])
  expect((await fetch(url, { headers: { origin: 'https://example.org' } })).status).toBe(403)
  expect((await fetch(`http://127.0.0.1:${served.port}/`)).status).toBe(404)
})
