import { readTrees } from '@faultmaven/config'
import { createLogReader } from '@faultmaven/logs'
import { describe, expect, test } from 'vitest'
import type { ExaminedSource } from '../draft.ts'
import { findIneffectiveSettings } from './references-effective.ts'
import { findUnservedPorts } from './references-listeners.ts'
import { findCutRoutes } from './references-routes.ts'
import { findUnreadVariables } from './references-variables.ts'

function source(name: string, text: string, kind: ExaminedSource['kind'] = 'config'): ExaminedSource {
  const reader = createLogReader({ now: Date.UTC(2026, 4, 4) })
  reader.push(new TextEncoder().encode(`${text}\n`))
  const lines = text.split('\n')
  return {
    name,
    kind,
    head: lines.slice(0, 20),
    lines,
    log: reader.end(),
    trees: readTrees(name, text).trees,
    tables: [],
    series: [],
  }
}

describe('findUnreadVariables()', () => {
  const settings = source('app.env', 'BROKER_HOST=rabbit-2\nBROKER_PORT=5672\nLOG_LEVEL=info')
  test('names the variable that is read, the one that is set, and the default', () => {
    const code = source(
      'settings.py',
      "LEVEL = os.getenv('LOG_LEVEL')\nHOST = os.environ.get('AMQP_BROKER_HOST', 'localhost')",
      'code',
    )
    const log = source('worker.log', '2026-05-04T10:00:00Z ERROR connection refused localhost:5672', 'log')
    const [finding] = findUnreadVariables([settings, code, log])
    expect(finding).toMatchObject({ sourceName: 'settings.py', score: 0.82, places: [{ line: 2 }] })
    expect(finding?.title).toBe(
      'The program reads AMQP_BROKER_HOST, which is not set, so it falls back to localhost; app.env sets BROKER_HOST instead',
    )
  })
  test('is quiet where the names agree, and where nothing alike is set', () => {
    expect(findUnreadVariables([settings, source('a.go', 'h := os.Getenv("BROKER_HOST")', 'code')])).toEqual([])
    expect(findUnreadVariables([settings, source('a.rb', "ENV.fetch('SENTRY_DSN')", 'code')])).toEqual([])
  })
})

describe('findCutRoutes()', () => {
  const backend = source('app.log', '2026-05-04T10:00:00Z WARN GET /books/7 404 no route found', 'log')
  const clients = source('clients.txt', '"GET /shelf/books/7 HTTP/1.1" 404')
  test('a prefix that the proxy cuts and the back end misses', () => {
    const conf = source('site.conf', 'location /shelf/ {\n  proxy_pass http://shelf:9000/;\n}')
    const [finding] = findCutRoutes([conf, backend, clients])
    expect(finding).toMatchObject({
      sourceName: 'site.conf',
      places: [{ line: 2 }, { line: 1 }],
      fault: { mechanism: 'route/mismatched' },
    })
    expect(finding?.title).toContain('“proxy_pass http://shelf:9000/” strips /shelf/ from the path')
  })
  test('the same of other proxies', () => {
    const ingress = source('ingress.yaml', 'paths:\n- path: /shelf\n  annotations:\n    rewrite-target: /')
    const apache = source('vhost.conf', 'ProxyPass "/shelf/" "http://shelf:9000/"')
    const caddy = source('Caddyfile', 'handle_path /shelf/* {')
    for (const conf of [ingress, apache, caddy]) expect(findCutRoutes([conf, backend, clients])).toHaveLength(1)
  })
  test('is quiet where the back end finds what it is asked for, or nobody asks with the prefix', () => {
    const conf = source('site.conf', 'location /shelf/ {\n  proxy_pass http://shelf:9000/;\n}')
    expect(findCutRoutes([conf, clients])).toEqual([])
    expect(findCutRoutes([conf, backend])).toEqual([])
    expect(findCutRoutes([source('b.conf', 'location /shelf/ {\n  proxy_pass http://shelf:9000;\n}'), backend, clients])).toEqual(
      [],
    )
  })
})

describe('findIneffectiveSettings()', () => {
  const log = (text: string) => source('run.log', `2026-05-04T10:00:00Z INFO started\n2026-05-04T10:00:01Z INFO ${text}`, 'log')
  test('a setting that the program runs without', () => {
    const config = source('indexer.yaml', 'indexer:\n  tuning:\n    flush-interval-seconds: 5\n    label: x')
    const [finding] = findIneffectiveSettings([config, log('options: flushIntervalSeconds=60, other=1')])
    expect(finding?.title).toBe(
      'flushIntervalSeconds is 60 at run time (run.log) although 5 is configured: what stands under “indexer.tuning” is not read there (wrong level or overridden)',
    )
    expect(finding?.places).toEqual([{ line: 3, pointer: '/indexer/tuning/flush-interval-seconds' }])
  })
  test('is quiet where both agree, and where the log shows several values', () => {
    const config = source('indexer.yaml', 'indexer:\n  flush-interval-seconds: 5\n')
    expect(findIneffectiveSettings([config, log('flushIntervalSeconds=5')])).toEqual([])
    expect(findIneffectiveSettings([config, log('flushIntervalSeconds=60'), log('flushIntervalSeconds=30')])).toEqual([])
  })
})

describe('findUnservedPorts()', () => {
  const service = source('notes-1.log', '2026-05-04T10:00:00Z INFO notes 2.0 listening on http://0.0.0.0:7001', 'log')
  const refused = source('edge.log', '2026-05-04T10:00:05Z ERROR dial tcp 10.3.0.9:7000: connect: connection refused', 'log')
  test('a service that is called at a port on which nothing listens', () => {
    const [finding] = findUnservedPorts([service, refused, source('edge.yaml', 'notes: 10.3.0.9:7000')])
    expect(finding).toMatchObject({ sourceName: 'edge.yaml', places: [{ line: 1 }], fault: { mechanism: 'port/mismatched' } })
    expect(finding?.title).toContain('notes is called at port 7000, where nothing listens: it listens on 7001 (notes-1.log)')
  })
  test('is quiet about the port of another service, and where the port is served', () => {
    expect(findUnservedPorts([service, refused, source('edge.yaml', 'database: 10.3.0.9:7000')])).toEqual([])
    const both = source('old.log', '2026-05-04T10:00:00Z INFO listening on port 7000', 'log')
    expect(findUnservedPorts([service, both, refused, source('edge.yaml', 'notes: 10.3.0.9:7000')])).toEqual([])
  })
})
