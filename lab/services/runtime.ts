import { createServer, request as httpRequest, Agent, type IncomingMessage, type ServerResponse } from 'node:http'
import { randomBytes } from 'node:crypto'
import { appendFile, writeSync } from 'node:fs'

/** Set by the bundler: which release a bundle is. `bug` names the fault compiled into it, or is "none". */
declare const __RELEASE__: string
declare const __BUG__: string
export const release = __RELEASE__
export const bug: string = __BUG__

type Fields = Readonly<Record<string, unknown>>

const levels = ['debug', 'info', 'warn', 'error']
const lowest = levels.indexOf(process.env['LOG_LEVEL'] ?? 'info')
const serviceName = process.env['SERVICE_NAME'] ?? 'service'

/** Writes a line of JSON to standard output. */
export function log(level: 'debug' | 'info' | 'warn' | 'error', msg: string, fields: Fields = {}): void {
  if (levels.indexOf(level) < lowest) return
  const line = `${JSON.stringify({ level, time: new Date().toISOString(), service: serviceName, msg, ...fields })}\n`
  try {
    writeSync(1, line)
  } catch {
    // A full disk must not end the service: the line is lost.
  }
}

/** An error as a logger writes it. */
export function errorFields(error: unknown): Fields {
  if (!(error instanceof Error)) return { err: { message: String(error) } }
  const code = 'code' in error ? { code: error.code } : {}
  const inner = error instanceof AggregateError ? { errors: error.errors.map(String) } : {}
  return { err: { type: error.name, message: error.message, ...code, ...inner, stack: error.stack } }
}

export interface Span {
  readonly traceId: string
  readonly spanId: string
  /** Ends and exports it. */
  readonly end: (attributes?: Readonly<Record<string, string | number>>, error?: unknown) => void
}

const kinds = { server: 2, client: 3, producer: 4, consumer: 5 }
const traceFile = process.env['TRACES_FILE'] ?? ''

/** Begins a span; its end appends it to this service's file as OTLP JSON, one `ResourceSpans` a line. */
export function startSpan(
  name: string,
  kind: keyof typeof kinds,
  parent?: { readonly traceId: string; readonly spanId: string },
): Span {
  const traceId = parent?.traceId ?? randomBytes(16).toString('hex')
  const spanId = randomBytes(8).toString('hex')
  const startUs = Date.now() * 1000 + Number((process.hrtime.bigint() / 1000n) % 1000n)
  const started = process.hrtime.bigint()
  const end: Span['end'] = (attributes = {}, error) => {
    const durationNs = process.hrtime.bigint() - started
    const startNs = BigInt(startUs) * 1000n
    const span = {
      traceId,
      spanId,
      ...(parent ? { parentSpanId: parent.spanId } : {}),
      name,
      kind: kinds[kind],
      startTimeUnixNano: String(startNs),
      endTimeUnixNano: String(startNs + durationNs),
      attributes: Object.entries(attributes).map(([key, value]) => ({
        key,
        value: typeof value === 'number' ? { intValue: String(Math.round(value)) } : { stringValue: value },
      })),
      status: error ? { code: 2, message: error instanceof Error ? error.message : (error as string) } : {},
    }
    const resource = { attributes: [attribute('service.name', serviceName), attribute('service.version', release)] }
    const line = { resource, scopeSpans: [{ scope: { name: 'shop' }, spans: [span] }] }
    if (traceFile) appendFile(traceFile, `${JSON.stringify(line)}\n`, () => {})
  }
  return { traceId, spanId, end }
}

function attribute(key: string, value: string) {
  return { key, value: { stringValue: value } }
}

const counters = new Map<string, number>()

/** Adds to a counter or, with `isGauge`, sets a gauge of this service's /metrics. */
export function count(name: string, by = 1, isGauge = false): void {
  counters.set(name, isGauge ? by : (counters.get(name) ?? 0) + by)
}

const bounds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5]

function observe(route: string, seconds: number): void {
  for (const bound of bounds)
    count(`http_request_duration_seconds_bucket{route="${route}",le="${bound}"}`, seconds <= bound ? 1 : 0)
  count(`http_request_duration_seconds_bucket{route="${route}",le="+Inf"}`)
  count(`http_request_duration_seconds_sum{route="${route}"}`, seconds)
  count(`http_request_duration_seconds_count{route="${route}"}`)
}

function metricsText(): string {
  const { heapUsed, heapTotal, external } = process.memoryUsage()
  count('nodejs_heap_size_used_bytes', heapUsed, true)
  count('nodejs_heap_size_total_bytes', heapTotal, true)
  count('nodejs_external_memory_bytes', external, true)
  count('nodejs_eventloop_lag_seconds', eventLoopLag, true)
  return [...counters]
    .map(([name, value]) => `${name} ${value}\n`)
    .sort()
    .join('')
}

let eventLoopLag = 0
let due = performance.now() + 100
setInterval(() => {
  eventLoopLag = Math.max(0, performance.now() - due) / 1000
  due = performance.now() + 100
}, 100).unref()

export class HttpError extends Error {
  readonly status: number
  constructor(status: number, message: string) {
    super(message)
    this.name = 'HttpError'
    this.status = status
  }
}

export interface Call {
  readonly method: string
  readonly path: string
  readonly body: string
  readonly span: Span
  readonly headers: IncomingMessage['headers']
}

/** Serves one handler with a span, a log line and counts for each request; what it returns is sent as JSON, what it throws as its status. */
export function serve(handle: (call: Call) => Promise<unknown>): void {
  const port = Number(process.env['PORT'])
  const server = createServer((request, response) => void answer(request, response, handle))
  server.on('error', (error) => {
    log('error', 'server error', errorFields(error))
    process.exit(1)
  })
  server.listen(port, process.env['HOST'], () =>
    log('info', `${serviceName} ${release} listening`, { host: process.env['HOST'], port, pid: process.pid }),
  )
  process.on('SIGTERM', () => {
    log('info', 'SIGTERM received, draining')
    server.close(() => process.exit(0))
    setTimeout(() => process.exit(0), 500)
  })
  process.on('uncaughtException', (error) => {
    log('error', 'uncaught exception, exiting', errorFields(error))
    process.exit(1)
  })
  process.on('unhandledRejection', (error) => {
    log('error', 'unhandled rejection, exiting', errorFields(error))
    process.exit(1)
  })
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  handle: (call: Call) => Promise<unknown>,
): Promise<void> {
  const { method = 'GET', url = '/' } = request
  const path = url.replace(/\?.*/, '')
  if (path === '/metrics') return void response.end(metricsText())
  const route = path.replace(/\/(\d+|sku-\d+)\b/g, '/:id')
  const [, traceId, spanId] = /^00-(\w{32})-(\w{16})/.exec(String(request.headers['traceparent'] ?? '')) ?? []
  const span = startSpan(`${method} ${route}`, 'server', traceId && spanId ? { traceId, spanId } : undefined)
  const started = performance.now()
  count('http_requests_in_flight', (counters.get('http_requests_in_flight') ?? 0) + 1, true)
  let body = ''
  let status = 200
  let failure: unknown
  try {
    for await (const piece of request) body += String(piece)
    const result = await handle({ method, path, body, span, headers: request.headers })
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(result))
  } catch (error) {
    failure = error
    status = error instanceof HttpError ? error.status : 500
    if (!response.destroyed)
      response
        .writeHead(status, { 'content-type': 'application/json' })
        .end(JSON.stringify({ error: String(error instanceof Error ? error.message : error) }))
  }
  const ms = Math.round((performance.now() - started) * 10) / 10
  count('http_requests_in_flight', (counters.get('http_requests_in_flight') ?? 1) - 1, true)
  count(`http_requests_total{method="${method}",route="${route}",status="${status}"}`)
  observe(route, ms / 1000)
  span.end(
    { 'http.request.method': method, 'http.route': route, 'http.response.status_code': status },
    status >= 500 ? failure : undefined,
  )
  const fields = { method, path: url, status, ms, trace_id: span.traceId }
  if (status >= 500) log('error', 'request failed', { ...fields, ...errorFields(failure) })
  else if (path !== '/health') log('info', 'request', fields)
}

export interface Outgoing {
  readonly method?: string
  readonly body?: unknown
  readonly timeoutMs?: number
  readonly parent: Span
  readonly agent?: Agent
}

/** A JSON request to another service under a client span. @throws {HttpError} with the status it answered, or the socket's error */
export async function call(url: string, { method = 'GET', body, timeoutMs = 2000, parent, agent }: Outgoing): Promise<unknown> {
  const { host, pathname } = new URL(url)
  const span = startSpan(`${method} ${pathname.replace(/\/(\d+|sku-\d+)\b/g, '/:id')}`, 'client', parent)
  const about = { 'http.request.method': method, 'url.full': url, 'server.address': host }
  try {
    const { status, text } = await exchange(url, {
      method,
      body,
      timeoutMs,
      agent,
      traceparent: `00-${span.traceId}-${span.spanId}-01`,
    })
    span.end({ ...about, 'http.response.status_code': status }, status >= 500 ? `HTTP ${status}` : undefined)
    if (status >= 400)
      throw new HttpError(status >= 500 ? 502 : status, `${method} ${url} answered ${status}: ${text.slice(0, 200)}`)
    return JSON.parse(text)
  } catch (error) {
    if (!(error instanceof HttpError)) span.end(about, error)
    throw error
  }
}

interface Exchange {
  readonly method: string
  readonly body: unknown
  readonly timeoutMs: number
  readonly agent: Agent | undefined
  readonly traceparent: string
}

async function exchange(
  url: string,
  { method, body, timeoutMs, agent, traceparent }: Exchange,
): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', traceparent }
    const request = httpRequest(url, { method, headers, timeout: timeoutMs, ...(agent ? { agent } : {}) }, (response) => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', (piece: string) => (text += piece))
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }))
      response.on('error', reject)
    })
    const deadline = setTimeout(
      () => request.destroy(new Error(`timeout of ${timeoutMs} ms exceeded: ${method} ${url}`)),
      timeoutMs,
    )
    request.on('close', () => clearTimeout(deadline))
    request.on('error', reject)
    request.end(body === undefined ? '' : JSON.stringify(body))
  })
}
