import { Agent } from 'node:http'
import { call, HttpError, log, serve } from './runtime.ts'

const orders = process.env['ORDERS_URL'] ?? ''
const timeoutMs = Number(process.env['ORDERS_TIMEOUT_MS'] ?? 3000)
const retries = Number(process.env['ORDERS_RETRIES'] ?? 0)
const perSecond = Number(process.env['RATE_LIMIT_PER_SECOND'] ?? 0)
const agent = new Agent({ keepAlive: true, maxSockets: Number(process.env['MAX_SOCKETS'] ?? 64) })

let windowStart = 0
let inWindow = 0

serve(async ({ method, path, body, span }) => {
  if (path === '/health') return { status: 'ok' }
  limitRate()
  const routes: Readonly<Record<string, string>> = { '/api/checkout': '/orders', '/api/report': '/report' }
  const target = routes[path] ?? path.replace(/^\/api/, '')
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await call(orders + target, { method, timeoutMs, parent: span, agent, ...(body ? { body: JSON.parse(body) } : {}) })
    } catch (error) {
      if (attempt >= retries || (error instanceof HttpError && error.status < 500)) throw error
      log('warn', 'orders failed, trying again', {
        attempt: attempt + 1,
        of: retries,
        error: String(error),
        trace_id: span.traceId,
      })
    }
  }
})

function limitRate(): void {
  if (perSecond === 0) return
  const second = Math.floor(Date.now() / 1000)
  if (second !== windowStart) {
    windowStart = second
    inWindow = 0
  }
  inWindow += 1
  if (inWindow > perSecond) {
    log('warn', 'rate limit exceeded', { limit_per_second: perSecond })
    throw new HttpError(429, 'Too Many Requests')
  }
}
