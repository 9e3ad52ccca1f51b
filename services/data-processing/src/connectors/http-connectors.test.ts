import type { LiveQuery } from '@faultmaven/contracts'
import { afterEach, describe, expect, test } from 'vitest'
import { serveLive } from '@faultmaven/testkit'
import { createLiveSources } from './live-sources.ts'
import type { LiveSourceSettings } from './live-source-settings.ts'

const NOW = Date.UTC(2026, 10, 3, 4)
const open: { close(): Promise<void> }[] = []
afterEach(async () => {
  for (const one of open.splice(0).toReversed()) await one.close()
})

/** Asks a server that answers with `reply`; gives what it was asked and the file that came of it. */
async function ask(settings: Pick<LiveSourceSettings, 'kind'> & Partial<LiveSourceSettings>, query: LiveQuery, reply: unknown) {
  const server = await serveLive((_seen, response) => response.end(typeof reply === 'string' ? reply : JSON.stringify(reply)))
  open.push(server)
  const settled = { name: 'main', address: server.address, deadlineMs: 2000, maxBytes: 2 ** 20, ...settings }
  const live = createLiveSources([settled], () => NOW)
  open.push(live)
  const file = await live.query({ source: 'main', query, ordinal: 0 }, undefined)
  const [seen] = server.asked
  return { ...file, seen: seen!, url: new URL(seen!.url, server.address) }
}

describe('prometheus', () => {
  const matrix = (values: unknown) => ({ status: 'success', data: { resultType: 'matrix', result: values } })

  test('a range query without times is about the last hour, with a step for some 240 samples', async () => {
    const { url, seen, name, text, origin } = await ask(
      { kind: 'prometheus', authorization: async () => 'Bearer secret', tenant: 'shop' },
      { operation: 'prometheus.query_range', expression: 'rate(errors_total{code=~"5.."}[5m])' },
      matrix([{ metric: { job: 'shop' }, values: [[1762139467, '0.5']] }]),
    )
    expect(seen).toMatchObject({ method: 'GET', headers: { authorization: 'Bearer secret', 'x-scope-orgid': 'shop' } })
    expect(url.pathname).toBe('/api/v1/query_range')
    expect(Object.fromEntries(url.searchParams)).toEqual({
      query: 'rate(errors_total{code=~"5.."}[5m])',
      start: '2026-11-03T03:00:00.000Z',
      end: '2026-11-03T04:00:00.000Z',
      step: '15',
      timeout: '2s',
    })
    expect(name).toBe('main/query_range-1.json')
    expect(text.split('\n')).toContain('          [1762139467,"0.5"]')
    expect(origin).toMatchObject({ source: 'main', kind: 'prometheus', at: '2026-11-03T04:00:00.000000Z' })
    expect(origin.query).toMatch(/^GET \/api\/v1\/query_range\?query=rate/)
    expect(JSON.stringify(origin)).not.toMatch(/secret|127\.0\.0\.1/)
  })

  test.each<[LiveQuery, string]>([
    [{ operation: 'prometheus.query', expression: 'up' }, '/api/v1/query?query=up&time=2026-11-03T04%3A00%3A00.000Z&timeout=2s'],
    [{ operation: 'prometheus.labels', label: 'job' }, '/api/v1/label/job/values?start='],
    [{ operation: 'prometheus.labels' }, '/api/v1/labels?start='],
    [{ operation: 'prometheus.series', match: '{job="a"}' }, '/api/v1/series?match%5B%5D=%7Bjob%3D%22a%22%7D&start='],
  ])('%j is asked at its own path', async (query, path) => {
    expect((await ask({ kind: 'prometheus' }, query, { status: 'success', data: [] })).seen.url.startsWith(path)).toBe(true)
  })

  test('a step that would be more samples than Prometheus gives is widened', async () => {
    const range = { from: '2026-10-01T00:00:00Z', to: '2026-11-01T00:00:00Z' }
    const query = { operation: 'prometheus.query_range', expression: 'up', ...range, stepSeconds: 1 } as const
    expect((await ask({ kind: 'prometheus' }, query, matrix([]))).url.searchParams.get('step')).toBe('244')
  })
})

describe('loki', () => {
  const query = { operation: 'loki.query_range', expression: '{app="shop"} |= "error"' } as const

  test('lines of all streams become one log in the order of time, each with its own instant and labels', async () => {
    const result = [
      { stream: { app: 'shop', pod: 'shop-1' }, values: [['1762139467123456789', 'level=error msg="second"']] },
      { stream: { app: 'shop', pod: 'shop-2' }, values: [['1762139466000000001', 'first\nsplit', { trace: 'a' }]] },
    ]
    const { text, name, url } = await ask({ kind: 'loki' }, query, {
      status: 'success',
      data: { resultType: 'streams', result, stats: {} },
    })
    expect(name).toBe('main/query_range-1.log')
    expect(Object.fromEntries(url.searchParams)).toMatchObject({ query: query.expression, limit: '500', direction: 'backward' })
    expect(
      text
        .trim()
        .split('\n')
        .map((line): unknown => JSON.parse(line)),
    ).toEqual([
      { log: 'first\n', stream: '{app="shop", pod="shop-2"}', time: '2025-11-03T03:11:06.000000001Z' },
      { log: 'split\n', stream: '{app="shop", pod="shop-2"}', time: '2025-11-03T03:11:06.000000001Z' },
      { log: 'level=error msg="second"\n', stream: '{app="shop", pod="shop-1"}', time: '2025-11-03T03:11:07.123456789Z' },
    ])
  })

  test('labels with control characters stay text', async () => {
    const result = [{ stream: { 'a\u202e': 'b\u0007"}\n' }, values: [['1762139466000000001', 'x']] }]
    const { text } = await ask({ kind: 'loki' }, query, { status: 'success', data: { resultType: 'streams', result } })
    expect(text.trim().split('\n')).toHaveLength(1)
  })

  test('a reply that would become many times larger by its lines is refused', async () => {
    const stream = { app: 'x'.repeat(1000) }
    const result = [{ stream, values: [['1762139466000000001', '\n'.repeat(20_000)]] }]
    await expect(ask({ kind: 'loki' }, query, { status: 'success', data: { resultType: 'streams', result } })).rejects.toThrow(
      'too many lines',
    )
  })

  test('counted lines are series', async () => {
    const { name, text } = await ask({ kind: 'loki' }, query, {
      status: 'success',
      data: { resultType: 'matrix', result: [{ metric: { app: 'shop' }, values: [[1762139467, '3']] }] },
    })
    expect(name).toBe('main/query_range-1.json')
    expect(text).toContain('[1762139467,"3"]')
  })

  test('a reply of another form is refused', async () => {
    const reply = { status: 'success', data: { resultType: 'streams', result: [{ stream: {}, values: [['soon', 'x']] }] } }
    await expect(ask({ kind: 'loki' }, query, reply)).rejects.toThrow('not of the form that Loki documents')
  })
})

describe('elasticsearch', () => {
  const indices = ['logs-*', 'events']
  const reply =
    '{"hits":{"total":{"value":2},"hits":[{"_id":"2","_source":{"@timestamp":"2026-11-03T03:11:08Z",\n "message":"later"}},{"_id":"1","_source":{"@timestamp":"2026-11-03T03:11:07Z","message":"earlier","n":9007199254740993}}]}}'

  test('a search is a range and words, its documents one a line, oldest first', async () => {
    const { seen, text, name } = await ask(
      { kind: 'elasticsearch', indices },
      { operation: 'elasticsearch.search', text: 'disk full' },
      reply,
    )
    expect(seen.url).toBe('/logs-*,events/_search?ignore_unavailable=true')
    expect(seen.method).toBe('POST')
    expect(JSON.parse(seen.body)).toMatchObject({
      size: 200,
      query: {
        bool: {
          filter: [{ range: { '@timestamp': { gte: '2026-11-03T03:00:00.000Z', lte: '2026-11-03T04:00:00.000Z' } } }],
          must: [{ simple_query_string: { query: 'disk full', default_operator: 'and' } }],
        },
      },
    })
    expect(name).toBe('main/search-1.ndjson')
    expect(text).toBe(
      '{"@timestamp":"2026-11-03T03:11:07Z","message":"earlier","n":9007199254740993}\n{"@timestamp":"2026-11-03T03:11:08Z", "message":"later"}\n',
    )
  })

  test.each(['.security', '_all', 'logs-*/_delete_by_query', 'logs-*,events'])(
    'an index that the operator did not name is not searched: %s',
    async (index) => {
      await expect(ask({ kind: 'elasticsearch', indices }, { operation: 'elasticsearch.search', index }, reply)).rejects.toThrow(
        'It may search logs-*, events only',
      )
    },
  )

  test('a reply that is of no search is refused', async () => {
    await expect(ask({ kind: 'elasticsearch', indices }, { operation: 'elasticsearch.search' }, { took: 3 })).rejects.toThrow(
      'has no "hits"',
    )
  })
})

describe('kubernetes', () => {
  test.each<[LiveQuery, string]>([
    [
      { operation: 'kubernetes.list', resource: 'pods', namespace: 'shop', labels: 'app=shop,tier!=db' },
      '/api/v1/namespaces/shop/pods?limit=500&labelSelector=app%3Dshop%2Ctier%21%3Ddb',
    ],
    [{ operation: 'kubernetes.list', resource: 'events' }, '/api/v1/events?limit=500'],
    [
      { operation: 'kubernetes.get', resource: 'deployments', namespace: 'shop', name: 'web' },
      '/apis/apps/v1/namespaces/shop/deployments/web',
    ],
    [{ operation: 'kubernetes.get', resource: 'nodes', name: 'node-1' }, '/api/v1/nodes/node-1'],
  ])('%j is read by GET at its own path', async (query, path) => {
    const { seen } = await ask({ kind: 'kubernetes' }, query, { kind: 'PodList', apiVersion: 'v1', items: [] })
    expect([seen.method, seen.url, seen.body]).toEqual(['GET', path, ''])
  })

  test.each<[LiveQuery, string]>([
    [{ operation: 'kubernetes.get', resource: 'pods', name: 'web' }, 'has a namespace: say which'],
    [{ operation: 'kubernetes.get', resource: 'nodes', namespace: 'shop', name: 'node-1' }, 'belong to no namespace'],
  ])('%j has no path', async (query, why) => {
    await expect(ask({ kind: 'kubernetes' }, query, {})).rejects.toThrow(why)
  })

  test('lines of a log keep the instant that the cluster gives them', async () => {
    const { url, text } = await ask(
      { kind: 'kubernetes' },
      { operation: 'kubernetes.logs', namespace: 'shop', pod: 'web-1', container: 'app', previous: true },
      '2026-11-03T03:11:07.123456789Z panic: no route\nnot stamped\n',
    )
    expect(url.pathname).toBe('/api/v1/namespaces/shop/pods/web-1/log')
    expect(Object.fromEntries(url.searchParams)).toEqual({
      timestamps: 'true',
      tailLines: '1000',
      container: 'app',
      previous: 'true',
    })
    expect(text).toBe(
      '{"log":"panic: no route\\n","stream":"shop/web-1/app","time":"2026-11-03T03:11:07.123456789Z"}\n{"log":"not stamped\\n","stream":"shop/web-1/app","time":""}\n',
    )
  })
})

describe('a reply is cut', () => {
  const streams = (lines: number) => ({
    data: {
      resultType: 'streams',
      result: [{ stream: {}, values: Array.from({ length: lines }, (_, at) => [`17621394${at + 10}`, 'x']) }],
    },
  })
  const hits = (total: unknown, more = {}) => ({ ...more, hits: { total, hits: [{ _source: { message: 'x' } }] } })
  const names = (length: number) => ({ status: 'success', data: Array.from({ length }, (_, at) => `job-${at}`) })
  const pods = (metadata: object) => ({ kind: 'PodList', apiVersion: 'v1', metadata, items: [] })
  const log = (lines: number) => '2026-11-03T03:11:07Z x\n'.repeat(lines)
  const loki = { operation: 'loki.query_range', expression: '{app="shop"}', limit: 5 } as const
  const search = { operation: 'elasticsearch.search', limit: 1 } as const
  const list = { operation: 'kubernetes.list', resource: 'pods' } as const
  const logs = { operation: 'kubernetes.logs', namespace: 'shop', pod: 'web-1', lines: 5 } as const

  test.each<[string, LiveQuery, unknown, boolean]>([
    ['lines as many as asked for', loki, streams(5), true],
    ['fewer lines', loki, streams(4), false],
    ['a total above the documents', search, hits({ value: 2 }), true],
    ['a total that is a number', search, hits(2), true],
    ['a total of the documents', search, hits({ value: 1 }), false],
    ['a search that ran out of time', search, hits({ value: 1 }, { timed_out: true }), true],
    ['a shard that failed', search, hits({ value: 1 }, { _shards: { failed: 1 } }), true],
    ['no total, and documents as many as asked for', search, hits(undefined), true],
    ['a list that goes on', list, pods({ continue: 'eyJ2IjoibWV0YS' }), true],
    ['a list that does not', list, pods({ continue: '' }), false],
    ['the end of a longer log', logs, log(5), true],
    ['a log that is shorter', logs, log(4), false],
    ['a thousand names', { operation: 'prometheus.labels' }, names(1000), true],
    ['fewer names', { operation: 'prometheus.labels' }, names(999), false],
  ])('%s', async (_what, query, reply, isCut) => {
    const kind = query.operation.split('.')[0] as LiveSourceSettings['kind']
    expect((await ask({ kind, indices: ['logs'] }, query, reply)).isCut).toBe(isCut)
  })
})
